import * as v from 'valibot'
import type { OnDamaged } from '../disk/damaged.ts'
import type { Disk } from '../disk/disk.ts'
import { openDocument, type Document } from './document.ts'
import type { DocumentSchema } from './document-adapter.ts'
import { openRecordLog } from '../log/record-log.ts'

/**
 * Values by key, of which each is saved at the cost of itself: it goes into a journal at once, and from there into the document of
 * all values after a while.
 */
export interface Table<T> {
  get(key: string): T | undefined
  values(): Iterable<T>
  readonly size: number
  /** Resolves when the value is durable; when it rejects, the value in memory is the one before. */
  put(value: T): Promise<void>
  close(): Promise<void>
}

export interface TableOptions<T> {
  /** The document; its journal stands beside it. */
  readonly path: string
  readonly schema: DocumentSchema<T>
  readonly keyOf: (value: T) => string
  readonly disk?: Disk | undefined
  readonly onDamaged?: OnDamaged | undefined
}

export async function openTable<T extends object>(options: TableOptions<T>): Promise<Table<T>> {
  const { path, schema, keyOf, disk, onDamaged } = options
  const document: Document<{ values: T[] }> = await openDocument({
    path,
    schema: v.strictObject({ values: v.array(schema) }),
    fallback: { values: [] },
    disk,
    onDamaged,
  })
  const values = new Map(document.get().values.map((value) => [keyOf(value), value]))
  const journal = await openRecordLog({
    path: `${path}.journal`,
    schema,
    disk,
    onDamaged,
    onRecord: (value) => values.set(keyOf(value), value),
  })
  /** Put since the document was last written. */
  let recent = new Map<string, T>()
  /** On their way into the journal: no values of the table yet, and not to be lost when the journal is written anew. */
  const arriving = new Set<{ readonly value: T; readonly done: Promise<void> }>()
  let timer: NodeJS.Timeout | undefined
  let settling: Promise<void> = Promise.resolve()
  let waitMs = SETTLE_MS

  function settleSoon(): void {
    timer ??= setTimeout(() => {
      // A disk that fails leaves everything in the journal.
      settling = settle().catch(() => undefined)
    }, waitMs).unref()
  }

  async function settle(): Promise<void> {
    const startedAt = performance.now()
    recent = new Map()
    try {
      await document.update(() => ({ values: [...values.values()] }))
      await journal.replace(() => [...recent.values(), ...[...arriving].map((put) => put.value)])
    } finally {
      timer = undefined
    }
    // However many values there are: writing them all stays a small part of the work.
    waitMs = Math.max(SETTLE_MS, (performance.now() - startedAt) * SETTLE_SHARE)
    if (recent.size > 0) settleSoon()
  }

  if (journal.size > 0) settleSoon()
  return {
    get: (key) => values.get(key),
    values: () => values.values(),
    get size() {
      return values.size
    },
    async put(value) {
      const key = keyOf(value)
      const arrival = { value, done: journal.append([value]) }
      arriving.add(arrival)
      try {
        await arrival.done
        values.set(key, value)
        recent.set(key, value)
      } finally {
        arriving.delete(arrival)
      }
      settleSoon()
    },
    async close() {
      await Promise.allSettled([...arriving].map(({ done }) => done))
      clearTimeout(timer)
      await settling
      if (journal.size > 0) await settle()
      await journal.close()
      await document.close()
    },
  }
}

const SETTLE_MS = 1_000
const SETTLE_SHARE = 20
