import type { TransferState } from '../../peer/files.ts'
import type { LogItem } from '../../peer/state.ts'
import { messageLines } from './message-lines.ts'
import type { LogFormat } from './message-lines.ts'
import type { Line } from './line.ts'

/** Wrapping costs far more than looking up, so the rows of recently shown items are kept. */
export interface LineCache {
  /** `format` has to be the same object for as long as it says the same. */
  linesOf(item: LogItem, format: LogFormat, transfer?: TransferState): readonly Line[]
}

export function createLineCache(limit = ITEMS_MAX): LineCache {
  const entries = new Map<LogItem, Entry>()
  return {
    linesOf(item, format, transfer) {
      const known = entries.get(item)
      if (known !== undefined) {
        entries.delete(item)
        entries.set(item, known)
        if (known.format === format && known.transfer === transfer) return known.lines
      }
      const lines = messageLines(item, format, transfer)
      entries.set(item, { format, transfer, lines })
      if (entries.size > limit) {
        const [oldest] = entries.keys()
        if (oldest !== undefined) entries.delete(oldest)
      }
      return lines
    },
  }
}

interface Entry {
  readonly format: LogFormat
  readonly transfer: TransferState | undefined
  readonly lines: readonly Line[]
}

const ITEMS_MAX = 1_000
