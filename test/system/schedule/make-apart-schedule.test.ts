import { expect, test } from 'vitest'
import { makeApartSchedule } from './make-apart-schedule.ts'

test('after the opening no two peers are up at the same time', () => {
  const { peers, steps } = makeApartSchedule({ seed: 4, peers: 5, rounds: 20 })
  const up = new Set(peers)
  let isOpening = true
  for (const { step } of steps) {
    if (step.do === 'start') up.add(step.peer)
    if (step.do === 'kill' || step.do === 'end') up.delete(step.peer)
    if (up.size === 0) isOpening = false
    if (!isOpening) expect(up.size).toBeLessThan(2)
  }
  expect(isOpening).toBe(false)
})
