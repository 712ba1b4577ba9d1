import type { EpochView } from '../../log/room-view.ts'
import type { ChatId, EntryId, Kid } from '../../protocol/ids.ts'
import type { Wrap } from '../../protocol/records.ts'
import type { SourcedWrap } from '../../store/tracker/room-logs.ts'

/** So many for one recipient and epoch: one is enough, the others in case that a member left a bad one. */
const WRAPS_PER_RECIPIENT = 3
/** For one room; the wraps of the oldest epochs go first. */
const ROOM_WRAPS = 4_096

/** Wraps of rooms' epochs that wait for their recipients. Knows no disk and no sockets. */
export interface WrapShelf {
  /** False when there is no place for it or it is here already. */
  put(chat: ChatId, epoch: EpochView, shelved: SourcedWrap): boolean
  get(chat: ChatId, epoch: EntryId, to: Kid): readonly Wrap[]
  all(chat: ChatId): readonly SourcedWrap[]
}

type EpochShelf = Map<Kid, readonly SourcedWrap[]>

export function createWrapShelf({
  roomWraps = ROOM_WRAPS,
}: { roomWraps?: number } = {}): WrapShelf {
  const rooms = new Map<ChatId, Map<EntryId, EpochShelf>>()

  function trim(room: Map<EntryId, EpochShelf>): void {
    let count = 0
    for (const shelf of room.values()) count += countOf(shelf)
    for (const [epoch, shelf] of room) {
      if (count <= roomWraps || room.size === 1) return
      room.delete(epoch)
      count -= countOf(shelf)
    }
  }

  return {
    put(chat, epoch, shelved) {
      const { to } = shelved.wrap
      const room = rooms.get(chat) ?? new Map<EntryId, EpochShelf>()
      const shelf: EpochShelf = room.get(epoch.id) ?? new Map()
      const kept = addTo(shelf.get(to) ?? [], shelved, epoch.author)
      if (kept === undefined) return false
      rooms.set(chat, room)
      room.set(epoch.id, shelf.set(to, kept))
      trim(room)
      return true
    },
    get: (chat, epoch, to) => (rooms.get(chat)?.get(epoch)?.get(to) ?? []).map(({ wrap }) => wrap),
    all: (chat) =>
      [...(rooms.get(chat)?.values() ?? [])].flatMap((shelf) => [...shelf.values()].flat()),
  }
}

/** One from each source, the newest; the epoch's author always finds a place, so that others cannot fill it with junk. */
function addTo(
  shelved: readonly SourcedWrap[],
  added: SourcedWrap,
  author: Kid,
): readonly SourcedWrap[] | undefined {
  if (shelved.some(({ wrap }) => wrap.box === added.wrap.box)) return undefined
  const others = shelved.filter(({ source }) => source !== added.source)
  if (others.length < WRAPS_PER_RECIPIENT) return [...others, added]
  return added.source === author ? [...others.slice(1), added] : undefined
}

function countOf(shelf: EpochShelf): number {
  let count = 0
  for (const shelved of shelf.values()) count += shelved.length
  return count
}
