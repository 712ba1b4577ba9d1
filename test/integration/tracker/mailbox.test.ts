import { rm } from 'node:fs/promises'
import { join as joinPath } from 'node:path'
import { expect, test } from 'vitest'
import { signMessage, signRun } from '../../unit/log/kit.ts'
import { createUser, join, until } from './client.ts'
import {
  catchUp,
  come,
  createInbox,
  dmOf,
  idsOf,
  mailboxOf,
  messagesOf,
  openDm,
  pushAll,
  roomOf,
} from './mail-client.ts'
import { headsOf } from './room-author.ts'
import { startTracker } from './start.ts'

async function startRoom() {
  const tracker = await startTracker()
  const alice = await join(tracker, 'alice')
  const bob = await join(tracker, 'bob')
  const room = await roomOf([alice.user, bob.user])
  await pushAll(alice, room.chat, room.entries)
  return { tracker, alice, bob, room, epoch: room.entries.at(-1)! }
}

async function startDm() {
  const tracker = await startTracker()
  const alice = await join(tracker, 'alice')
  const bob = await join(tracker, 'bob')
  const dm = await dmOf(alice.user, bob.user)
  await openDm(alice, dm.chat, bob.user.identity.kid)
  return { tracker, alice, bob, dm, epoch: dm.entries[0]! }
}

test('what is said in a room waits for who is away, whoever restarts meanwhile', async () => {
  const { tracker, alice, bob, room, epoch } = await startRoom()
  bob.connection.close()
  const run = await signRun(alice.user.identity, epoch, 5)
  const pushed = await pushAll(alice, room.chat, run, [bob.user.identity.kid])
  expect(pushed).toEqual({ held: [{ author: alice.user.identity.kid, seq: 5 }], complete: true })
  alice.connection.close()
  const again = await tracker.restart()
  const back = await come(again, bob.user)
  const log = room.createLog(bob.user.identity)
  const { entries } = await catchUp(back.connection, log)
  expect(messagesOf(entries)).toEqual(idsOf(run))
  expect(await catchUp(back.connection, log)).toMatchObject({ entries: [] })
})

test('a DM that its other member has never heard of waits for him and is listed', async () => {
  const { tracker, alice, bob, dm, epoch } = await startDm()
  expect(await mailboxOf(bob)).toEqual([])
  bob.connection.close()
  const run = await signRun(alice.user.identity, epoch, 3)
  const { held } = await pushAll(alice, dm.chat, [epoch, ...run])
  expect(held).toEqual([{ author: alice.user.identity.kid, seq: 3 }])
  const back = await come(await tracker.restart(), bob.user)
  const log = dm.createLog(bob.user.identity)
  const listed = await mailboxOf(back)
  expect(listed).toMatchObject([{ chat: dm.chat, with: alice.user.identity.kid }])
  expect(listed[0]?.heads).not.toBe(log.ends(bob.user.identity.kid))
  expect(messagesOf((await catchUp(back.connection, log)).entries)).toEqual(idsOf(run))
  expect(listed[0]?.heads).toBe(log.ends(bob.user.identity.kid))
})

test('rooms are listed for their members, before anything is said too', async () => {
  const { tracker, bob, room } = await startRoom()
  const carol = await join(tracker, 'carol')
  expect(await mailboxOf(bob)).toMatchObject([{ chat: room.chat, with: null }])
  expect(await mailboxOf(carol)).toEqual([])
})

test('what was handed in already is taken again without a word, also the half of it', async () => {
  const { alice, bob, room, epoch } = await startRoom()
  const run = await signRun(alice.user.identity, epoch, 4)
  const more = await signRun(alice.user.identity, epoch, 2, { before: run.at(-1) })
  const bobsLog = room.createLog(bob.user.identity)
  await pushAll(alice, room.chat, run)
  await pushAll(alice, room.chat, run)
  const { held } = await pushAll(alice, room.chat, [...run, ...more])
  expect(held).toEqual([{ author: alice.user.identity.kid, seq: 6 }])
  const { entries } = await catchUp(bob.connection, bobsLog)
  expect(messagesOf(entries)).toEqual(idsOf([...run, ...more]))
})

test('messages go at once to those who lack them, and to nobody else', async () => {
  const tracker = await startTracker()
  const inboxes = [createInbox(), createInbox(), createInbox()] as const
  const users = await Promise.all(['alice', 'bob', 'carol'].map(createUser))
  const clients = []
  for (const [index, user] of users.entries()) {
    clients.push(await join(tracker, user.username, inboxes[index]!.methods))
  }
  const [alice, bob, carol] = clients
  const room = await roomOf(clients.map(({ user }) => user))
  await pushAll(alice!, room.chat, room.entries)
  await until(() => inboxes[1].entries.length + inboxes[2].entries.length === 8)
  const outsider = await join(tracker, 'dave')
  const run = await signRun(alice!.user.identity, room.entries.at(-1)!, 2)
  const lacking = [bob!, outsider, alice!].map(({ user }) => user.identity.kid)
  await pushAll(alice!, room.chat, run, lacking)
  await until(() => inboxes[1].entries.length === 6)
  expect(inboxes[1].entries.slice(4)).toEqual(run.map(({ raw }) => raw))
  const next = await signRun(alice!.user.identity, room.entries.at(-1)!, 1, { before: run[1] })
  await pushAll(alice!, room.chat, next, [carol!.user.identity.kid])
  await until(() => inboxes[2].entries.length === 5)
  expect([inboxes[0].entries.length, inboxes[1].entries.length]).toEqual([0, 6])
})

test('who is no member gets the control entries of a room and nothing that was said', async () => {
  const { tracker, alice, room, epoch } = await startRoom()
  const mallory = await join(tracker, 'mallory')
  const run = await signRun(alice.user.identity, epoch, 3)
  await pushAll(alice, room.chat, run)
  const heads = await headsOf(mallory.connection, room.chat)
  expect(heads).toMatchObject({ chains: [], forks: [] })
  expect(heads.control).toHaveLength(1)
  const range = { author: alice.user.identity.kid, from: 1, to: 3 }
  const want = { chat: room.chat, have: null, ranges: [range], maxBytes: 262_144 }
  const { body, result } = await mallory.connection.request('sync.want', want)
  expect({ bytes: body.length, more: result.more }).toEqual({ bytes: 0, more: false })
  await expect(pushAll(mallory, room.chat, run)).rejects.toThrow('NOT_A_MEMBER')
})

test('who has left hands in what he had said, and nothing of others', async () => {
  const { alice, bob, room, epoch } = await startRoom()
  const run = await signRun(bob.user.identity, epoch, 2)
  const others = await signRun(alice.user.identity, epoch, 1)
  await pushAll(bob, room.chat, [await room.write(bob.user.identity, { type: 'leave' })])
  expect((await pushAll(bob, room.chat, run)).held).toMatchObject([{ seq: 2 }])
  await expect(pushAll(bob, room.chat, others)).rejects.toThrow('NOT_A_MEMBER')
  expect((await headsOf(bob.connection, room.chat)).chains).toEqual([])
  const log = room.createLog(alice.user.identity)
  expect(messagesOf((await catchUp(alice.connection, log)).entries)).toEqual(idsOf(run))
})

test('a DM exists for its two members only', async () => {
  const { tracker, alice, dm, epoch } = await startDm()
  const run = await signRun(alice.user.identity, epoch, 1)
  await pushAll(alice, dm.chat, [epoch, ...run])
  const mallory = await join(tracker, 'mallory')
  const { kid } = alice.user.identity
  const opening = mallory.connection.request('dm.open', { chat: dm.chat, with: kid })
  await expect(opening).rejects.toThrow('INVALID_CHAT')
  expect(await headsOf(mallory.connection, dm.chat)).toMatchObject({ control: [], chains: [] })
  const want = { chat: dm.chat, have: [], ranges: [], maxBytes: 262_144 }
  await expect(mallory.connection.request('sync.want', want)).rejects.toThrow('UNKNOWN_ROOM')
  await expect(pushAll(mallory, dm.chat, run)).rejects.toThrow('UNKNOWN_ROOM')
  expect(await mailboxOf(mallory)).toEqual([])
})

test('a DM is opened with a registered user, other than oneself', async () => {
  const { alice, dm } = await startDm()
  const stranger = await createUser('stranger')
  const withStranger = await dmOf(alice.user, stranger)
  const { chat } = withStranger
  const open = (kid: string) => alice.connection.request('dm.open', { chat, with: kid as never })
  await expect(open(stranger.identity.kid)).rejects.toThrow('UNKNOWN_USER')
  await expect(open(alice.user.identity.kid)).rejects.toThrow('INVALID_CHAT')
  const unopened = await signMessage(alice.user.identity, { epoch: withStranger.entries[0]! })
  await expect(pushAll(alice, chat, [unopened])).rejects.toThrow('UNKNOWN_ROOM')
  expect(await pushAll(alice, dm.chat, [])).toEqual({ held: [], complete: true })
  expect(await mailboxOf(alice)).toEqual([])
})

test('forged messages are refused, and what was there stays', async () => {
  const { tracker, alice, bob, room, epoch } = await startRoom()
  const run = await signRun(alice.user.identity, epoch, 2)
  await pushAll(alice, room.chat, run)
  const next = await signMessage(alice.user.identity, { epoch, before: run[1] })
  const forged = { raw: { ...next.raw, signature: Buffer.alloc(256, 7) } }
  await expect(pushAll(bob, room.chat, [forged])).rejects.toThrow()
  const again = await come(tracker, bob.user)
  const log = room.createLog(bob.user.identity)
  expect(messagesOf((await catchUp(again.connection, log)).entries)).toEqual(idsOf(run))
})

test('a member brings what others have said, without a gap', async () => {
  const { alice, bob, room, epoch } = await startRoom()
  const run = await signRun(alice.user.identity, epoch, 3)
  const later = await signRun(alice.user.identity, epoch, 3, { before: run.at(-1) })
  const gap = await pushAll(bob, room.chat, later)
  expect(gap).toEqual({ held: [], complete: false })
  expect((await headsOf(alice.connection, room.chat)).chains).toEqual([])
  expect(await pushAll(bob, room.chat, run)).toEqual({ held: [], complete: true })
  const { chains } = await headsOf(alice.connection, room.chat)
  expect(chains).toMatchObject([{ author: alice.user.identity.kid, floor: 1, seq: 6 }])
})

test('an author’s chain starts anew where he begins above its end, and stays so', async () => {
  const { tracker, alice, bob, room, epoch } = await startRoom()
  const first = await signRun(alice.user.identity, epoch, 3)
  const middle = await signRun(alice.user.identity, epoch, 3, { before: first.at(-1) })
  const last = await signRun(alice.user.identity, epoch, 3, { before: middle.at(-1) })
  await pushAll(alice, room.chat, first)
  const { held } = await pushAll(alice, room.chat, last)
  expect(held).toEqual([{ author: alice.user.identity.kid, seq: 9 }])
  const again = await tracker.restart()
  const back = await come(again, bob.user)
  expect((await headsOf(back.connection, room.chat)).chains).toMatchObject([{ floor: 7, seq: 9 }])
  const log = room.createLog(bob.user.identity)
  expect(messagesOf((await catchUp(back.connection, log)).entries)).toEqual(idsOf(last))
  // What lies below is everybody's by his word: it is not taken again, and no fault.
  expect((await pushAll(await come(again, alice.user), room.chat, middle)).complete).toBe(true)
  expect((await headsOf(back.connection, room.chat)).chains).toMatchObject([{ floor: 7, seq: 9 }])
})

test('a tracker whose disk was wiped takes everything anew', async () => {
  const { tracker, alice, bob, room, epoch } = await startRoom()
  const run = await signRun(alice.user.identity, epoch, 3)
  await pushAll(alice, room.chat, run)
  await tracker.close()
  await rm(joinPath(tracker.dataDir, 'tracker', 'rooms'), { recursive: true })
  await rm(joinPath(tracker.dataDir, 'tracker', 'mailbox'), { recursive: true })
  const again = await startTracker({ dataDir: tracker.dataDir })
  const back = await come(again, bob.user)
  expect(await headsOf(back.connection, room.chat)).toMatchObject({ control: [], chains: [] })
  await pushAll(back, room.chat, room.entries)
  expect(await pushAll(back, room.chat, run)).toMatchObject({ complete: true })
  const home = await come(again, alice.user)
  const log = room.createLog(alice.user.identity)
  expect(messagesOf((await catchUp(home.connection, log)).entries)).toEqual(idsOf(run))
})

test('a newcomer gets nothing from before he came', async () => {
  const { tracker, alice, room, epoch } = await startRoom()
  const run = await signRun(alice.user.identity, epoch, 3)
  await pushAll(alice, room.chat, run)
  const carol = await join(tracker, 'carol')
  const { identity } = carol.user
  await pushAll(carol, room.chat, [await room.write(identity, { type: 'join' })])
  expect((await headsOf(carol.connection, room.chat)).chains).toEqual([])
})
