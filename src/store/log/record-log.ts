import * as v from 'valibot'
import { openAppendLog, type AppendLog } from './append-log.ts'
import { damagedFile, type OnDamaged } from '../disk/damaged.ts'
import type { Disk } from '../disk/disk.ts'
import type { DocumentSchema } from '../documents/document-adapter.ts'
import type { LogSeal } from './log-lines.ts'

/** An append log whose records are JSON of one schema. */
export interface RecordLog<T> {
  append(records: readonly T[]): Promise<void>
  /** Puts only these records in place of all; asked for when all earlier appends are done. */
  replace(records: () => readonly T[]): Promise<void>
  /** Bytes on disk. */
  readonly size: number
  close(): Promise<void>
}

/** Opens the log and gives the records that are in it, in order. */
export async function openRecordLog<T>(options: {
  readonly path: string
  readonly schema: DocumentSchema<T>
  readonly seal?: LogSeal | undefined
  readonly disk?: Disk | undefined
  readonly onDamaged?: OnDamaged | undefined
  readonly onRecord: (record: T) => void
}): Promise<RecordLog<T>> {
  const { path, schema, seal, disk, onDamaged, onRecord } = options
  const log: AppendLog = await openAppendLog({
    path,
    seal,
    disk,
    onDamaged,
    onRecord(bytes) {
      const parsed = v.safeParse(schema, JSON.parse(bytes.toString('utf8')))
      if (parsed.success) onRecord(parsed.output)
      else if (onDamaged === undefined) throw damagedFile(path, 'not the expected record')
      else onDamaged({ path, reason: 'not the expected record' })
    },
  })
  return {
    get size() {
      return log.end.offset
    },
    async append(records) {
      if (records.length > 0) await log.append(records.map(toBytes))
    },
    replace: (records) => log.replace(() => records().map(toBytes)),
    close: () => log.close(),
  }
}

function toBytes(record: unknown): Buffer {
  return Buffer.from(JSON.stringify(record), 'utf8')
}
