import { expect, test } from 'vitest'
import { makeSchedule } from './make-schedule.ts'
import { describeSchedule } from './step.ts'

const OPTIONS = { seed: 7, peers: 5, steps: 300, gapMs: 300, pauseMs: 2_000 }

test('a seed gives the same schedule again, another seed another one', () => {
  const first = describeSchedule(makeSchedule(OPTIONS))
  expect(describeSchedule(makeSchedule(OPTIONS))).toBe(first)
  expect(describeSchedule(makeSchedule({ ...OPTIONS, seed: 8 }))).not.toBe(first)
})

test('a long schedule has every kind of disturbance in it', () => {
  const done = new Set(makeSchedule({ ...OPTIONS, steps: 1_000 }).steps.map(({ step }) => step.do))
  expect([...done].toSorted()).toEqual([
    ...[
      'await-idle',
      'create',
      'cut',
      'end',
      'fast',
      'heal',
      'inspect',
      'join',
      'kill',
      'leave',
      'pause',
    ],
    ...['read', 'send', 'slow', 'start', 'tracker-end', 'tracker-kill', 'tracker-start'],
    'tracker-wipe',
  ])
})

test('nobody who is down is asked for anything', () => {
  const { peers, steps } = makeSchedule({ ...OPTIONS, steps: 1_000 })
  const up = new Set(peers)
  for (const { step } of steps) {
    if (step.do === 'start') up.add(step.peer)
    else if ('peer' in step && step.do !== 'fast') expect(up).toContain(step.peer)
    if (step.do === 'kill' || step.do === 'end' || step.do === 'inspect') up.delete(step.peer)
  }
})
