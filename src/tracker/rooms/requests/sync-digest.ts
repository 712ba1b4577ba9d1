import type { TrackerHandler } from '../../tracker-context.ts'

/** Which rooms stand differently here; a chat that this tracker does not keep does. */
export const syncDigest: TrackerHandler<'sync.digest'> = async (
  { params, connection },
  tracker,
) => {
  const different = params.digests
    .filter(({ chat, heads }) => {
      const room = tracker.rooms.get(chat)
      return room?.log.digest(connection.kid).heads !== heads
    })
    .map(({ chat }) => chat)
  return { result: { different } }
}
