import type { Disk } from '../disk/disk.ts'
import type { OnDamaged } from '../disk/damaged.ts'
import { openAppendLog, type AppendLog, type LogEnd } from '../log/append-log.ts'
import { createIndexFile, type IndexFile } from './index-file.ts'
import { finishMending, hasLostItsHead, mendHistory } from './mend-history.ts'
import { rowOf } from './record-codec.ts'
import { RowTable } from './row-table.ts'
import type { Row } from './row.ts'

const ROWS_PER_STEP = 1_024
/** The index is written again when so many rows, or this part of all, are new. */
const SAVED_ROWS = 4_096
const SAVED_PART = 16

/** A history's log with its index in memory and beside it on disk. */
export interface IndexedLog {
  readonly log: AppendLog
  readonly table: RowTable
  /** Saves the index in the background when much is new; every record up to `end` must have its row. */
  saveSome(end: LogEnd): void
  /** The index is not believed at the next start: everything is read and what cannot be read set aside. */
  distrust(): void
  close(): Promise<void>
}

export interface IndexedLogOptions {
  readonly path: string
  readonly key: Buffer
  readonly disk: Disk
  readonly onDamaged?: OnDamaged | undefined
}

/** Opens a history; one that is damaged is set aside first and what can be read of it goes on under its name. */
export async function openIndexedLog(options: IndexedLogOptions): Promise<IndexedLog> {
  const { path, key, disk, onDamaged } = options
  const index = createIndexFile(indexPath(path), key, disk)
  await finishMending(disk, path)
  if (onDamaged !== undefined) await checkPresence(options, index, onDamaged)
  const opened = await openOnce(options, index)
  if (!opened.isHurt || onDamaged === undefined) return await indexedLogOf(opened, options, index)
  await opened.log.close()
  await mendHistory({ ...options, onDamaged }, index, opened.log.id)
  return await openIndexedLog(options)
}

export function indexPath(path: string): string {
  return `${path}.idx`
}

interface Opened {
  readonly log: AppendLog
  readonly table: RowTable
  /** What the index on disk covers. */
  readonly saved: LogEnd
  readonly isHurt: boolean
}

/** A history that is gone, or whose first line is, still has its index to tell of it. */
async function checkPresence(
  options: IndexedLogOptions,
  index: IndexFile,
  onDamaged: OnDamaged,
): Promise<void> {
  const { path, disk } = options
  const id = await index.logId().catch(() => undefined)
  if (id === undefined) return
  if ((await disk.modifiedAt(path)) === undefined) {
    await index.remove()
    onDamaged({ path, reason: 'missing' })
  } else if (await hasLostItsHead(disk, path)) {
    await mendHistory({ ...options, onDamaged }, index, id)
  }
}

async function openOnce(options: IndexedLogOptions, index: IndexFile): Promise<Opened> {
  const { path, key, disk, onDamaged } = options
  let table = new RowTable()
  let saved = START
  let isHurt = false
  let found: Row[] = []

  function take(): void {
    table.add(found)
    found = []
  }

  /** What stays where it is has to be mended; what was set aside is only told of. */
  function note(damage: Parameters<OnDamaged>[0]): void {
    if (damage.path === path) isHurt = true
    else onDamaged?.(damage)
  }

  async function resume(id: string, size: number): Promise<LogEnd | undefined> {
    const state = await index.load(id).catch(() => undefined)
    if (state === undefined) return undefined
    const { covered, modifiedAt } = state
    if (covered.offset > size) {
      onDamaged?.({ path, reason: 'the last records are missing' })
      return undefined
    }
    // Nobody but us writes here: a file of the same size that was written by others is read whole.
    const isTouched = covered.offset === size && (await disk.modifiedAt(path)) !== modifiedAt
    if (modifiedAt !== 0 && isTouched) return undefined
    table = state.table
    saved = covered
    return covered
  }

  const log = await openAppendLog({
    path,
    seal: { key, label: 'history' },
    disk,
    onDamaged: onDamaged && note,
    resume,
    onRecord(bytes, place) {
      const row = rowOf(bytes, place)
      if (row === undefined) return
      found.push(row)
      if (found.length === ROWS_PER_STEP) take()
    },
  })
  take()
  if (isLastRowTrue(log, table)) return { log, table, saved, isHurt }
  // The index speaks of another state of this file, such as one that was restored from a copy.
  await log.close()
  await index.remove()
  return await openOnce(options, index)
}

const START: LogEnd = { offset: 0, number: 0 }

async function indexedLogOf(
  opened: Opened,
  { path, disk }: IndexedLogOptions,
  index: IndexFile,
): Promise<IndexedLog> {
  const { log, table } = opened
  let { saved } = opened
  let savedRows = table.size
  let isTrusted = true
  let saving: Promise<void> | undefined

  /** A disk that fails leaves the index as it was, or none: it is never needed. */
  async function save(covered: LogEnd, isClosed: boolean): Promise<void> {
    savedRows = table.size
    try {
      const modifiedAt = isClosed ? ((await disk.modifiedAt(path)) ?? 0) : 0
      await index.save(log.id, { table, covered, modifiedAt })
      saved = covered
    } catch {
      // Tried again when more is new, or at the end.
    }
  }

  function saveSome(end: LogEnd): void {
    const fresh = table.size - savedRows
    if (saving !== undefined || fresh < Math.max(SAVED_ROWS, table.size / SAVED_PART)) return
    saving = save(end, false).finally(() => (saving = undefined))
  }

  if (log.end.offset > saved.offset) saveSome(log.end)
  return {
    log,
    table,
    saveSome,
    distrust() {
      isTrusted = false
    },
    async close() {
      const { end } = log
      await log.close()
      await saving
      // Unless the last calls failed, every durable record has its row by now.
      if (!isTrusted) await index.remove().catch(() => undefined)
      else if (log.end.offset === end.offset && end.offset > saved.offset) await save(end, true)
    },
  }
}

function isLastRowTrue(log: AppendLog, table: RowTable): boolean {
  if (table.size === 0) return true
  const record = log.readNow(table.place(table.size - 1))
  const row = record === undefined ? undefined : rowOf(record.bytes, NOWHERE)
  return row !== undefined && table.isRow(table.size - 1, row)
}

const NOWHERE = { offset: 0, length: 0 }
