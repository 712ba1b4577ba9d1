import { beforeAll, expect, test } from 'vitest'
import type { Identity } from '../../../../src/crypto/identity.ts'
import { createMessageLane, type MessageLane } from '../../../../src/log/chains/message-lane.ts'
import type { AcceptedMessage } from '../../../../src/log/chat-log.ts'
import { createTestDm, makeIdentities, signRun } from '../kit.ts'

let alice: Identity, bob: Identity
let run: readonly AcceptedMessage[]

beforeAll(async () => {
  const people = await makeIdentities(2)
  ;[alice, bob] = people as [Identity, Identity]
  const epoch = await createTestDm(alice, bob, people).epoch(alice, [alice, bob])
  run = await signRun(bob, epoch, 4)
})

function createLane(): MessageLane {
  return createMessageLane({
    self: alice.kid,
    epochNode: () => undefined,
    onWaiting: () => undefined,
  })
}

test('what only a forgotten message’s signature covered is not covered any more', () => {
  const lane = createLane()
  const [first, second, third, fourth] = run
  if (!first || !second || !third || !fourth) throw new Error('unreachable')
  for (const message of [second, third, fourth]) lane.place(message)
  lane.forget(fourth.id)
  lane.place(first)
  expect(lane.takeNews().accepted).toEqual([])
  lane.place(fourth)
  expect(lane.takeNews().accepted).toEqual(run)
})

test('a message joins once, whoever repeats it', () => {
  const lane = createLane()
  for (const message of [...run, ...run]) if (!lane.isKnown(message)) lane.place(message)
  expect(lane.takeNews().accepted).toEqual(run)
  expect(run.every((message) => lane.isKnown(message))).toBe(true)
})
