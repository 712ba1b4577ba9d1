import { ChatError } from '../../../shared/errors.ts'
import type { TrackerHandler } from '../../tracker-context.ts'

/** When the moderator was last known of: only members may ask. */
export const roomsSeen: TrackerHandler<'rooms.seen'> = async ({ params, connection }, tracker) => {
  const room = tracker.rooms.get(params.chat)
  if (room === undefined) throw new ChatError('UNKNOWN_ROOM')
  if (!room.log.view().members.has(connection.kid)) throw new ChatError('NOT_A_MEMBER')
  return { result: { lastSeen: tracker.governance.inactivity.lastSeen(room) } }
}
