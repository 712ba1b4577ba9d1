import { encodeParts } from '../../../protocol/parts.ts'
import { encodeJson } from '../../../protocol/strict-json.ts'
import type { TrackerHandler } from '../../tracker-context.ts'

/** The asker's own wraps of some epochs. */
export const wrapsGet: TrackerHandler<'wraps.get'> = async ({ params, connection }, tracker) => {
  const wraps = params.epochs.flatMap((epoch) =>
    tracker.wraps.get(params.chat, epoch, connection.kid),
  )
  return { result: {}, body: encodeParts(wraps.map(encodeJson)) }
}
