import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { backoffMs, redial } from '../../../src/net/redial.ts'
import { ChatError } from '../../../src/shared/errors.ts'

const QUICK = { firstMs: 1, mostMs: 4, steadyMs: 1_000 }

describe('the wait between tries', () => {
  test('doubles from one second to thirty, of which half is chance', () => {
    expect([1, 2, 3, 4, 5, 6, 100].map((n) => backoffMs(n, 1))).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
    ])
    expect(backoffMs(1, 0)).toBe(500)
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, r) => {
          expect(backoffMs(n, r)).toBeGreaterThanOrEqual(500)
          expect(backoffMs(n, r)).toBeLessThanOrEqual(30_000)
        },
      ),
    )
  })
})

describe('redialling', () => {
  test('goes on after failures until it is told to stop', async () => {
    const stop = new AbortController()
    let tries = 0
    const waits: number[] = []
    const result = await redial({
      connect: async () => {
        if (++tries === 5) stop.abort()
        throw new ChatError('TRACKER_UNREACHABLE')
      },
      onConnection: () => {},
      onWait: (_why, waitMs) => waits.push(waitMs),
      signal: stop.signal,
      backoff: QUICK,
    })
    expect(result).toMatchObject({ code: 'TRACKER_UNREACHABLE' })
    expect(tries).toBe(5)
    expect(waits).toHaveLength(4)
    expect(Math.max(...waits)).toBeLessThanOrEqual(4)
  })

  test('stops at what is final', async () => {
    const result = await redial({
      connect: () => Promise.reject(new ChatError('TRACKER_CHANGED')),
      onConnection: () => {},
      isFinal: (why) => why instanceof ChatError && why.code === 'TRACKER_CHANGED',
      signal: new AbortController().signal,
      backoff: QUICK,
    })
    expect(result).toMatchObject({ code: 'TRACKER_CHANGED' })
  })

  test('does not sit out a long wait when it is told to stop', async () => {
    const stop = new AbortController()
    const result = await redial({
      connect: () => Promise.reject(new ChatError('TRACKER_UNREACHABLE')),
      onConnection: () => {},
      onWait: () => setImmediate(() => stop.abort()),
      signal: stop.signal,
      backoff: { firstMs: 3_600_000, mostMs: 3_600_000, steadyMs: 1 },
    })
    expect(result).toBe('closed')
  })

  test('lets bugs through', async () => {
    await expect(
      redial({
        connect: () => Promise.reject(new TypeError('a bug')),
        onConnection: () => {},
        signal: new AbortController().signal,
        backoff: QUICK,
      }),
    ).rejects.toThrow('a bug')
  })
})
