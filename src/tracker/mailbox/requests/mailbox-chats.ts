import { setImmediate as breathe } from 'node:timers/promises'
import type { Kid } from '../../../protocol/ids.ts'
import { CHATS_IN_MAILBOX } from '../../../protocol/limits.ts'
import type { MailboxChat } from '../../../protocol/mark.ts'
import { encodeParts } from '../../../protocol/parts.ts'
import { encodeJson } from '../../../protocol/strict-json.ts'
import type { Room } from '../../rooms/room.ts'
import type { TrackerHandler } from '../../tracker-context.ts'
import { isMember } from '../chat-for.ts'

/** So many are looked at before others are served. */
const AT_A_TIME = 64

/** Every chat of the asker of which something is here, and how it stands. */
export const mailboxChats: TrackerHandler<'mailbox.chats'> = async ({ connection }, tracker) => {
  const { kid } = connection
  const chats: { readonly room: Room; readonly with: Kid | null }[] = [...tracker.dms.of(kid)]
  for (const room of tracker.rooms.all()) {
    if (isMember(room, kid)) chats.push({ room, with: null })
  }
  const parts: Buffer[] = []
  for (const { room, with: other } of chats.slice(0, CHATS_IN_MAILBOX)) {
    const listed: MailboxChat = { chat: room.log.chat, with: other, heads: room.log.ends(kid) }
    parts.push(encodeJson(listed))
    if (parts.length % AT_A_TIME === 0) await breathe()
  }
  return { result: {}, body: encodeParts(parts) }
}
