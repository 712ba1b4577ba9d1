import { join } from 'node:path'
import { describe, test } from 'vitest'
import { quickUsersOption } from '../helpers/quick-programs.ts'
import { makeApartSchedule } from './schedule/make-apart-schedule.ts'
import { makeSchedule } from './schedule/make-schedule.ts'
import { runSchedule } from './world/run-schedule.ts'

/** Few and short, beside each other: `npm run chaos` runs as many as one likes. */
const PROGRAM = join(import.meta.dirname, '../../dist/bin/chatp2p.js')
const OPTIONS = { program: () => [quickUsersOption(), PROGRAM], restMs: 90_000 }
const SHORT = { steps: 40, gapMs: 200, pauseMs: 1_000 }

describe.concurrent('programs that are killed, paused and cut off', () => {
  test.for([
    { seed: 3, peers: 3 },
    { seed: 14, peers: 4 },
  ])(
    'lose, double, misplace and promise nothing too early (seed $seed)',
    async ({ seed, peers }, { expect }) => {
      const outcome = await runSchedule(makeSchedule({ seed, peers, ...SHORT }), OPTIONS)
      console.log(`seed ${seed}: ${outcome.messages} messages; ${outcome.ground}`)
      expect(outcome.failure).toBe('')
      expect(outcome.messages).toBeGreaterThan(0)
    },
  )

  test('bring what is said to people who are never there at the same time', async ({ expect }) => {
    const outcome = await runSchedule(makeApartSchedule({ seed: 5, peers: 3, rounds: 1 }), OPTIONS)
    expect(outcome.failure).toBe('')
    expect(outcome.messages).toBeGreaterThan(0)
  })
})
