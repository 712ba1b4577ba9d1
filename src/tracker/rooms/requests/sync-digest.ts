import { chatFor, isMember } from '../../mailbox/chat-for.ts'
import type { TrackerHandler } from '../../tracker-context.ts'

/** Which chats stand differently here; one that is not kept here, or not for the asker, does. Old messages are no difference. */
export const syncDigest: TrackerHandler<'sync.digest'> = async (
  { params, connection: { kid } },
  tracker,
) => {
  const different = params.digests
    .filter(({ chat, heads }) => {
      const room = chatFor(tracker, chat, kid)
      if (room === undefined || !isMember(room, kid)) return true
      return room.log.digest(kid).heads !== heads && room.log.ends(kid) !== heads
    })
    .map(({ chat }) => chat)
  return { result: { different } }
}
