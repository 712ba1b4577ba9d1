import type { Disk } from '../disk/disk.ts'
import type { OnDamaged } from '../disk/damaged.ts'
import { openAppendLog, type AppendLog, type LogEnd } from '../log/append-log.ts'
import { rowOf } from './record-codec.ts'
import { RowTable } from './row-table.ts'
import type { Row } from './row.ts'
import { SideIndex } from './side-index.ts'

const ROWS_PER_STEP = 1_024

/** A history's log with its index in memory and beside it on disk. */
export interface IndexedLog {
  readonly log: AppendLog
  readonly table: RowTable
  readonly index: SideIndex
}

export async function openIndexedLog(options: {
  readonly path: string
  readonly key: Buffer
  readonly disk: Disk
  readonly onDamaged?: OnDamaged | undefined
}): Promise<IndexedLog> {
  const { path, key, disk, onDamaged } = options
  let table = new RowTable()
  let index: SideIndex | undefined
  let found: Row[] = []

  function take(): void {
    index?.take(found.filter(isIn(table.add(found))))
    found = []
  }

  /** What the index covers need not be read; an index that does not fit this log is begun anew. */
  async function resume(id: string, size: number): Promise<LogEnd | undefined> {
    index = new SideIndex({ path: indexPath(path), key, logId: id, disk })
    const covered = await loadIndex(index, table)
    if (covered !== undefined && covered.offset <= size) return covered
    table = new RowTable()
    await index.clear()
    return undefined
  }

  const opening = openAppendLog({
    path,
    seal: { key, label: 'history' },
    disk,
    onDamaged,
    resume,
    onRecord(bytes, place) {
      const row = rowOf(bytes, place)
      if (row === undefined) return
      found.push(row)
      if (found.length === ROWS_PER_STEP) take()
    },
  })
  const log = await opening.catch(async (error: unknown) => {
    await index?.close()
    throw error
  })
  take()
  index ??= new SideIndex({ path: indexPath(path), key, logId: log.id, disk })
  if (!isLastRowTrue(log, table)) {
    // The index speaks of another state of this file, such as one that was restored from a copy.
    await index.clear()
    await index.close()
    await log.close()
    return await openIndexedLog(options)
  }
  index.flushSome(log.end)
  return { log, table, index }
}

function isLastRowTrue(log: AppendLog, table: RowTable): boolean {
  if (table.size === 0) return true
  const record = log.readNow(table.place(table.size - 1))
  const row = record === undefined ? undefined : rowOf(record.bytes, NOWHERE)
  return row !== undefined && table.isRow(table.size - 1, row)
}

const NOWHERE = { offset: 0, length: 0 }

export function indexPath(path: string): string {
  return `${path}.idx`
}

/** Keeps the elements whose place in `wanted` says true. */
export function isIn(wanted: readonly boolean[]): (element: unknown, at: number) => boolean {
  return (_, at) => wanted[at] === true
}

async function loadIndex(index: SideIndex, table: RowTable): Promise<LogEnd | undefined> {
  try {
    return await index.load((rows) => void table.add(rows))
  } catch {
    return undefined
  }
}
