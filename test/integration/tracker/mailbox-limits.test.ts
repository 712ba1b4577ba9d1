import { readdir, stat } from 'node:fs/promises'
import { join as joinPath } from 'node:path'
import { expect, test } from 'vitest'
import type { AcceptedMessage } from '../../../src/log/chat-log.ts'
import type { TrackerOptions } from '../../../src/tracker/create-tracker.ts'
import { createFaultyDisk } from '../../unit/store/faulty-disk.ts'
import { signRun } from '../../unit/log/kit.ts'
import { join } from './client.ts'
import {
  catchUp,
  come,
  dmOf,
  idsOf,
  mailboxOf,
  markOf,
  messagesOf,
  openDm,
  pushAll,
  putMarks,
  roomOf,
} from './mail-client.ts'
import { headsOf, listRooms } from './room-author.ts'
import { startTracker } from './start.ts'

const DAY_MS = 24 * 3_600_000

async function startRoom(options: Partial<TrackerOptions> = {}) {
  const tracker = await startTracker(options)
  const alice = await join(tracker, 'alice')
  const bob = await join(tracker, 'bob')
  const room = await roomOf([alice.user, bob.user])
  await pushAll(alice, room.chat, room.entries)
  return { tracker, alice, bob, room, chat: room.chat, epoch: room.entries.at(-1)! }
}

test('an author whose messages nobody fetches has to wait, and goes on once they are marked', async () => {
  const { alice, bob, chat, epoch } = await startRoom({ mailbox: { authorMessages: 4 } })
  const run = await signRun(alice.user.identity, epoch, 4)
  const more = await signRun(alice.user.identity, epoch, 2, { before: run.at(-1) })
  await pushAll(alice, chat, run)
  await expect(pushAll(alice, chat, more)).rejects.toMatchObject({
    code: 'QUOTA',
    retryAfterMs: expect.any(Number),
  })
  const bobs = await signRun(bob.user.identity, epoch, 1)
  await pushAll(bob, chat, bobs)
  // What is there already is no matter.
  expect((await pushAll(alice, chat, run)).held).toMatchObject([{ seq: 4 }])
  await putMarks(bob, chat, await markOf(bob.user.identity, run))
  expect((await pushAll(alice, chat, more)).held).toMatchObject([{ seq: 6 }])
})

test('an author fills no more bytes than are his', async () => {
  const { alice, chat, epoch } = await startRoom({ mailbox: { authorBytes: 1_000 } })
  const run = await signRun(alice.user.identity, epoch, 3)
  await pushAll(alice, chat, run)
  const more = await signRun(alice.user.identity, epoch, 1, { before: run.at(-1) })
  await expect(pushAll(alice, chat, more)).rejects.toMatchObject({ code: 'QUOTA' })
})

test('a full chat takes no messages and still takes marks, which empty it', async () => {
  const { alice, bob, chat, epoch } = await startRoom({ mailbox: { chatBytes: 4_000 } })
  const runs: AcceptedMessage[] = []
  const fill = async () => {
    for (;;) {
      const run = await signRun(alice.user.identity, epoch, 1, { before: runs.at(-1) })
      await pushAll(alice, chat, run)
      runs.push(...run)
    }
  }
  await expect(fill()).rejects.toMatchObject({ code: 'QUOTA' })
  expect(runs.length).toBeGreaterThan(2)
  await putMarks(bob, chat, await markOf(bob.user.identity, runs))
  const next = await signRun(alice.user.identity, epoch, 1, { before: runs.at(-1) })
  expect((await pushAll(alice, chat, next)).held).toMatchObject([{ seq: runs.length + 1 }])
})

test('a full mailbox refuses one chat because of another', async () => {
  const { tracker, alice, bob, chat, epoch } = await startRoom({ mailbox: { totalBytes: 2_500 } })
  const dm = await dmOf(bob.user, alice.user)
  await openDm(bob, dm.chat, alice.user.identity.kid)
  await pushAll(alice, chat, await signRun(alice.user.identity, epoch, 4))
  const run = await signRun(bob.user.identity, dm.entries[0]!, 4)
  await expect(pushAll(bob, dm.chat, [dm.entries[0]!, ...run])).rejects.toMatchObject({
    code: 'QUOTA',
  })
  // The sum is the same after a restart.
  const again = await come(await tracker.restart(), bob.user)
  await expect(pushAll(again, dm.chat, run)).rejects.toMatchObject({ code: 'QUOTA' })
})

test('what nobody fetched for thirty days is gone, but for the last message', async () => {
  let now = Date.now()
  const { tracker, alice, chat, epoch } = await startRoom({ now: () => now })
  const run = await signRun(alice.user.identity, epoch, 3)
  await pushAll(alice, chat, run)
  now += 29 * DAY_MS
  const more = await signRun(alice.user.identity, epoch, 2, { before: run.at(-1) })
  const back = await come(tracker, alice.user)
  await pushAll(back, chat, more)
  expect((await headsOf(back.connection, chat)).chains).toMatchObject([{ floor: 1, seq: 5 }])
  now += 2 * DAY_MS
  const heads = async () => (await headsOf(back.connection, chat)).chains
  expect(await heads()).toMatchObject([{ floor: 4, seq: 5 }])
  now += 60 * DAY_MS
  expect(await heads()).toMatchObject([{ floor: 5, seq: 5, id: more[1]?.id }])
})

test('the disk does not keep what was given up for ever', async () => {
  const { tracker, alice, bob, room, chat, epoch } = await startRoom()
  const folder = joinPath(tracker.dataDir, 'tracker', 'mailbox', 'lanes')
  let before: AcceptedMessage | undefined
  let largest = 0
  for (let round = 0; round < 4; round++) {
    const run = await signRun(alice.user.identity, epoch, 60, { before })
    before = run.at(-1)
    await pushAll(alice, chat, run)
    await putMarks(bob, chat, await markOf(bob.user.identity, run))
    const [file = ''] = await readdir(folder)
    largest = Math.max(largest, (await stat(joinPath(folder, file))).size)
  }
  expect(largest).toBeLessThan(130_000)
  const tail = await signRun(alice.user.identity, epoch, 2, { before })
  await pushAll(alice, chat, tail)
  const back = await come(await tracker.restart(), bob.user)
  const log = room.createLog(bob.user.identity)
  expect(messagesOf((await catchUp(back.connection, log)).entries)).toEqual(
    idsOf([before!, ...tail]).slice(-messagesOf(await kept()).length),
  )

  async function kept() {
    return (await catchUp(back.connection, room.createLog(bob.user.identity))).entries
  }
})

test('nothing is acknowledged before it is on disk, and what a full disk refused is kept for later', async () => {
  const disk = createFaultyDisk()
  const { tracker, alice, bob, room, chat, epoch } = await startRoom({ disk })
  const run = await signRun(alice.user.identity, epoch, 3)
  disk.fail('sync', 'ENOSPC')
  await expect(pushAll(alice, chat, run)).rejects.toMatchObject({ code: 'DISK_FULL' })
  disk.heal()
  const more = await signRun(alice.user.identity, epoch, 1, { before: run.at(-1) })
  expect((await pushAll(alice, chat, more)).held).toMatchObject([{ seq: 4 }])
  const back = await come(await tracker.restart(), bob.user)
  const log = room.createLog(bob.user.identity)
  expect(messagesOf((await catchUp(back.connection, log)).entries)).toEqual(
    idsOf([...run, ...more]),
  )
})

test('a mark that a full disk refused is not taken for kept', async () => {
  const disk = createFaultyDisk()
  const { tracker, alice, bob, chat, epoch } = await startRoom({ disk })
  const run = await signRun(alice.user.identity, epoch, 3)
  await pushAll(alice, chat, run)
  const mark = await markOf(bob.user.identity, run)
  disk.fail('sync', 'ENOSPC')
  await expect(putMarks(bob, chat, mark)).rejects.toMatchObject({ code: 'DISK_FULL' })
  disk.heal()
  await putMarks(bob, chat, mark)
  const back = await come(await tracker.restart(), alice.user)
  await expect
    .poll(async () => (await headsOf(back.connection, chat)).chains[0]?.floor, { timeout: 20_000 })
    .toBe(3)
})

test('ten thousand messages for one who comes back do not keep another from being served', async () => {
  const mailbox = { authorMessages: 10_000, authorBytes: 2 ** 25 }
  const tracker = await startTracker({ mailbox })
  const authors = await Promise.all(
    ['anna', 'ben', 'cleo', 'dora'].map((name) => join(tracker, name)),
  )
  const reader = await join(tracker, 'reader')
  const room = await roomOf([...authors, reader].map(({ user }) => user))
  await pushAll(reader, room.chat, room.entries)
  const epoch = room.entries.at(-1)!
  await Promise.all(
    authors.map(async (author) => {
      let before: AcceptedMessage | undefined
      for (let round = 0; round < 10; round++) {
        const run = await signRun(author.user.identity, epoch, 250, { before })
        before = run.at(-1)
        await pushAll(author, room.chat, run)
      }
    }),
  )
  const [other] = authors
  let served = 0
  const reading = new AbortController()
  const log = room.createLog(reader.user.identity)
  const caughtUp = catchUp(reader.connection, log).finally(() => {
    reading.abort()
  })
  while (!reading.signal.aborted) {
    await listRooms(other!.connection)
    served++
  }
  const { entries, replies } = await caughtUp
  expect(messagesOf(entries)).toHaveLength(10_000)
  expect(replies).toBeGreaterThan(5)
  // He was answered again and again while the other one read on.
  expect(served).toBeGreaterThanOrEqual(replies)
  expect(await mailboxOf(reader)).toMatchObject([{ heads: log.ends(reader.user.identity.kid) }])
}, 300_000)
