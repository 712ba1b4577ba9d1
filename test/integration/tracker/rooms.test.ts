import { expect, test } from 'vitest'
import { decodeEntries } from '../../../src/protocol/entry.ts'
import type { ChatId } from '../../../src/protocol/ids.ts'
import type { RoomName } from '../../../src/protocol/names.ts'
import { connect, createUser, join, until, type TestClient } from './client.ts'
import {
  fetchControls,
  headsOf,
  listRooms,
  push,
  write,
  writeCreate,
  writeEpoch,
  type Written,
} from './room-author.ts'
import { startTracker } from './start.ts'

/** A room that alice made and bob joined. */
async function shareRoom(
  alice: TestClient,
  bob: TestClient,
  name = 'general',
): Promise<{ chat: ChatId; create: Written; joined: Written }> {
  const { chat, create } = await writeCreate(alice.user, name)
  const joined = await write(bob.user, chat, { type: 'join' }, [create])
  await push(alice.connection, chat, create)
  await push(bob.connection, chat, joined)
  return { chat, create, joined }
}

test('a room is listed when it is made, joined and left', async () => {
  const tracker = await startTracker()
  const alice = await join(tracker, 'alice')
  const bob = await join(tracker, 'bob')
  const { chat, joined } = await shareRoom(alice, bob)
  const listing = {
    chat,
    name: 'general',
    private: false,
    moderator: alice.user.identity.kid,
    memberCount: 2,
  }
  expect(await listRooms(bob.connection)).toEqual([listing])
  const left = await write(bob.user, chat, { type: 'leave' }, [joined])
  await push(bob.connection, chat, left)
  expect(await listRooms(bob.connection)).toEqual([{ ...listing, memberCount: 1 }])
})

test('rooms survive a restart with their whole log', async () => {
  const before = await startTracker()
  const alice = await join(before, 'alice')
  const bob = await join(before, 'bob')
  const { chat, create, joined } = await shareRoom(alice, bob)
  const listed = await listRooms(alice.connection)
  const tracker = await before.restart()
  const again = await connect(tracker, alice.user)
  await again.login()
  expect(await listRooms(again.connection)).toEqual(listed)
  expect(await fetchControls(again.connection, chat)).toEqual([create.raw, joined.raw])
  expect((await headsOf(again.connection, chat)).control).toEqual([joined.id])
  const other = await writeCreate(alice.user, 'genera1')
  await expect(push(again.connection, other.chat, other.create)).rejects.toThrow('ROOM_EXISTS')
})

test.each(['general', 'genera1', 'gen\u0435ral'])('%s is refused beside general', async (name) => {
  const tracker = await startTracker()
  const alice = await join(tracker, 'alice')
  const bob = await join(tracker, 'bob')
  await shareRoom(alice, bob)
  const { chat, create } = await writeCreate(bob.user, name)
  await expect(push(bob.connection, chat, create)).rejects.toThrow('ROOM_EXISTS')
  expect(await listRooms(bob.connection)).toHaveLength(1)
  expect((await headsOf(bob.connection, chat)).control).toEqual([])
})

test('of two who make a room of one name at the same time one does', async () => {
  const tracker = await startTracker()
  const alice = await join(tracker, 'alice')
  const rooms = await Promise.all(Array.from({ length: 6 }, () => writeCreate(alice.user, 'lab')))
  const results = await Promise.allSettled(
    rooms.map(({ chat, create }) => push(alice.connection, chat, create)),
  )
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('pushing again what is there is acknowledged and changes nothing', async () => {
  const tracker = await startTracker()
  const alice = await join(tracker, 'alice')
  const bob = await join(tracker, 'bob')
  const { chat, create, joined } = await shareRoom(alice, bob)
  expect(await push(bob.connection, chat, create, joined)).toBe(true)
  expect(await fetchControls(alice.connection, chat)).toHaveLength(2)
})

test('signed entries may be handed in by somebody else, also by somebody who is no member', async () => {
  const tracker = await startTracker()
  const alice = await join(tracker, 'alice')
  const bob = await join(tracker, 'bob')
  const carol = await join(tracker, 'carol')
  const { chat, create } = await writeCreate(alice.user, 'general')
  const joined = await write(bob.user, chat, { type: 'join' }, [create])
  expect(await push(carol.connection, chat, create, joined)).toBe(true)
  expect((await listRooms(carol.connection))[0]?.memberCount).toBe(2)
})

test('an entry with a forged signature is refused and its bringer cut off', async () => {
  const tracker = await startTracker()
  const alice = await join(tracker, 'alice')
  const bob = await join(tracker, 'bob')
  const { chat, joined } = await shareRoom(alice, bob)
  const mallory = await join(tracker, 'mallory')
  const aliceKid = { ...mallory.user.identity, kid: alice.user.identity.kid }
  const forged = await write({ identity: aliceKid }, chat, { type: 'delete' }, [joined])
  await expect(push(mallory.connection, chat, forged)).rejects.toThrow()
  await mallory.connection.closed
  expect((await headsOf(alice.connection, chat)).control).toEqual([joined.id])
  expect(await listRooms(alice.connection)).toHaveLength(1)
})

test('a member cannot act as moderator', async () => {
  const tracker = await startTracker()
  const alice = await join(tracker, 'alice')
  const bob = await join(tracker, 'bob')
  const { chat, joined } = await shareRoom(alice, bob)
  const removal = { type: 'remove', kid: alice.user.identity.kid, cut: 0 } as const
  await push(bob.connection, chat, await write(bob.user, chat, removal, [joined]))
  expect((await listRooms(bob.connection))[0]?.memberCount).toBe(2)
})

test('a room is founded by who its id names and by nobody else', async () => {
  const tracker = await startTracker()
  const alice = await join(tracker, 'alice')
  const mallory = await join(tracker, 'mallory')
  const { chat } = await writeCreate(alice.user, 'general')
  const nonce = 'A'.repeat(22)
  const policy = { admit: 'open', inactivity: null } as const
  const name = 'general' as RoomName
  const create = await write(mallory.user, chat, { type: 'create', nonce, name, policy })
  await push(mallory.connection, chat, create).catch(() => undefined)
  const listed = await listRooms(alice.connection)
  expect(listed).toEqual([])
})

test('new entries go to the members who are connected, and not back to the one that brought them', async () => {
  const tracker = await startTracker()
  const heard: string[] = []
  const listen = (who: string) => ({
    'entries.push': async ({ body }: { body: Buffer }) => {
      heard.push(`${who} ${decodeEntries(body).length}`)
      return { result: { held: [], complete: true } }
    },
  })
  const alice = await join(tracker, 'alice', listen('alice'))
  const bob = await join(tracker, 'bob', listen('bob'))
  await join(tracker, 'carol', listen('carol'))
  await shareRoom(alice, bob)
  await until(() => heard.length > 0)
  expect(heard).toEqual(['alice 1'])
})

test('a member who does not answer gets the next entries together, once he does', async () => {
  const tracker = await startTracker()
  const batches: number[] = []
  let release = (): void => undefined
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  const alice = await join(tracker, 'alice', {
    'entries.push': async ({ body }) => {
      batches.push(decodeEntries(body).length)
      await gate
      return { result: { held: [], complete: true } }
    },
  })
  const bob = await join(tracker, 'bob')
  const { chat, joined } = await shareRoom(alice, bob)
  let last = joined
  for (const type of ['leave', 'join', 'leave'] as const) {
    last = await write(bob.user, chat, { type }, [last])
    await push(bob.connection, chat, last)
  }
  await until(() => batches.length === 1)
  release()
  await until(() => batches.length === 2)
  expect(batches).toEqual([1, 3])
})

test('those who watch are told which room changed, and not of epochs', async () => {
  const tracker = await startTracker()
  const alice = await join(tracker, 'alice')
  const bob = await join(tracker, 'bob')
  const carol = await join(tracker, 'carol')
  await carol.watch()
  const { chat, joined } = await shareRoom(alice, bob)
  await until(() => carol.heard.includes(`room ${chat}`))
  const members = [alice, bob].map(({ user }) => user.identity.kid)
  await new Promise((resolve) => void setTimeout(resolve, 120))
  const before = carol.heard.length
  await push(alice.connection, chat, await writeEpoch(alice.user, chat, members, [joined]))
  const other = await shareRoom(alice, bob, 'other')
  await until(() => carol.heard.includes(`room ${other.chat}`))
  expect(carol.heard.slice(before)).not.toContain(`room ${chat}`)
})

test('digests tell which rooms stand differently, and an unknown chat does', async () => {
  const tracker = await startTracker()
  const alice = await join(tracker, 'alice')
  const bob = await join(tracker, 'bob')
  const { chat } = await shareRoom(alice, bob)
  const unknown = (await writeCreate(alice.user, 'other')).chat
  const heads = 'A'.repeat(43) as never
  const { result } = await bob.connection.request('sync.digest', {
    digests: [
      { chat, heads },
      { chat: unknown, heads },
    ],
  })
  expect(result.different).toEqual([chat, unknown])
})

test('entries of an unknown room, and of a DM that nobody has opened, are refused as such', async () => {
  const tracker = await startTracker()
  const alice = await join(tracker, 'alice')
  const { chat, create } = await writeCreate(alice.user, 'general')
  const epoch = await writeEpoch(alice.user, chat, [alice.user.identity.kid], [])
  await expect(push(alice.connection, chat, epoch)).rejects.toThrow('UNKNOWN_ROOM')
  const leave = await write(alice.user, chat, { type: 'leave' }, [create])
  await expect(push(alice.connection, chat, leave)).rejects.toThrow('UNKNOWN_ROOM')
})

test('who is not logged in hands nothing in', async () => {
  const tracker = await startTracker()
  const alice = await connect(tracker, await createUser('alice'))
  await alice.register()
  const { chat, create } = await writeCreate(alice.user, 'general')
  await expect(push(alice.connection, chat, create)).rejects.toThrow('NOT_LOGGED_IN')
  expect(await listRooms(alice.connection)).toEqual([])
})

test('an author who writes too much has to wait', async () => {
  const now = Date.now()
  const tracker = await startTracker({ now: () => now })
  const alice = await join(tracker, 'alice')
  const bob = await join(tracker, 'bob')
  const { chat, joined } = await shareRoom(alice, bob)
  const entries: Written[] = []
  for (let count = 0, last = joined; count < 501; count++) {
    last = await write(bob.user, chat, { type: count % 2 === 0 ? 'leave' : 'join' }, [last])
    entries.push(last)
  }
  for (let at = 0; at < 500; at += 100) {
    await push(bob.connection, chat, ...entries.slice(at, at + 100))
  }
  const last = push(bob.connection, chat, ...entries.slice(500))
  await expect(last).rejects.toMatchObject({ code: 'QUOTA', retryAfterMs: expect.any(Number) })
})
