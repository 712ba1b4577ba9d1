import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDuration, parseDuration } from '../../../src/shared/duration.ts'

describe('a duration', () => {
  it.each([
    ['90s', 90],
    ['30m', 1_800],
    ['30 min', 1_800],
    ['12h', 43_200],
    ['7d', 604_800],
    ['1w', 604_800],
    [' 1h 30m ', 5_400],
    ['1H30M', 5_400],
  ])('is read from %j', (typed, seconds) => {
    expect(parseDuration(typed)).toBe(seconds)
  })

  it.each(['', '7', 'd', '-1d', '1.5h', '7 days ago', '0s', '99999999999d', '1h x'])(
    'is not read from %j',
    (typed) => {
      expect(parseDuration(typed)).toBeUndefined()
    },
  )

  it.each([
    [0, '0 s'],
    [45, '45 s'],
    [90, '1 min 30 s'],
    [3_600, '1 h'],
    [3_605, '1 h'],
    [93_784, '1 d 2 h'],
    [604_800, '7 d'],
  ])('of %d seconds is written %j', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text)
  })

  it('that is written short is read back never longer, and off by less than its smallest unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 * 365 * 86_400 }), (seconds) => {
        const read = parseDuration(formatDuration(seconds)) ?? 0
        expect(read).toBeLessThanOrEqual(seconds)
        expect(seconds - read).toBeLessThan(seconds < 3_600 ? 1 : seconds < 86_400 ? 60 : 3_600)
      }),
    )
  })
})
