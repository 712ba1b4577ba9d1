import { beforeAll, expect, test } from 'vitest'
import type { Identity } from '../../../src/crypto/identity.ts'
import type { AcceptedEntry, AcceptedMessage, ChatLog } from '../../../src/log/chat-log.ts'
import type { RawEntry } from '../../../src/protocol/entry.ts'
import { createTestRoom, makeIdentities, signMessage, signRun } from './kit.ts'

let people: readonly Identity[]
let alice: Identity, bob: Identity

beforeAll(async () => {
  people = await makeIdentities(2)
  ;[alice, bob] = people as [Identity, Identity]
})

const raws = (entries: readonly AcceptedEntry[]): RawEntry[] => entries.map(({ raw }) => raw)

/** Two logs of Alice's room with Bob, one of which may give up messages, and a chain of 9 in runs of three. */
async function createPair() {
  const room = await createTestRoom(alice, { people })
  await room.write(bob, { type: 'join' })
  const epoch = await room.epoch(alice, [alice, bob])
  const logs = [room.createLog(), room.createLog()] as const
  for (const log of logs) await log.accept(raws(room.entries))
  const messages: AcceptedMessage[] = []
  while (messages.length < 9) {
    messages.push(...(await signRun(bob, epoch, 3, { before: messages.at(-1) })))
  }
  return { logs, epoch, messages }
}

const spanOf = (log: ChatLog) => {
  const chain = log.chain(bob.kid)
  return chain === undefined ? undefined : [chain.floor, chain.seq]
}

test('a chain whose floor is raised goes on as before, and its last message stays', async () => {
  const { logs, messages } = await createPair()
  const [keeper, giver] = logs
  await giver.accept(raws(messages.slice(0, 6)))
  giver.raiseFloor(bob.kid, 5)
  expect(spanOf(giver)).toEqual([5, 6])
  giver.raiseFloor(bob.kid, 100)
  expect(spanOf(giver)).toEqual([6, 6])
  giver.raiseFloor(bob.kid, 2)
  giver.raiseFloor(alice.kid, 2)
  await giver.accept(raws(messages.slice(6)))
  expect(spanOf(giver)).toEqual([6, 9])
  await keeper.accept(raws(messages))
  expect(giver.heads(alice.kid).chains).toMatchObject([{ floor: 6, id: messages[8]?.id }])
  expect(keeper.missing(giver.heads(alice.kid))).toBeUndefined()
})

test('who holds the newest compares as equal with who holds everything, by ends and not by digest', async () => {
  const { logs, messages } = await createPair()
  const [keeper, giver] = logs
  for (const log of logs) await log.accept(raws(messages))
  giver.raiseFloor(bob.kid, 8)
  expect(giver.digest(alice.kid)).not.toEqual(keeper.digest(alice.kid))
  expect(giver.ends(alice.kid)).toEqual(keeper.ends(alice.kid))
  const fewer = await createPair()
  await fewer.logs[0].accept(raws(fewer.messages.slice(0, 6)))
  await fewer.logs[1].accept(raws(fewer.messages))
  expect(fewer.logs[0].ends(alice.kid)).not.toEqual(fewer.logs[1].ends(alice.kid))
})

test('a chain starts anew beyond its end where that is allowed, and only there', async () => {
  const { logs, messages } = await createPair()
  const [log] = logs
  await log.accept(raws(messages.slice(0, 3)))
  await log.accept(raws(messages.slice(6)))
  expect(spanOf(log)).toEqual([1, 3])
  log.allowRestart(bob.kid, 6)
  await log.accept(raws(messages.slice(6)))
  expect(spanOf(log)).toEqual([1, 3])
  log.allowRestart(bob.kid, 7)
  const { accepted } = await log.accept(raws(messages.slice(6)))
  expect(accepted.map(({ id }) => id)).toEqual(messages.slice(6).map(({ id }) => id))
  expect(spanOf(log)).toEqual([7, 9])
})

test('a chain that is not here at all starts where that is allowed', async () => {
  const { logs, messages } = await createPair()
  const [log] = logs
  log.allowRestart(bob.kid, 4)
  await log.accept(raws(messages.slice(3)))
  expect(spanOf(log)).toEqual([4, 9])
})

test('nothing is forgotten for a run that its author has not signed', async () => {
  const { logs, messages } = await createPair()
  const [log] = logs
  await log.accept(raws(messages.slice(0, 3)))
  log.allowRestart(bob.kid, 7)
  await log.accept(raws(messages.slice(6, 8)))
  expect(spanOf(log)).toEqual([1, 3])
  const last = messages[8]?.raw
  const forged = { ...last, signature: Buffer.alloc(256) } as RawEntry
  await expect(log.accept([...raws(messages.slice(6, 8)), forged])).rejects.toThrow('BAD_SIGNATURE')
  expect(spanOf(log)).toEqual([1, 3])
})

test('a forked author does not start anew behind the fork', async () => {
  const { logs, messages, epoch } = await createPair()
  const [log] = logs
  await log.accept(raws(messages.slice(0, 3)))
  const other = await signMessage(bob, { epoch, before: messages[1], text: 'other' })
  expect((await log.accept([other.raw])).forks).toHaveLength(1)
  log.allowRestart(bob.kid, 7)
  await log.accept(raws(messages.slice(6)))
  expect(log.chain(bob.kid)).toMatchObject({ floor: 1, seq: 3, forkedAt: 3 })
})

test('a chain may lose its front again and again', async () => {
  const { logs, epoch } = await createPair()
  const [log] = logs
  let before: AcceptedMessage | undefined
  for (let count = 1; count <= 120; count++) {
    before = await signMessage(bob, { epoch, before, isSigned: count % 10 === 0 })
    await log.accept([before.raw])
    if (count % 10 === 0) log.raiseFloor(bob.kid, count - 4)
  }
  expect(spanOf(log)).toEqual([116, 120])
  expect(log.heads(alice.kid).chains).toMatchObject([{ floor: 116, seq: 120, id: before?.id }])
})
