import { beforeAll, expect, test } from 'vitest'
import type { Identity } from '../../../../src/crypto/identity.ts'
import { auditLines, verifyEntries } from '../../../../src/peer/moderation/audit.ts'
import { acceptAll, createTestRoom, keysOf, makeIdentities, type TestChat } from '../../log/kit.ts'

let people: readonly Identity[]
let alice: Identity, bob: Identity

beforeAll(async () => {
  people = await makeIdentities(2)
  ;[alice, bob] = people as [Identity, Identity]
})

const nameOf = (kid: string): string => (kid === alice.kid ? 'alice' : 'bob')

async function busyRoom(): Promise<TestChat> {
  const room = await createTestRoom(alice, { people })
  await room.write(bob, { type: 'join' })
  await room.epoch(alice, [alice, bob])
  await room.write(bob, { type: 'delete' })
  await room.write(alice, { type: 'ban', kid: bob.kid, cut: 0 })
  return room
}

async function logOf(room: TestChat) {
  const log = room.createLog(alice)
  await acceptAll(
    log,
    room.entries.map(({ raw }) => raw),
  )
  return log
}

const options = (room: TestChat) => ({
  chat: room.chat,
  self: alice.kid,
  dm: null,
  authorKey: keysOf(people),
  nameOf,
})

test('every entry is a line that says who did what and whether it counts', async () => {
  const lines = auditLines(await logOf(await busyRoom()), nameOf)
  expect(
    lines.map(({ what, by, subject, counts, reason, epoch }) => [
      what,
      by,
      subject,
      counts,
      reason,
      epoch,
    ]),
  ).toEqual([
    ['created', 'alice', 'lab', true, null, null],
    ['joined', 'bob', '', true, null, null],
    ['epoch', 'alice', '', true, null, 1],
    ['deleted', 'bob', '', false, 'not-moderator', null],
    ['banned', 'alice', 'bob', true, null, null],
  ])
})

test('what is in order is proved from the bytes alone', async () => {
  const room = await busyRoom()
  const report = await verifyEntries(room.entries, await logOf(room), options(room))
  expect(report).toEqual({ entries: 5, signatures: 5, matches: true, wrong: null })
})

test('an entry that somebody changed is named', async () => {
  const room = await busyRoom()
  const log = await logOf(room)
  for (const [index, entry] of room.entries.entries()) {
    const body = Buffer.from(entry.raw.body.toString('utf8').replace(/"type":"(\w)/, '"type": "$1'))
    const other = Buffer.from(entry.raw.header.toString('utf8').replace('"sentAt":0', '"sentAt":1'))
    for (const raw of [
      { ...entry.raw, body },
      { ...entry.raw, header: other },
      { ...entry.raw, signature: Buffer.alloc(256, 1) },
    ]) {
      const kept = room.entries.with(index, { ...entry, raw })
      const { wrong, matches } = await verifyEntries(kept, log, options(room))
      expect(matches).toBe(false)
      expect(wrong).toMatchObject({ id: entry.id, by: nameOf(entry.header.author) })
    }
  }
})

test('an entry that is missing shows in the first that builds on it', async () => {
  const room = await busyRoom()
  const log = await logOf(room)
  const kept = room.entries.filter((_, index) => index !== 1)
  expect(await verifyEntries(kept, log, options(room))).toMatchObject({
    entries: 1,
    wrong: { id: room.entries[2]?.id, reason: 'out-of-place' },
  })
  const cut = await verifyEntries(room.entries.slice(0, -1), log, options(room))
  expect(cut).toMatchObject({ entries: 4, matches: false, wrong: null })
})
