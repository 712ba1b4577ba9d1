import type { AppendLog } from '../log/append-log.ts'
import type { HistoryRecord } from '../history.ts'
import { decodeRecord } from './record-codec.ts'
import type { RowTable } from './row-table.ts'

const RECENT_RECORDS = 256
/** Larger ones are read again: the cache is for what a screen shows over and over. */
const RECENT_RECORD_BYTES = 4_096

export interface RecordReader {
  /** Records of rows, in their order; one that is damaged is left out and told of. */
  read(rows: readonly number[]): Promise<readonly HistoryRecord[]>
  /** The same at once. */
  readNow(row: number): HistoryRecord | undefined
  /** Another record stands for this row now. */
  forget(row: number): void
}

export function createRecordReader(options: {
  readonly log: AppendLog
  readonly table: RowTable
  readonly onUnreadable: () => void
}): RecordReader {
  const { log, table, onUnreadable } = options
  const recent = new Map<number, HistoryRecord>()

  function recall(row: number): HistoryRecord | undefined {
    const record = recent.get(row)
    if (record === undefined) return undefined
    recent.delete(row)
    recent.set(row, record)
    return record
  }

  function remember(row: number, record: HistoryRecord): void {
    if (record.raw.body.length + record.raw.header.length > RECENT_RECORD_BYTES) return
    recent.set(row, record)
    if (recent.size <= RECENT_RECORDS) return
    for (const oldest of recent.keys()) {
      recent.delete(oldest)
      return
    }
  }

  /** The bytes opened under our seal; what the index said of them must be true as well. */
  function check(row: number, bytes: Buffer | undefined): HistoryRecord | undefined {
    const record = bytes === undefined ? undefined : decodeRecord(bytes)
    if (record !== undefined && table.isRow(row, record)) return record
    onUnreadable()
    return undefined
  }

  return {
    async read(rows) {
      const known = new Map<number, HistoryRecord | undefined>()
      const wanted: number[] = []
      for (const row of rows) {
        const record = recall(row)
        if (record === undefined) wanted.push(row)
        else known.set(row, record)
      }
      const places = wanted.map((row) => table.place(row))
      const found = await log.read(places)
      for (const [index, row] of wanted.entries()) {
        const record = check(row, found[index]?.bytes)
        known.set(row, record)
        // Meanwhile the row may have got another record.
        if (record !== undefined && table.place(row).offset === places[index]?.offset) {
          remember(row, record)
        }
      }
      return rows.map((row) => known.get(row)).filter((record) => record !== undefined)
    },
    readNow: (row) => recall(row) ?? check(row, log.readNow(table.place(row))?.bytes),
    forget: (row) => void recent.delete(row),
  }
}
