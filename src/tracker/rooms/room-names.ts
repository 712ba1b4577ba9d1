import type { ChatId } from '../../protocol/ids.ts'
import { roomSkeleton } from './room-skeleton.ts'

/** Which living rooms have which names, by look. */
export interface RoomNames {
  /** Whether another room than `chat` has a name that looks like this one. */
  isTaken(name: string, chat: ChatId): boolean
  /** From now on `chat` has this name and no other. */
  claim(name: string, chat: ChatId): void
  release(chat: ChatId): void
}

export function createRoomNames(): RoomNames {
  const chats = new Map<string, Set<ChatId>>()
  const skeletons = new Map<ChatId, string>()

  function release(chat: ChatId): void {
    const skeleton = skeletons.get(chat)
    if (skeleton === undefined) return
    skeletons.delete(chat)
    const holders = chats.get(skeleton)
    holders?.delete(chat)
    if (holders?.size === 0) chats.delete(skeleton)
  }

  return {
    isTaken(name, chat) {
      const holders = chats.get(roomSkeleton(name))
      return holders !== undefined && [...holders].some((holder) => holder !== chat)
    },
    claim(name, chat) {
      const skeleton = roomSkeleton(name)
      if (skeletons.get(chat) === skeleton) return
      release(chat)
      const holders = chats.get(skeleton) ?? new Set()
      chats.set(skeleton, holders.add(chat))
      skeletons.set(chat, skeleton)
    },
    release,
  }
}
