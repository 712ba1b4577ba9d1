import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTokenBuckets } from '../../../../src/tracker/limits/token-buckets.ts'

test('a burst passes, then one has to wait', () => {
  const buckets = createTokenBuckets({ perSecond: 50, burst: 500 })
  buckets.take('alice', 500, 0)
  expect(buckets.waitMs('alice', 0)).toBe(20)
  expect(buckets.waitMs('alice', 20)).toBe(0)
})

test('more than the bucket holds may be taken at once and is paid back', () => {
  const buckets = createTokenBuckets({ perSecond: 50, burst: 500 })
  buckets.take('alice', 1_000, 0)
  expect(buckets.waitMs('alice', 0)).toBe(10_020)
  expect(buckets.waitMs('alice', 10_020)).toBe(0)
})

test('buckets do not share tokens', () => {
  const buckets = createTokenBuckets({ perSecond: 1, burst: 1 })
  buckets.take('alice', 1, 0)
  expect(buckets.waitMs('alice', 0)).toBe(1_000)
  expect(buckets.waitMs('bob', 0)).toBe(0)
})

test('over any time nobody who waits takes more than burst and rate allow', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 200 }), (steps) => {
      const buckets = createTokenBuckets({ perSecond: 10, burst: 5 })
      let now = 0
      let taken = 0
      for (const step of steps) {
        now += step
        if (buckets.waitMs('alice', now) > 0) continue
        buckets.take('alice', 1, now)
        taken++
      }
      expect(taken).toBeLessThanOrEqual(5 + now / 100 + 1)
    }),
  )
})
