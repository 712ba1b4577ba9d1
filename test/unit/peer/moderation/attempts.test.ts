import { expect, test } from 'vitest'
import { createAttempts } from '../../../../src/peer/moderation/attempts.ts'

const MINUTE = 60_000

test('five wrong tries in ten minutes, then a pause until the first of them is forgotten', () => {
  const attempts = createAttempts()
  for (let minute = 0; minute < 5; minute++) {
    expect(attempts.waitMs('bob', minute * MINUTE)).toBe(0)
    attempts.fail('bob', minute * MINUTE)
  }
  expect(attempts.waitMs('bob', 4 * MINUTE)).toBe(6 * MINUTE)
  expect(attempts.waitMs('carol', 4 * MINUTE)).toBe(0)
  expect(attempts.waitMs('bob', 10 * MINUTE)).toBe(0)
  attempts.fail('bob', 10 * MINUTE)
  expect(attempts.waitMs('bob', 10 * MINUTE)).toBe(MINUTE)
})
