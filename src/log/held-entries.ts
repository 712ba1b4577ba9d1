import { HELD_BYTES, HELD_PER_MISSING } from '../protocol/limits.ts'
import type { EntryId } from '../protocol/ids.ts'
import type { AcceptedEntry } from './chat-log.ts'

/** Entries that came before what they build on, within bounds; the oldest give way. */
export interface HeldEntries {
  get(id: EntryId): AcceptedEntry | undefined
  /** Holds `entry`, until `missing` comes when it is given; false when too many wait for that already. */
  hold(entry: AcceptedEntry, missing?: EntryId): boolean
  /** Takes out what waited for `id`. */
  take(id: EntryId): readonly AcceptedEntry[]
  drop(id: EntryId): void
  /** Drops the oldest beyond the bound and returns them. */
  trim(): readonly AcceptedEntry[]
}

export function createHeldEntries(): HeldEntries {
  const held = new Map<EntryId, { readonly entry: AcceptedEntry; readonly missing?: EntryId }>()
  const waiting = new Map<EntryId, Set<EntryId>>()
  let bytes = 0

  function drop(id: EntryId): void {
    const found = held.get(id)
    if (found === undefined) return
    held.delete(id)
    bytes -= sizeOfEntry(found.entry)
    if (found.missing === undefined) return
    const others = waiting.get(found.missing)
    others?.delete(id)
    if (others?.size === 0) waiting.delete(found.missing)
  }

  return {
    get: (id) => held.get(id)?.entry,
    hold(entry, missing) {
      drop(entry.id)
      if (missing !== undefined) {
        const others = waiting.get(missing) ?? new Set()
        if (others.size >= HELD_PER_MISSING) return false
        waiting.set(missing, others.add(entry.id))
      }
      held.set(entry.id, missing === undefined ? { entry } : { entry, missing })
      bytes += sizeOfEntry(entry)
      return true
    },
    take(id) {
      const entries = [...(waiting.get(id) ?? [])].flatMap((other) => held.get(other)?.entry ?? [])
      for (const entry of entries) drop(entry.id)
      return entries
    },
    drop,
    trim() {
      const dropped: AcceptedEntry[] = []
      for (const { entry } of held.values()) {
        if (bytes <= HELD_BYTES) break
        drop(entry.id)
        dropped.push(entry)
      }
      return dropped
    },
  }
}

export function sizeOfEntry({ raw }: AcceptedEntry): number {
  return raw.header.length + raw.body.length + (raw.signature?.length ?? 0)
}
