import { expect, test } from 'vitest'
import { createEpochSecret } from '../../../src/crypto/epoch.ts'
import { openRead } from '../../../src/crypto/marks/read-seal.ts'
import { signRun } from '../../unit/log/kit.ts'
import { join, until } from './client.ts'
import {
  catchUp,
  come,
  createInbox,
  idsOf,
  markOf,
  marksFor,
  messagesOf,
  pushAll,
  putMarks,
  roomOf,
} from './mail-client.ts'
import { headsOf } from './room-author.ts'
import { startTracker } from './start.ts'

/** Alice and Bob and Carol in a room in which Alice has said six messages, in two runs. */
async function startTrio() {
  const tracker = await startTracker()
  const inbox = createInbox()
  const alice = await join(tracker, 'alice', inbox.methods)
  const bob = await join(tracker, 'bob')
  const carol = await join(tracker, 'carol')
  const room = await roomOf([alice, bob, carol].map(({ user }) => user))
  await pushAll(alice, room.chat, room.entries)
  const epoch = room.entries.at(-1)!
  const run = await signRun(alice.user.identity, epoch, 3)
  const more = await signRun(alice.user.identity, epoch, 3, { before: run.at(-1) })
  await pushAll(alice, room.chat, [...run, ...more])
  const said = [...run, ...more]
  return { tracker, inbox, alice, bob, carol, room, epoch, said, chat: room.chat }
}

test('a mark goes to its author at once when he is there, and waits for him else', async () => {
  const { tracker, inbox, alice, bob, carol, said, chat } = await startTrio()
  const secret = createEpochSecret()
  const first = await markOf(bob.user.identity, said.slice(0, 3), secret)
  await putMarks(bob, chat, first)
  await until(() => inbox.marks.length === 1)
  alice.connection.close()
  const second = await markOf(carol.user.identity, said)
  await putMarks(carol, chat, second)
  const again = await tracker.restart()
  const back = await come(again, alice.user)
  const marks = await marksFor(back, chat)
  expect(marks).toHaveLength(2)
  expect(marks).toEqual(expect.arrayContaining([first, second]))
  expect(inbox.marks).toEqual([first])
  const read = marks.find(({ by }) => by === bob.user.identity.kid)!.read!
  const context = { chat, by: bob.user.identity.kid, epoch: read.epoch, secret }
  expect(openRead(context, read.box)).toEqual([[alice.user.identity.kid, 3]])
})

test('a mark that is forged, of another chat or by somebody else is refused', async () => {
  const { tracker, alice, bob, said, chat } = await startTrio()
  const mark = await markOf(bob.user.identity, said)
  const { kid } = alice.user.identity
  const other = await roomOf([bob.user])
  const forgeries = [
    { ...mark, held: [{ author: kid, seq: 99 }] },
    { ...mark, chat: other.chat },
    { ...mark, sig: mark.sig.replaceAll('A', 'B') },
  ]
  for (const forged of forgeries) {
    const someone = await come(tracker, bob.user)
    await expect(putMarks(someone, chat, forged)).rejects.toThrow()
  }
  const mallory = await join(tracker, 'mallory')
  const own = await markOf(mallory.user.identity, said)
  await expect(putMarks(mallory, chat, own)).rejects.toThrow('NOT_A_MEMBER')
  await expect(marksFor(mallory, chat)).rejects.toThrow('NOT_A_MEMBER')
  const friend = await come(tracker, bob.user)
  await expect(putMarks(friend, chat, own)).rejects.toThrow('NOT_A_MEMBER')
  expect(await marksFor(alice, chat)).toEqual([])
})

test('nobody gets marks that tell of others only', async () => {
  const { alice, bob, carol, said, chat } = await startTrio()
  await putMarks(bob, chat, await markOf(bob.user.identity, said))
  expect(await marksFor(carol, chat)).toEqual([])
  expect(await marksFor(alice, chat)).toHaveLength(1)
})

test('of marks that say the same and more only the newest is kept', async () => {
  const { alice, bob, said, chat } = await startTrio()
  const marks = []
  for (let count = 1; count <= 6; count++) {
    marks.push(await markOf(bob.user.identity, said.slice(0, count), Buffer.alloc(32)))
  }
  await putMarks(bob, chat, ...marks)
  await putMarks(bob, chat, ...marks)
  expect(await marksFor(alice, chat)).toEqual(marks.slice(5))
})

test('of two that differ only in what was read none takes the other’s place', async () => {
  const { alice, bob, said, chat } = await startTrio()
  const earlier = await markOf(bob.user.identity, said, Buffer.alloc(32))
  const later = await markOf(bob.user.identity, said, Buffer.alloc(32))
  await putMarks(bob, chat, earlier, later, earlier)
  expect(await marksFor(alice, chat)).toEqual([earlier, later])
})

test('what every member has is given up, but for the last message, for good', async () => {
  const { tracker, alice, bob, carol, room, epoch, said, chat } = await startTrio()
  const floorOf = async () => (await headsOf(alice.connection, chat)).chains[0]?.floor
  await putMarks(bob, chat, await markOf(bob.user.identity, said))
  expect(await floorOf()).toBe(1)
  await putMarks(carol, chat, await markOf(carol.user.identity, said.slice(0, 2)))
  expect(await floorOf()).toBe(3)
  await putMarks(carol, chat, await markOf(carol.user.identity, said))
  expect(await floorOf()).toBe(6)
  const next = await signRun(alice.user.identity, epoch, 2, { before: said.at(-1) })
  await pushAll(alice, chat, next)
  const again = await tracker.restart()
  const back = await come(again, bob.user)
  await expect
    .poll(async () => (await headsOf(back.connection, chat)).chains, { timeout: 20_000 })
    .toMatchObject([{ floor: 7, seq: 8 }])
  const log = room.createLog(bob.user.identity)
  const { entries } = await catchUp(back.connection, log)
  expect(messagesOf(entries)).toEqual(idsOf(next))
})

test('nobody waits for a member who left, or for one who came later', async () => {
  const { tracker, alice, bob, carol, room, said, chat } = await startTrio()
  await putMarks(bob, chat, await markOf(bob.user.identity, said))
  const dave = await join(tracker, 'dave')
  await pushAll(dave, chat, [await room.write(dave.user.identity, { type: 'join' })])
  await pushAll(carol, chat, [await room.write(carol.user.identity, { type: 'leave' })])
  expect((await headsOf(alice.connection, chat)).chains).toMatchObject([{ floor: 6, seq: 6 }])
})
