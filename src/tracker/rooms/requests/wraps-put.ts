import { ROOM_MEMBERS_MAX } from '../../../protocol/limits.ts'
import { decodeParts } from '../../../protocol/parts.ts'
import { WrapSchema, type Wrap } from '../../../protocol/records.ts'
import { parseStrictJson } from '../../../protocol/strict-json.ts'
import { ChatError } from '../../../shared/errors.ts'
import type { TrackerHandler } from '../../tracker-context.ts'
import type { Room } from '../room.ts'

/** The epoch event comes in a request of its own, which may be behind this one. */
const EPOCH_WAIT_MS = 3_000

/** Wraps that a member of an epoch made for others of its members; kept until they ask for them. */
export const wrapsPut: TrackerHandler<'wraps.put'> = async (request, tracker) => {
  const { params, body, connection } = request
  const wraps = decodeParts(body, ROOM_MEMBERS_MAX).map((part) => parseStrictJson(WrapSchema, part))
  const dm = tracker.dms.provide(params.chat, connection)
  const room = dm ?? tracker.rooms.get(params.chat)
  if (room === undefined) throw new ChatError('UNKNOWN_ROOM')
  if (room.log.view().members.has(connection.kid)) await waitForEpochs(room, wraps)
  const { epochs } = room.log.view()
  for (const { epoch, to } of wraps) {
    const members = epochs.get(epoch)?.members
    if (members === undefined) throw new ChatError('INVALID_PARAMS', { subject: 'epoch' })
    if (!members.has(connection.kid) || !members.has(to)) throw new ChatError('NOT_A_MEMBER')
  }
  await tracker.wraps.put(room, wraps, connection.kid)
  return { result: {} }
}

async function waitForEpochs(room: Room, wraps: readonly Wrap[]): Promise<void> {
  await room.settled()
  const hasAll = (): boolean => {
    const { epochs } = room.log.view()
    return wraps.every(({ epoch }) => epochs.has(epoch))
  }
  if (hasAll()) return
  const deadline = AbortSignal.timeout(EPOCH_WAIT_MS)
  while (!hasAll() && !deadline.aborted) await room.changed(deadline)
}
