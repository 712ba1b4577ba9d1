import { roomChatId } from '../../crypto/epoch.ts'
import { randomBytes } from '../../crypto/hash.ts'
import type { Identity } from '../../crypto/identity.ts'
import type { Connection } from '../../net/connection.ts'
import { encodeEntries } from '../../protocol/entry.ts'
import type { ChatId, Kid } from '../../protocol/ids.ts'
import type { ControlEvent } from '../../protocol/events.ts'
import { normalizeRoomName, type RoomName } from '../../protocol/names.ts'
import { decodeParts } from '../../protocol/parts.ts'
import { RoomListingSchema, type RoomListing } from '../../protocol/room-listing.ts'
import { parseStrictJson } from '../../protocol/strict-json.ts'
import { toB64 } from '../../shared/bytes.ts'
import { ChatError, isChatError, withSubject } from '../../shared/errors.ts'
import type { ActiveChat } from '../chats/active-chat.ts'
import type { Chats } from '../chats/chats.ts'
import { composeCreate } from '../chats/compose.ts'
import { neighboursOf } from '../links/neighbours.ts'
import type { Exchange } from '../chats/exchange.ts'
import { describeRoom } from './describe-room.ts'
import { requireRoomName, requireRoomPassword, requireSeconds } from './room-params.ts'
import type { Wishes } from '../moderation/wishes.ts'
import { deriveRoomKey } from '../../crypto/rooms/room-password.ts'
import type { RoomState } from '../state.ts'

const MAX_ROOMS_LISTED = 10_000

/** What users do with rooms as a whole. */
export interface Rooms {
  /** The tracker's rooms, which the state shows from now on; without a tracker one's own. Throws ChatError. */
  list(): Promise<readonly RoomState[]>
  /** What the tracker calls a room; undefined for one that it does not list. Throws ChatError. */
  nameOf(id: ChatId): Promise<string | undefined>
  create(
    typedName: string,
    options: { password?: string | undefined; inactivityTimeoutS?: number | undefined },
  ): Promise<RoomState>
  /** With `joined: false` while the wish to be let in waits for a member. */
  join(typedName: string, password: string | undefined): Promise<RoomState>
  /** Also takes back the wish to be let in. */
  leave(typedName: string): Promise<void>
}

export interface RoomsOptions {
  readonly identity: Identity
  readonly chats: Chats
  readonly exchange: Exchange
  readonly wishes: Wishes
  tracker(): Connection | undefined
  nameOf(kid: Kid): string
  isOnline(kid: Kid): boolean
  /** Brings presence up to date with the tracker. */
  refreshUsers(): Promise<void>
  onListed(rooms: readonly RoomState[]): void
  now(): number
}

export function createRooms(options: RoomsOptions): Rooms {
  const { identity, chats, exchange } = options

  function requireTracker(): Connection {
    const tracker = options.tracker()
    if (tracker === undefined) throw new ChatError('TRACKER_UNREACHABLE')
    return tracker
  }

  async function readListings(): Promise<readonly RoomListing[]> {
    const { body } = await requireTracker().request('rooms.list', {})
    return decodeParts(body, MAX_ROOMS_LISTED).map((part) =>
      parseStrictJson(RoomListingSchema, part),
    )
  }

  function joinedRooms(): ReadonlyMap<string, ActiveChat> {
    const rooms = [...chats.all()].filter((active) => active.record().kind === 'room')
    return new Map(rooms.map((active) => [active.chat.id, active]))
  }

  const describe = (active: ActiveChat): RoomState =>
    describeRoom(active, identity.kid, options.nameOf)

  function neighbours(active: ActiveChat): readonly Kid[] {
    return neighboursOf(identity.kid, [...active.chat.log.view().members].filter(options.isOnline))
  }

  return {
    nameOf: async (id) => (await readListings()).find((room) => room.chat === id)?.name,
    async list() {
      const own = joinedRooms()
      const listings = options.tracker() === undefined ? [] : await readListings()
      const known = new Set<string>(listings.map((listing) => listing.chat))
      const strangers = listings.map((listing) => {
        const active = own.get(listing.chat)
        return active === undefined ? fromListing(listing, options.nameOf) : describe(active)
      })
      const unlisted = [...own.values()].filter(
        (active) => !known.has(active.chat.id) && active.state().phase === 'active',
      )
      const listed = [...strangers, ...unlisted.map(describe)].toSorted((a, b) =>
        a.name < b.name ? -1 : 1,
      )
      options.onListed(listed)
      return listed
    },
    async create(typedName, { password, inactivityTimeoutS }) {
      const name = requireRoomName(typedName)
      const inactivity = requireSeconds(inactivityTimeoutS ?? null)
      if (password !== undefined) requireRoomPassword(password)
      const tracker = requireTracker()
      const nonce = toB64(randomBytes(16))
      const event: ControlEvent & { type: 'create' } = {
        type: 'create',
        nonce,
        name,
        policy: { admit: password === undefined ? 'open' : 'password', inactivity },
      }
      const chat = roomChatId(identity.kid, nonce)
      const key = password === undefined ? undefined : await deriveRoomKey(password, chat, 0)
      const entry = await composeCreate(identity, chat, event, options.now())
      // The tracker keeps names unique, so it hears of the room before this peer believes in it.
      const body = encodeEntries([entry.raw])
      await tracker
        .request('entries.push', { chat, until: tracker.kid, lacking: [] }, { body })
        .catch(aboutRoom(name))
      const active = await chats.openRoom(chat, name)
      await active.chat.adopt(entry)
      if (key !== undefined) {
        active.governance.keep({ roomKey: { generation: 0, key: toB64(key) } })
      }
      return describe(active)
    },
    async join(typedName, password) {
      const name = requireRoomName(typedName)
      const tracker = requireTracker()
      const listing = (await readListings()).find((room) => room.name === name)
      if (listing === undefined) throw new ChatError('UNKNOWN_ROOM', { subject: name })
      const known = chats.byId(listing.chat)
      const active = known ?? (await chats.openRoom(listing.chat, name))
      await exchange.compareWithTracker(active, tracker)
      const view = active.chat.log.view()
      if (view.members.has(identity.kid)) return describe(active)
      try {
        if (view.phase !== 'active') throw new ChatError('UNKNOWN_ROOM', { subject: name })
        if (view.banned.has(identity.kid)) throw new ChatError('BANNED', { subject: name })
        if (view.policy.admit === 'password') {
          if (password === undefined) throw new ChatError('WRONG_ROOM_PASSWORD')
          requireRoomPassword(password)
          await options.refreshUsers()
          await options.wishes.ask(active, password)
          return describe(active)
        }
        const entry = await active.chat.act({ type: 'join' })
        await options.refreshUsers()
        // Who writes the moment this resolves writes to a room that knows the newcomer.
        await exchange.tell(active, [entry.raw], neighbours(active))
      } catch (error) {
        if (known === undefined) await chats.remove(active)
        throw isChatError(error) ? withSubject(error, name) : error
      }
      await active.markLeft(false)
      return describe(active)
    },
    async leave(typedName) {
      const active = chats.byName(`#${normalizeRoomName(typedName)}`)
      const isMember = active?.chat.log.view().members.has(identity.kid) === true
      if (active !== undefined && !isMember && (await options.wishes.withdraw(active))) {
        // Whoever was never in has nothing to read there.
        if (active.chat.log.chains().size === 0) await chats.remove(active)
        return
      }
      if (active === undefined || !isMember) {
        throw new ChatError('NOT_A_MEMBER', { subject: typedName })
      }
      const others = neighbours(active)
      await active.markLeft(true)
      const entry = await active.chat.act({ type: 'leave' })
      await exchange.tell(active, [entry.raw], others)
    },
  }
}

function fromListing(listing: RoomListing, nameOf: (kid: Kid) => string): RoomState {
  return {
    name: listing.name,
    private: listing.private,
    moderator: listing.moderator === null ? null : nameOf(listing.moderator),
    memberCount: listing.memberCount,
    joined: false,
  }
}

/** The tracker answers with codes only; whom it concerns is known here. */
function aboutRoom(name: RoomName): (error: unknown) => never {
  return (error) => {
    throw isChatError(error) ? withSubject(error, name) : error
  }
}
