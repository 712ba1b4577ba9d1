import { decodeParts } from '../../../protocol/parts.ts'
import { ROOM_MEMBERS_MAX } from '../../../protocol/limits.ts'
import { WrapSchema } from '../../../protocol/records.ts'
import { parseStrictJson } from '../../../protocol/strict-json.ts'
import { ChatError } from '../../../shared/errors.ts'
import type { TrackerHandler } from '../../tracker-context.ts'

/** Wraps that a member of an epoch made for others of its members; kept until they ask for them. */
export const wrapsPut: TrackerHandler<'wraps.put'> = async (
  { params, body, connection },
  tracker,
) => {
  const { chat } = params
  const wraps = decodeParts(body, ROOM_MEMBERS_MAX).map((part) => parseStrictJson(WrapSchema, part))
  const room = tracker.rooms.get(chat)
  if (room === undefined) throw new ChatError('UNKNOWN_ROOM')
  const { epochs } = room.log.view()
  for (const { epoch, to } of wraps) {
    const members = epochs.get(epoch)?.members
    if (members === undefined) throw new ChatError('INVALID_PARAMS', { subject: 'epoch' })
    if (!members.has(connection.kid) || !members.has(to)) throw new ChatError('NOT_A_MEMBER')
  }
  await tracker.wraps.put(room, wraps, connection.kid)
  return { result: {} }
}
