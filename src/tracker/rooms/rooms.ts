import type { AcceptedControl } from '../../log/chat-log.ts'
import type { RawEntry } from '../../protocol/entry.ts'
import type { ChatId, Kid } from '../../protocol/ids.ts'
import { ChatError } from '../../shared/errors.ts'
import type { EntryRates } from '../limits/entry-rates.ts'
import { readPushed } from '../mailbox/pushed-entries.ts'
import { isFounding, type ControlEntry } from './control-entry.ts'
import { createRoomList, type RoomList } from './room-list.ts'
import { createRoomNames } from './room-names.ts'
import type { Room, Taken } from './room.ts'

/** Living rooms; their list has to fit one reply. */
const ROOMS_MAX = 2_048
const FULL_RETRY_MS = 60_000

/** The rooms that this tracker knows, with their signed logs. Knows no sockets. */
export interface Rooms {
  readonly list: RoomList
  /** Undefined for DMs and for rooms whose founding is not here. */
  get(chat: ChatId): Room | undefined
  all(): Iterable<Room>
  /**
   * Takes entries that `pusher` hands in and resolves when they are on disk. Throws ROOM_EXISTS, UNKNOWN_ROOM, QUOTA, ProtocolError for
   * forgeries.
   */
  push(chat: ChatId, entries: readonly RawEntry[], pusher: Kid): Promise<Pushed>
}

export interface RoomsOptions {
  readonly createRoom: (chat: ChatId, restored: readonly AcceptedControl[]) => Room
  readonly restored: readonly { chat: ChatId; entries: readonly AcceptedControl[] }[]
  readonly rates: EntryRates
}

/** `complete`: false when something was held back, and the chat should be compared. */
export interface Pushed extends Omit<Taken, 'fresh'> {
  readonly room: Room
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
  const { createRoom, rates } = options
  const rooms = new Map<ChatId, Room>()
  const names = createRoomNames()
  const list = createRoomList()

  for (const { chat, entries } of options.restored) {
    const room = createRoom(chat, entries)
    // One that was begun but never acknowledged is as unknown as before.
    if (room.log.view().phase === 'unknown') continue
    rooms.set(chat, room)
    relist(room)
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
    if (founding?.event.type !== 'create') throw new ChatError('UNKNOWN_ROOM')
    const { name } = founding.event
    if (names.isTaken(name, chat)) throw new ChatError('ROOM_EXISTS', { subject: name })
    if (list.size >= ROOMS_MAX) throw new ChatError('QUOTA', { retryAfterMs: FULL_RETRY_MS })
    names.claim(name, chat)
    const room = createRoom(chat, [])
    rooms.set(chat, room)
    return room
  }

  /** Forgets a room of which nothing was accepted, and frees its name. */
  function dropIfEmpty(chat: ChatId, room: Room): void {
    if (room.log.view().phase !== 'unknown' || rooms.get(chat) !== room) return
    rooms.delete(chat)
    names.release(chat)
  }

  /** A name that another living room has is not given twice; what no moderator writes renames nothing. */
  function checkNames({ log }: Room, entries: readonly ControlEntry[]): void {
    const { moderator } = log.view()
    for (const { header, event, raw } of entries) {
      if (event.type !== 'rename' || header.author !== moderator) continue
      if (log.controls().some((node) => node.raw.header.equals(raw.header))) continue
      if (names.isTaken(event.name, log.chat)) {
        throw new ChatError('ROOM_EXISTS', { subject: event.name })
      }
    }
  }

  return {
    list,
    get,
    all: () => rooms.values(),
    async push(chat, raws, pusher) {
      const entries = readPushed(raws, chat)
      rates.check(pusher, entries)
      const room = rooms.get(chat) ?? found(chat, entries.controls)
      checkNames(room, entries.controls)
      const before = room.log.view()
      let taken
      try {
        taken = await room.take(entries, pusher)
      } finally {
        dropIfEmpty(chat, room)
      }
      const { fresh, ...rest } = taken
      if (fresh.length === 0) return { ...rest, room, change: undefined }
      rooms.set(chat, room)
      rates.spend(fresh)
      const concerned = new Set([...before.members, ...room.log.view().members])
      return { ...rest, room, change: { room, fresh, concerned, listing: relist(room) } }
    },
  }
}
