import type { Kid, ChatId } from '../../protocol/ids.ts'
import { ChatError } from '../../shared/errors.ts'
import type { Room } from '../rooms/room.ts'
import type { TrackerContext } from '../tracker-context.ts'

type Chats = Pick<TrackerContext, 'rooms' | 'dms'>

/** The room or DM that is kept under this id; a DM is there for its two members only. */
export function chatFor({ rooms, dms }: Chats, chat: ChatId, asker: Kid): Room | undefined {
  return rooms.get(chat) ?? dms.get(chat, asker)
}

export function isMember({ log }: Room, kid: Kid): boolean {
  return log.view().members.has(kid)
}

/** Whether somebody is a member, or was when something was sealed. */
export function isOrWasMember({ log }: Room, kid: Kid): boolean {
  const { members, epochs } = log.view()
  return members.has(kid) || [...epochs.values()].some((epoch) => epoch.members.has(kid))
}

/** The chat whose marks are meant, for somebody who has part in it; throws UNKNOWN_ROOM, NOT_A_MEMBER. */
export function requireChat(chats: Chats, chat: ChatId, asker: Kid): Room {
  const room = chatFor(chats, chat, asker)
  if (room === undefined) throw new ChatError('UNKNOWN_ROOM')
  if (!isOrWasMember(room, asker)) throw new ChatError('NOT_A_MEMBER')
  return room
}
