import { ChatError } from '../../../shared/errors.ts'
import type { TrackerHandler } from '../../tracker-context.ts'

/** One of a DM's members says who the other is. */
export const dmOpen: TrackerHandler<'dm.open'> = async ({ params, connection }, tracker) => {
  if (tracker.accounts.byKid(params.with) === undefined) throw new ChatError('UNKNOWN_USER')
  tracker.dms.open(connection, params.chat, params.with)
  return { result: {} }
}
