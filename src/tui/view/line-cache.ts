import type { LogItem } from '../../peer/state.ts'
import { messageLines } from './message-lines.ts'
import type { LogFormat } from './message-lines.ts'
import type { Line } from './line.ts'

/** Wrapping costs far more than looking up, so the rows of recently shown items are kept. */
export interface LineCache {
  /** `format` has to be the same object for as long as it says the same. */
  linesOf(item: LogItem, format: LogFormat): readonly Line[]
}

export function createLineCache(limit = ITEMS_MAX): LineCache {
  const entries = new Map<LogItem, { format: LogFormat; lines: readonly Line[] }>()
  return {
    linesOf(item, format) {
      const known = entries.get(item)
      if (known !== undefined) {
        entries.delete(item)
        entries.set(item, known)
        if (known.format === format) return known.lines
      }
      const lines = messageLines(item, format)
      entries.set(item, { format, lines })
      if (entries.size > limit) {
        const [oldest] = entries.keys()
        if (oldest !== undefined) entries.delete(oldest)
      }
      return lines
    },
  }
}

const ITEMS_MAX = 1_000
