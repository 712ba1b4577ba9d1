import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { StdinFilter } from '../../../../src/tui/input/stdin-filter.ts'
import { FakeStdin } from '../../../helpers/screen.ts'

async function read(filter: StdinFilter): Promise<string> {
  await once(filter, 'readable')
  return String(filter.read())
}

describe('the stand-in for the terminal’s input', () => {
  it('takes raw mode to the terminal and keeps what is typed before anybody reads', async () => {
    const source = new FakeStdin()
    const filter = new StdinFilter({ source })
    filter.setRawMode(true)
    source.type('early\r')
    expect(source.isRaw).toBe(true)
    expect(await read(filter)).toBe('early\r')
  })

  it('lets go of the terminal without raw mode, and comes back', async () => {
    const source = new FakeStdin()
    const filter = new StdinFilter({ source })
    filter.setRawMode(true)
    filter.setRawMode(false)
    expect([source.isRaw, source.isPaused()]).toEqual([false, true])
    filter.setRawMode(true)
    source.type('a')
    expect(await read(filter)).toBe('a')
  })

  it('passes a lone Escape after a moment', async () => {
    const source = new FakeStdin()
    const filter = new StdinFilter({ source })
    filter.setRawMode(true)
    source.type('\u001B')
    expect(await read(filter)).toBe('\u001B')
  })

  it.each([
    ['ends', (source: FakeStdin) => void source.push(null)],
    ['fails', (source: FakeStdin) => void source.destroy(new Error('EIO'))],
  ])('tells once that the terminal is gone when it %s', async (_how, hangUp) => {
    const source = new FakeStdin()
    let closed = 0
    const filter = new StdinFilter({ source, onClose: () => (closed += 1) })
    filter.setRawMode(true)
    hangUp(source)
    await once(filter, 'close')
    expect(closed).toBe(1)
  })
})
