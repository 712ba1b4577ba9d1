import type { RoomView } from '../../log/room-view.ts'
import type { ChatId } from '../../protocol/ids.ts'
import { encodeParts } from '../../protocol/parts.ts'
import type { RoomListing } from '../../protocol/room-listing.ts'
import { encodeJson } from '../../protocol/strict-json.ts'

/** What everybody may see of the living rooms. Knows no sockets and no disk. */
export interface RoomList {
  readonly size: number
  get(chat: ChatId): RoomListing | undefined
  all(): Iterable<RoomListing>
  /** Takes a room's new look; what changed of it in the list. */
  update(view: RoomView): 'added' | 'changed' | 'removed' | 'same'
  /** The body of the reply to `rooms.list`, made once until something changes. */
  encode(): Buffer
}

export function createRoomList(): RoomList {
  const listings = new Map<ChatId, RoomListing>()
  let encoded: Buffer | undefined

  return {
    get size() {
      return listings.size
    },
    get: (chat) => listings.get(chat),
    all: () => listings.values(),
    update(view) {
      const before = listings.get(view.chat)
      const after = listingOf(view)
      if (after === undefined) {
        if (!listings.delete(view.chat)) return 'same'
        encoded = undefined
        return 'removed'
      }
      if (before !== undefined && isSame(before, after)) return 'same'
      listings.set(view.chat, after)
      encoded = undefined
      return before === undefined ? 'added' : 'changed'
    },
    encode() {
      encoded ??= encodeParts([...listings.values()].map(encodeJson))
      return encoded
    },
  }
}

function listingOf(view: RoomView): RoomListing | undefined {
  if (view.kind !== 'room' || view.phase !== 'active') return undefined
  return {
    chat: view.chat,
    // Evaluated from an event whose schema says that it is one.
    name: view.name as RoomListing['name'],
    private: view.policy.admit === 'password',
    moderator: view.moderator,
    memberCount: view.members.size,
  }
}

function isSame(a: RoomListing, b: RoomListing): boolean {
  return (
    a.name === b.name &&
    a.private === b.private &&
    a.moderator === b.moderator &&
    a.memberCount === b.memberCount
  )
}
