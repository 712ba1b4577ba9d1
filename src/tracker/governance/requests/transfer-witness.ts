import { ChatError } from '../../../shared/errors.ts'
import type { TrackerHandler } from '../../tracker-context.ts'

/** Signs for the moderator that this is the only transfer of his. */
export const transferWitness: TrackerHandler<'transfer.witness'> = async (request, tracker) => {
  const { params, connection } = request
  const { chat, generation, to } = params
  const view = tracker.rooms.get(chat)?.log.view()
  if (view === undefined) throw new ChatError('UNKNOWN_ROOM')
  if (view.moderator !== connection.kid || view.generation + 1 !== generation) {
    throw new ChatError('NOT_MODERATOR')
  }
  if (!view.members.has(to)) throw new ChatError('NOT_A_MEMBER')
  return { result: { sig: await tracker.governance.witnesses.sign(chat, generation, to) } }
}
