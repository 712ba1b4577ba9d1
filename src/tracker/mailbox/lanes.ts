import type { EntryId, Kid } from '../../protocol/ids.ts'
import type { Place, StoredMessage } from '../../store/tracker/lane-logs.ts'

/** A message that is on disk, and where. */
export interface Slot {
  readonly seq: number
  readonly epoch: EntryId
  /** When it came, in milliseconds. */
  readonly at: number
  readonly isSigned: boolean
  /** Of the entry itself. */
  readonly bytes: number
  readonly place: Place
}

/** The messages of one chat that wait here, for each author a row without gaps. Knows no disk. */
export interface Lanes {
  readonly bytes: number
  /** What their lines take on disk. */
  readonly lineBytes: number
  authors(): Iterable<Kid>
  /** Number of the last message. */
  end(author: Kid): number | undefined
  /** Messages of an author from `from` on. */
  usage(author: Kid, from: number): { readonly count: number; readonly bytes: number }
  /** The next message of an author; one that leaves a gap begins his row anew. */
  add(author: Kid, slot: Slot): void
  /** Gives up the first messages of an author for which `isDone` holds; his last one always stays. His first one from then on. */
  giveUp(author: Kid, isDone: (slot: Slot) => boolean): number | undefined
  /** Messages from `from` to `to` up to `maxBytes`, but whole runs: without its signature none proves anything. */
  find(author: Kid, from: number, to: number, maxBytes: number): readonly Slot[]
  /** Everything, with a way to put each somewhere else. */
  all(): readonly Slot[]
  /** Puts the slots of `all` at these places; what has none is lost, and what its author wrote before it. */
  move(places: readonly (Place | undefined)[]): void
}

/** More in one reply would not be taken. */
const SLOTS_PER_REPLY = 3_000

export function createLanes(): Lanes {
  const rows = new Map<Kid, Slot[]>()
  let bytes = 0
  let lineBytes = 0

  function count(slots: readonly Slot[], sign: 1 | -1): void {
    for (const slot of slots) {
      bytes += sign * slot.bytes
      lineBytes += sign * slot.place.length
    }
  }

  return {
    get bytes() {
      return bytes
    },
    get lineBytes() {
      return lineBytes
    },
    authors: () => rows.keys(),
    end: (author) => rows.get(author)?.at(-1)?.seq,
    usage(author, from) {
      const row = rows.get(author) ?? []
      const slots = row.slice(Math.max(0, from - (row[0]?.seq ?? 0)))
      return { count: slots.length, bytes: slots.reduce((sum, slot) => sum + slot.bytes, 0) }
    },
    add(author, slot) {
      const row = rows.get(author) ?? []
      const last = row.at(-1)
      if (last !== undefined && slot.seq !== last.seq + 1) count(row.splice(0), -1)
      row.push(slot)
      rows.set(author, row)
      count([slot], 1)
    },
    giveUp(author, isDone) {
      const row = rows.get(author) ?? []
      const first = row.findIndex((slot) => !isDone(slot))
      const done = first === -1 ? row.length - 1 : Math.min(first, row.length - 1)
      if (done > 0) count(row.splice(0, done), -1)
      return row[0]?.seq
    },
    find(author, from, to, maxBytes) {
      const row = rows.get(author) ?? []
      const start = Math.max(0, from - (row[0]?.seq ?? 0))
      const found: Slot[] = []
      let size = 0
      for (let at = start; at < row.length; at++) {
        const slot = row[at]
        if (slot === undefined) break
        const isWanted = slot.seq <= to && size < maxBytes && found.length < SLOTS_PER_REPLY
        if (!isWanted && found.at(-1)?.isSigned !== false) break
        found.push(slot)
        size += slot.bytes
      }
      return found
    },
    all: () => [...rows.values()].flat(),
    move(places) {
      let at = 0
      bytes = 0
      lineBytes = 0
      for (const [author, row] of rows) {
        const moved = row.map((slot) => ({ slot, place: places[at++] }))
        const lost = moved.findLastIndex(({ place }) => place === undefined)
        const kept = moved
          .slice(lost + 1)
          .flatMap(({ slot, place }) => (place === undefined ? [] : [{ ...slot, place }]))
        if (kept.length === 0) rows.delete(author)
        else rows.set(author, kept)
        count(kept, 1)
      }
    },
  }
}

/**
 * What of a log counts after a start: what began an author's row anew, what came twice, what damage tore out and the start of a run
 * whose signature was never written are told apart from the rest.
 */
export function liveMessages(stored: readonly StoredMessage[]): readonly StoredMessage[] {
  const rows = new Map<Kid, StoredMessage[]>()
  for (const message of stored) {
    const { author, seq, prev } = message.header
    const row = rows.get(author) ?? []
    const last = row.at(-1)
    if (last !== undefined && seq <= last.header.seq) continue
    if (last !== undefined && prev !== last.id) row.length = 0
    row.push(message)
    rows.set(author, row)
  }
  return [...rows.values()].flatMap((row) => row.slice(0, 1 + row.findLastIndex(isSigned)))
}

function isSigned(message: StoredMessage): boolean {
  return message.isSigned
}
