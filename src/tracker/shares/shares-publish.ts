import { ShareListSchema } from '../../protocol/files.ts'
import { parseStrictJson } from '../../protocol/strict-json.ts'
import { ChatError } from '../../shared/errors.ts'
import type { TrackerHandler } from '../tracker-context.ts'

/** A user's list of shares, in place of the one before. */
export const sharesPublish: TrackerHandler<'shares.publish'> = async (request, tracker) => {
  const { body, connection } = request
  const shares = parseStrictJson(ShareListSchema, body)
  if (!tracker.shares.put(connection.kid, shares, body.length)) throw new ChatError('QUOTA')
  return { result: {} }
}
