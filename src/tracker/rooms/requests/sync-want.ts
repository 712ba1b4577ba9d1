import { encodeEntries, type RawEntry } from '../../../protocol/entry.ts'
import { ENTRIES_PER_BATCH } from '../../../protocol/limits.ts'
import { ChatError } from '../../../shared/errors.ts'
import type { TrackerHandler } from '../../tracker-context.ts'

/** Control entries that the asker lacks, parents first. There are no messages here yet. */
export const syncWant: TrackerHandler<'sync.want'> = async ({ params }, tracker) => {
  const room = tracker.rooms.get(params.chat)
  if (room === undefined) throw new ChatError('UNKNOWN_ROOM')
  const all = params.have === null ? [] : room.log.controlsAfter(params.have)
  const entries = takeUpTo(all, params.maxBytes)
  return { result: { more: entries.length < all.length }, body: encodeEntries(entries) }
}

/** At least one, so that asking again makes progress. */
function takeUpTo(entries: readonly RawEntry[], maxBytes: number): readonly RawEntry[] {
  let bytes = 0
  const end = entries.findIndex((entry, index) => {
    bytes += entry.header.length + entry.body.length + (entry.signature?.length ?? 0)
    return index > 0 && (bytes > maxBytes || index >= ENTRIES_PER_BATCH)
  })
  return end === -1 ? entries : entries.slice(0, end)
}
