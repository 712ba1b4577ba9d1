import { encodeEntries, type RawEntry } from '../../../protocol/entry.ts'
import { BATCH_BYTES, ENTRIES_PER_BATCH } from '../../../protocol/limits.ts'
import type { Want } from '../../../protocol/sync.ts'
import { ChatError } from '../../../shared/errors.ts'
import { chatFor, isMember } from '../../mailbox/chat-for.ts'
import type { TrackerHandler } from '../../tracker-context.ts'
import type { Room } from '../room.ts'

/** Beside a run that is read to its end, this still fits one frame. */
const REPLY_BYTES = 2 * BATCH_BYTES

/** Control entries that the asker lacks, parents first; then, for members, messages. */
export const syncWant: TrackerHandler<'sync.want'> = async ({ params, connection }, tracker) => {
  const room = chatFor(tracker, params.chat, connection.kid)
  if (room === undefined) throw new ChatError('UNKNOWN_ROOM')
  const all = params.have === null ? [] : room.log.controlsAfter(params.have)
  const maxBytes = Math.min(params.maxBytes, REPLY_BYTES)
  const controls = takeUpTo(all, maxBytes)
  if (controls.length < all.length || !isMember(room, connection.kid)) {
    return { result: { more: controls.length < all.length }, body: encodeEntries(controls) }
  }
  const { entries, more } = await readMessages(room, params, controls, maxBytes)
  return { result: { more }, body: encodeEntries(entries) }
}

async function readMessages(
  room: Room,
  want: Want,
  controls: readonly RawEntry[],
  maxBytes: number,
): Promise<{ readonly entries: readonly RawEntry[]; readonly more: boolean }> {
  const before = [...controls, ...room.log.proofs(want)].slice(0, ENTRIES_PER_BATCH)
  const left = maxBytes - before.reduce((sum, entry) => sum + sizeOf(entry), 0)
  if (want.ranges.length === 0) return { entries: before, more: false }
  if (before.length > 0 && left <= 0) return { entries: before, more: true }
  const { entries, more } = await room.alone((box) => box.read(want.ranges, Math.max(1, left)))
  const fitting = ENTRIES_PER_BATCH - before.length
  if (entries.length > fitting) return { entries: before, more: true }
  return { entries: [...before, ...entries], more }
}

/** At least one, so that asking again makes progress. */
function takeUpTo(entries: readonly RawEntry[], maxBytes: number): readonly RawEntry[] {
  let bytes = 0
  const end = entries.findIndex((entry, index) => {
    bytes += sizeOf(entry)
    return index > 0 && (bytes > maxBytes || index >= ENTRIES_PER_BATCH)
  })
  return end === -1 ? entries : entries.slice(0, end)
}

function sizeOf(entry: RawEntry): number {
  return entry.header.length + entry.body.length + (entry.signature?.length ?? 0)
}
