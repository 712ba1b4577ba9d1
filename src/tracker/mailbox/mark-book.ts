import type { Kid } from '../../protocol/ids.ts'
import { BATCH_BYTES } from '../../protocol/limits.ts'
import type { Mark } from '../../protocol/mark.ts'
import { compareText } from '../../shared/bytes.ts'
import { ChatError } from '../../shared/errors.ts'
import { markLineBytes } from '../../store/tracker/lane-logs.ts'
import { QUOTA_RETRY_MS } from './mailbox-limits.ts'

/** Marks of one member in one chat; beyond, he says everything in one. */
const MARKS_KEPT = 16
const MARK_BYTES_KEPT = 256 * 1024

/** The marks of one chat, and what they say. Knows no disk; the signatures were verified before. */
export interface MarkBook {
  readonly bytes: number
  /** How far `by` has the messages of `author`; 0 for nothing. */
  level(by: Kid, author: Kid): number
  /** How far anybody has them. */
  highest(author: Kid): number
  /** False when it says nothing new. Throws QUOTA when there are too many that it does not replace. */
  put(mark: Mark): boolean
  /** Marks that tell of `author`'s messages, by members behind `after`; `next` is where more begin. */
  about(
    author: Kid,
    after: Kid | null,
  ): { readonly marks: readonly Mark[]; readonly next: Kid | null }
  all(): readonly Mark[]
}

type Levels = Map<Kid, number>

export function createMarkBook(): MarkBook {
  const kept = new Map<Kid, readonly Mark[]>()
  const levels = new Map<Kid, Levels>()
  const highest: Levels = new Map()
  let bytes = 0

  function isNews(mark: Mark): boolean {
    const old = kept.get(mark.by) ?? []
    if (old.some((one) => one.sig === mark.sig || covers(one, mark))) return false
    return mark.read !== null || !isWithin(mark, levels.get(mark.by) ?? new Map())
  }

  function note({ by, held }: Mark): void {
    const own = levels.get(by) ?? new Map<Kid, number>()
    levels.set(by, own)
    for (const { author, seq } of held) {
      own.set(author, Math.max(seq, own.get(author) ?? 0))
      highest.set(author, Math.max(seq, highest.get(author) ?? 0))
    }
  }

  /** What stays beside `mark`: when there are too many, what he has read counts less than what he has. */
  function keepWith(mark: Mark): readonly Mark[] {
    const old = kept.get(mark.by) ?? []
    const told = levelsOf(mark)
    const others = old.filter((one) => !covers(mark, one))
    if (fits([...others, mark])) return others
    const fewer = others.filter((one) => !isWithin(one, told))
    if (fits([...fewer, mark])) return fewer
    throw new ChatError('QUOTA', { retryAfterMs: QUOTA_RETRY_MS.author })
  }

  return {
    get bytes() {
      return bytes
    },
    level: (by, author) => levels.get(by)?.get(author) ?? 0,
    highest: (author) => highest.get(author) ?? 0,
    put(mark) {
      if (!isNews(mark)) return false
      const marks = [...keepWith(mark), mark]
      bytes += sizeOf(marks) - sizeOf(kept.get(mark.by) ?? [])
      kept.set(mark.by, marks)
      note(mark)
      return true
    },
    about(author, after) {
      const found: Mark[] = []
      let size = 0
      let last: Kid | null = null
      for (const by of [...kept.keys()].sort(compareText)) {
        if (after !== null && by <= after) continue
        if (size > BATCH_BYTES) return { marks: found, next: last }
        const marks = (kept.get(by) ?? []).filter((mark) => levelsOf(mark).has(author))
        found.push(...marks)
        size += sizeOf(marks)
        last = by
      }
      return { marks: found, next: null }
    },
    all: () => [...kept.values()].flat(),
  }
}

/**
 * Whether `newer` says all that `older` says. When both tell the same of what is held, nobody knows which of them was read later: a
 * replayed one must not take the other's place.
 */
function covers(newer: Mark, older: Mark): boolean {
  if (!isWithin(older, levelsOf(newer))) return false
  return older.read === null || (newer.read !== null && !isWithin(newer, levelsOf(older)))
}

/** Whether `levels` say all that `mark` says of what is held. */
function isWithin({ held }: Mark, levels: ReadonlyMap<Kid, number>): boolean {
  return held.every(({ author, seq }) => (levels.get(author) ?? 0) >= seq)
}

function levelsOf({ held }: Mark): ReadonlyMap<Kid, number> {
  return new Map(held.map(({ author, seq }) => [author, seq]))
}

function fits(marks: readonly Mark[]): boolean {
  return marks.length <= MARKS_KEPT && sizeOf(marks) <= MARK_BYTES_KEPT
}

function sizeOf(marks: readonly Mark[]): number {
  return marks.reduce((sum, mark) => sum + markLineBytes(mark), 0)
}
