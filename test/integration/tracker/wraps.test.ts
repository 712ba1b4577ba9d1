import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Connection } from '../../../src/net/connection.ts'
import type { ChatId, EntryId, Hash, Kid } from '../../../src/protocol/ids.ts'
import { decodeParts, encodeParts } from '../../../src/protocol/parts.ts'
import type { Wrap } from '../../../src/protocol/records.ts'
import { encodeJson } from '../../../src/protocol/strict-json.ts'
import { connect, join, type TestClient } from './client.ts'
import { push, write, writeCreate, writeEpoch } from './room-author.ts'
import { startTracker, type TestTracker } from './start.ts'

interface Shared {
  readonly tracker: TestTracker
  readonly alice: TestClient
  readonly bob: TestClient
  readonly chat: ChatId
  readonly epoch: EntryId
}

/** A room of alice and bob with an epoch. */
async function shareEpoch(): Promise<Shared> {
  const tracker = await startTracker()
  const alice = await join(tracker, 'alice')
  const bob = await join(tracker, 'bob')
  const { chat, create } = await writeCreate(alice.user, 'general')
  const joined = await write(bob.user, chat, { type: 'join' }, [create])
  const members = [alice, bob].map(({ user }) => user.identity.kid)
  const epoch = await writeEpoch(alice.user, chat, members, [joined])
  await push(alice.connection, chat, create, joined, epoch)
  return { tracker, alice, bob, chat, epoch: epoch.id }
}

function wrapFor(to: Kid, epoch: EntryId): Wrap {
  const wrapKid = randomBytes(32).toString('base64url') as Hash
  return { epoch, to, wrapKid, box: randomBytes(256).toString('base64url') }
}

async function put(connection: Connection, chat: ChatId, wraps: Wrap[]): Promise<void> {
  await connection.request('wraps.put', { chat }, { body: encodeParts(wraps.map(encodeJson)) })
}

async function get(connection: Connection, chat: ChatId, epoch: EntryId): Promise<Wrap[]> {
  const { body } = await connection.request('wraps.get', { chat, epochs: [epoch] })
  return decodeParts(body, 100).map((part) => JSON.parse(part.toString()) as Wrap)
}

test('a member gets the wraps that others left for him, also after a restart', async () => {
  const { tracker, alice, bob, chat, epoch } = await shareEpoch()
  const wrap = wrapFor(bob.user.identity.kid, epoch)
  await put(alice.connection, chat, [wrap])
  expect(await get(bob.connection, chat, epoch)).toEqual([wrap])
  expect(await get(alice.connection, chat, epoch)).toEqual([])
  const restarted = await tracker.restart()
  const again = await connect(restarted, bob.user)
  await again.login()
  expect(await get(again.connection, chat, epoch)).toEqual([wrap])
})

test('somebody who is no member of the epoch can leave no wraps', async () => {
  const { tracker, bob, chat, epoch } = await shareEpoch()
  const mallory = await join(tracker, 'mallory')
  const wrap = wrapFor(bob.user.identity.kid, epoch)
  await expect(put(mallory.connection, chat, [wrap])).rejects.toThrow('NOT_A_MEMBER')
  expect(await get(bob.connection, chat, epoch)).toEqual([])
})

test('wraps for somebody who is no member of the epoch are refused', async () => {
  const { tracker, alice, chat, epoch } = await shareEpoch()
  const carol = await join(tracker, 'carol')
  const wrap = wrapFor(carol.user.identity.kid, epoch)
  await expect(put(alice.connection, chat, [wrap])).rejects.toThrow('NOT_A_MEMBER')
})

test('wraps of an unknown epoch or room are refused', async () => {
  const { alice, bob, chat, epoch } = await shareEpoch()
  const unknown = 'A'.repeat(43) as EntryId
  const wrap = wrapFor(bob.user.identity.kid, unknown)
  await expect(put(alice.connection, chat, [wrap])).rejects.toThrow('INVALID_PARAMS')
  const elsewhere = put(alice.connection, unknown as string as ChatId, [{ ...wrap, epoch }])
  await expect(elsewhere).rejects.toThrow('UNKNOWN_ROOM')
})

test('one member has one wrap for another, the newest', async () => {
  const { alice, bob, chat, epoch } = await shareEpoch()
  const wraps = Array.from({ length: 5 }, () => wrapFor(bob.user.identity.kid, epoch))
  await put(alice.connection, chat, wraps)
  expect(await get(bob.connection, chat, epoch)).toEqual(wraps.slice(4))
})

test('wraps may come before the epoch that they are for', async () => {
  const { alice, bob, chat, epoch } = await shareEpoch()
  const members = [alice, bob].map(({ user }) => user.identity.kid)
  const parent = { id: epoch, lamport: 3 }
  const next = await writeEpoch(alice.user, chat, members, [parent])
  const wrap = wrapFor(bob.user.identity.kid, next.id)
  await Promise.all([put(alice.connection, chat, [wrap]), push(alice.connection, chat, next)])
  expect(await get(bob.connection, chat, next.id)).toEqual([wrap])
})
