import type { AcceptedControl, ChatLog } from '../../log/chat-log.ts'
import type { RawEntry } from '../../protocol/entry.ts'
import type { ChatId, Kid } from '../../protocol/ids.ts'
import { ChatError } from '../../shared/errors.ts'
import { createTokenBuckets } from '../limits/token-buckets.ts'
import { isFounding, readControlEntry, type ControlEntry } from './control-entry.ts'
import { createRoomList, type RoomList } from './room-list.ts'
import { createRoomNames } from './room-names.ts'
import { createRoom, type Room } from './room.ts'

/** Living rooms; their list has to fit one reply. */
const ROOMS_MAX = 2_048
const FULL_RETRY_MS = 60_000
/** Control entries of one author; a batch may take more and pays it back. */
const AUTHOR_RATE = { perSecond: 50, burst: 500 }
/** Entries that one user hands in, of whomever: several times what he may write, to bring a tracker up to date. */
const PUSHER_RATE = { perSecond: 500, burst: 5_000 }

/** The rooms that this tracker knows, with their signed logs. Knows no sockets. */
export interface Rooms {
  readonly list: RoomList
  /** Undefined for DMs and for rooms whose founding is not here. */
  get(chat: ChatId): Room | undefined
  /**
   * Takes control entries that `pusher` hands in and resolves when they are on disk. Throws ROOM_EXISTS, QUOTA, UNSUPPORTED for what
   * is not a room's control lane, ProtocolError for forgeries.
   */
  push(chat: ChatId, entries: readonly RawEntry[], pusher: Kid): Promise<Pushed>
  /** Writes what disk errors left behind. */
  close(): Promise<void>
}

export interface RoomsOptions {
  readonly createLog: (chat: ChatId) => ChatLog
  /** On disk when it resolves. */
  readonly append: (chat: ChatId, entries: readonly RawEntry[]) => Promise<void>
  readonly restored: readonly { chat: ChatId; entries: readonly AcceptedControl[] }[]
  readonly now: () => number
}

export interface Pushed {
  /** False when something was held back: the chat should be compared. */
  readonly complete: boolean
  /** What is new on disk; undefined when nothing is. */
  readonly change: RoomChange | undefined
}

export interface RoomChange {
  readonly room: Room
  readonly fresh: readonly AcceptedControl[]
  /** Who was a member before these entries or is one after them. */
  readonly concerned: ReadonlySet<Kid>
  readonly listing: ReturnType<RoomList['update']>
}

export function createRooms(options: RoomsOptions): Rooms {
  const { now } = options
  const rooms = new Map<ChatId, Room>()
  const names = createRoomNames()
  const list = createRoomList()
  const authors = createTokenBuckets(AUTHOR_RATE)
  const pushers = createTokenBuckets(PUSHER_RATE)

  for (const { chat, entries } of options.restored) {
    const room = makeRoom(chat, entries)
    // One that was begun but never acknowledged is as unknown as before.
    if (room.log.view().phase === 'unknown') continue
    rooms.set(chat, room)
    relist(room)
  }

  function makeRoom(chat: ChatId, restored: readonly AcceptedControl[]): Room {
    const append = (entries: readonly RawEntry[]): Promise<void> => options.append(chat, entries)
    return createRoom({ log: options.createLog(chat), append, restored })
  }

  function relist(room: Room): ReturnType<RoomList['update']> {
    const view = room.log.view()
    if (view.phase === 'active') names.claim(view.name, view.chat)
    else names.release(view.chat)
    return list.update(view)
  }

  function get(chat: ChatId): Room | undefined {
    const room = rooms.get(chat)
    return room?.log.view().phase === 'unknown' ? undefined : room
  }

  /** The room of a chat that is new here, with its name held from now on. */
  function found(chat: ChatId, entries: readonly ControlEntry[]): Room {
    const founding = entries.find(isFounding)
    if (founding?.event.type !== 'create') throw refuseUnknown(entries)
    const { name } = founding.event
    if (names.isTaken(name, chat)) throw new ChatError('ROOM_EXISTS', { subject: name })
    if (list.size >= ROOMS_MAX) throw new ChatError('QUOTA', { retryAfterMs: FULL_RETRY_MS })
    names.claim(name, chat)
    const room = makeRoom(chat, [])
    rooms.set(chat, room)
    return room
  }

  /** Forgets a room of which nothing was accepted, and frees its name. */
  function dropIfEmpty(chat: ChatId, room: Room): void {
    if (room.log.view().phase !== 'unknown' || rooms.get(chat) !== room) return
    rooms.delete(chat)
    names.release(chat)
  }

  function checkRate(pusher: Kid, entries: readonly ControlEntry[]): void {
    const at = now()
    const waits = entries.map(({ header }) => authors.waitMs(header.author, at))
    const retryAfterMs = Math.max(pushers.waitMs(pusher, at), ...waits)
    if (retryAfterMs > 0) throw new ChatError('QUOTA', { retryAfterMs })
    pushers.take(pusher, entries.length, at)
  }

  return {
    list,
    get,
    async push(chat, raws, pusher) {
      const entries = raws.map((raw) => readControlEntry(raw, chat))
      if (entries.length === 0) return { complete: true, change: undefined }
      checkRate(pusher, entries)
      const room = rooms.get(chat) ?? found(chat, entries)
      const before = room.log.view()
      let taken
      try {
        taken = await room.take(entries)
      } finally {
        dropIfEmpty(chat, room)
      }
      const { fresh, complete } = taken
      if (fresh.length === 0) return { complete, change: undefined }
      rooms.set(chat, room)
      for (const { header } of fresh) authors.take(header.author, 1, now())
      const concerned = new Set([...before.members, ...room.log.view().members])
      return { complete, change: { room, fresh, concerned, listing: relist(room) } }
    },
    async close() {
      await Promise.all([...rooms.values()].map(async (room) => room.flush()))
    },
  }
}

/** A DM begins with an epoch that builds on nothing; its control entries are not kept here. */
function refuseUnknown(entries: readonly ControlEntry[]): ChatError {
  const isDm = entries.every(({ event }) => event.type === 'epoch')
  return new ChatError(isDm ? 'UNSUPPORTED' : 'UNKNOWN_ROOM')
}
