import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBackoff } from '../../../../src/tracker/limits/backoff.ts'

test('failures in a row wait 1 s, 2 s, 4 s … and never more than 15 minutes', () => {
  const backoff = createBackoff()
  const waits = Array.from({ length: 14 }, () => {
    backoff.fail('alice', 0)
    return backoff.waitMs('alice', 0)
  })
  expect(waits.slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000])
  expect(waits.at(-1)).toBe(15 * 60_000)
})

test('a success forgets the failures before it', () => {
  const backoff = createBackoff()
  backoff.fail('alice', 0)
  backoff.fail('alice', 0)
  backoff.succeed('alice')
  backoff.fail('alice', 0)
  expect(backoff.waitMs('alice', 0)).toBe(1_000)
})

test('waiting is over when the time has passed, and counts on with the next failure', () => {
  const backoff = createBackoff()
  backoff.fail('alice', 0)
  expect(backoff.waitMs('alice', 999)).toBe(1)
  expect(backoff.waitMs('alice', 1_000)).toBe(0)
  backoff.fail('alice', 1_000)
  expect(backoff.waitMs('alice', 1_000)).toBe(2_000)
})

test('keys do not wait for each other', () => {
  const backoff = createBackoff()
  backoff.fail('alice', 0)
  expect(backoff.waitMs('bob', 0)).toBe(0)
})

test('only so many keys are remembered, the ones that failed last', () => {
  const backoff = createBackoff({ maxKeys: 3 })
  for (const key of ['a', 'b', 'c', 'd']) backoff.fail(key, 0)
  expect(backoff.waitMs('a', 0)).toBe(0)
  expect(backoff.waitMs('d', 0)).toBe(1_000)
})

test('the wait is never negative and never longer than 15 minutes, whatever the clock does', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 10 ** 7 }), { minLength: 1 }), (times) => {
      const backoff = createBackoff()
      for (const time of times) {
        backoff.fail('alice', time)
        const wait = backoff.waitMs('alice', time)
        expect(wait).toBeGreaterThanOrEqual(1_000)
        expect(wait).toBeLessThanOrEqual(15 * 60_000)
      }
    }),
  )
})
