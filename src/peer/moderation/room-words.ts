import { ContentSchema } from '../../protocol/content.ts'
import type { RoomContent } from '../../protocol/rooms/room-content.ts'
import { parseStrictJson } from '../../protocol/strict-json.ts'
import { ProtocolError } from '../../shared/errors.ts'
import type { HistoryRecord } from '../../store/history.ts'
import type { ActiveChat } from '../chats/active-chat.ts'

/** What members' programs told each other in a sealed message; undefined when it is none of what this version knows. */
export function readRoomContent(stored: HistoryRecord): RoomContent | undefined {
  if (stored.content === null) return undefined
  try {
    const content = parseStrictJson(ContentSchema, stored.content)
    return content.type === 'text' || content.type === 'file' ? undefined : content
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}

/** The password's key is believed to whoever set that password, and nobody else. */
export function takeRoomKey(
  active: ActiveChat,
  author: string,
  { generation, key }: RoomContent & { type: 'room.key' },
): void {
  const { passwordBy, passwordGeneration } = active.chat.log.view()
  if (author !== passwordBy || generation !== passwordGeneration) return
  active.governance.keep({ roomKey: { generation, key } })
}
