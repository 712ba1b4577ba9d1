import { randomBytes } from 'node:crypto'
import { entryId, signEntry } from '../../../src/crypto/entry.ts'
import {
  createEpochSecret,
  epochCommitment,
  membersHash,
  roomChatId,
} from '../../../src/crypto/epoch.ts'
import type { Connection } from '../../../src/net/connection.ts'
import {
  decodeEntries,
  encodeEntries,
  type ControlHeader,
  type RawEntry,
} from '../../../src/protocol/entry.ts'
import type { ControlEvent } from '../../../src/protocol/events.ts'
import type { ChatId, EntryId, Kid } from '../../../src/protocol/ids.ts'
import type { RoomName } from '../../../src/protocol/names.ts'
import { decodeParts } from '../../../src/protocol/parts.ts'
import type { RoomListing } from '../../../src/protocol/room-listing.ts'
import { encodeJson } from '../../../src/protocol/strict-json.ts'
import type { Heads } from '../../../src/protocol/sync.ts'
import type { TestUser } from './client.ts'

export interface Written {
  readonly id: EntryId
  readonly lamport: number
  readonly raw: RawEntry
}

export type Parent = Pick<Written, 'id' | 'lamport'>

/** A control entry by `user` that builds on `parents`. */
export async function write(
  user: Pick<TestUser, 'identity'>,
  chat: ChatId,
  event: ControlEvent,
  parents: readonly Parent[] = [],
): Promise<Written> {
  const lamport = 1 + Math.max(0, ...parents.map((parent) => parent.lamport))
  const header: ControlHeader = {
    v: 1,
    chat,
    lane: 'control',
    author: user.identity.kid,
    lamport,
    clock: lamport - 1,
    sentAt: Date.now(),
    deps: parents.map((parent) => parent.id).sort(),
  }
  const bytes = encodeJson(header)
  const body = encodeJson(event)
  const id = entryId(bytes, body)
  const signature = await signEntry(user.identity.privateKey, id)
  return { id, lamport, raw: { header: bytes, body, signature } }
}

export async function writeCreate(
  user: Pick<TestUser, 'identity'>,
  name: string,
): Promise<{ chat: ChatId; create: Written }> {
  const nonce = randomBytes(16).toString('base64url')
  const chat = roomChatId(user.identity.kid, nonce)
  const policy = { admit: 'open', inactivity: null } as const
  const event = { type: 'create', nonce, name: name as RoomName, policy } as const
  return { chat, create: await write(user, chat, event) }
}

export async function writeEpoch(
  user: Pick<TestUser, 'identity'>,
  chat: ChatId,
  members: readonly Kid[],
  parents: readonly Parent[],
): Promise<Written> {
  const commitment = epochCommitment(createEpochSecret(), chat)
  const event = {
    type: 'epoch',
    commitment,
    membersHash: membersHash(members),
    reason: 'members',
  } as const
  return write(user, chat, event, parents)
}

export async function push(
  connection: Connection,
  chat: ChatId,
  ...written: readonly Written[]
): Promise<boolean> {
  const body = encodeEntries(written.map(({ raw }) => raw))
  return (
    await connection.request('entries.push', { chat, until: connection.kid, lacking: [] }, { body })
  ).result.complete
}

export async function listRooms(connection: Connection): Promise<RoomListing[]> {
  const { body } = await connection.request('rooms.list', {})
  return decodeParts(body, 10_000).map((part) => JSON.parse(part.toString()) as RoomListing)
}

export async function headsOf(connection: Connection, chat: ChatId): Promise<Heads> {
  const { body } = await connection.request('sync.heads', { chat })
  return JSON.parse(body.toString()) as Heads
}

/** All control entries that the tracker gives, in as many portions as it takes. */
export async function fetchControls(connection: Connection, chat: ChatId): Promise<RawEntry[]> {
  const { result, body } = await connection.request('sync.want', {
    chat,
    have: [],
    ranges: [],
    maxBytes: 1_048_576,
  })
  if (result.more) throw new Error('more than one portion')
  return decodeEntries(body)
}
