import { describe, expect, it } from 'vitest'
import { createStore } from '../../../../src/shared/observable.ts'
import { createFrameClock } from '../../../../src/tui/app/frame-clock.ts'

function counter() {
  return createStore<number, 'more'>(0, (count) => count + 1)
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}

function start(options: { intervalMs?: number; isStalled?: () => boolean } = {}) {
  const ui = counter()
  const peer = counter()
  const log: string[] = []
  const clock = createFrameClock({ ui, peer, settle: () => log.push('settle'), ...options })
  clock.subscribe(() => log.push('draw'))
  return { ui, peer, log, clock }
}

describe('the frame clock', () => {
  it('draws what a person does at once', async () => {
    const { ui, log, clock } = start({ intervalMs: 60_000 })
    for (let press = 1; press <= 3; press++) {
      ui.dispatch('more')
      await Promise.resolve()
      expect(log.filter((entry) => entry === 'draw')).toHaveLength(press)
    }
    clock.stop()
  })

  it('draws a storm of the peer once an interval, and its end', async () => {
    const { peer, log, clock } = start({ intervalMs: 50 })
    for (let change = 0; change < 40; change++) {
      peer.dispatch('more')
      await pause(1)
    }
    await pause(60)
    const draws = log.filter((entry) => entry === 'draw').length
    expect(draws).toBeGreaterThanOrEqual(2)
    expect(draws).toBeLessThan(20)
    expect(log.slice(0, 2)).toEqual(['settle', 'draw'])
    clock.stop()
  })

  it('does not draw for a terminal that does not read', async () => {
    let isStalled = true
    const { ui, log, clock } = start({ isStalled: () => isStalled })
    ui.dispatch('more')
    await Promise.resolve()
    expect(log).not.toContain('draw')
    isStalled = false
    clock.request()
    expect(log).toContain('draw')
    clock.stop()
  })
})
