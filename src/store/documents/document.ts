import { dirname } from 'node:path'
import { Low } from 'lowdb'
import { ChatError, isChatError } from '../../shared/errors.ts'
import { createRetry } from '../../shared/retry.ts'
import { setAside, type OnDamaged } from '../disk/damaged.ts'
import type { Disk } from '../disk/disk.ts'
import { withDiskErrors } from '../disk/disk-error.ts'
import { nodeDisk } from '../disk/node-disk.ts'
import { DocumentAdapter, type DocumentSchema, type DocumentSeal } from './document-adapter.ts'

/** One JSON document: the value in memory, and its copy on disk that follows it. */
export interface Document<T> {
  get(): T
  /**
   * Replaces the value at once; resolves when it is on disk. Updates that wait meanwhile share one write. When the write fails the
   * value stays changed and is tried again, ever more rarely, and with the next update or `close`.
   */
  update(change: (value: T) => T): Promise<void>
  /** Like `update` for what may be lost in a crash: on disk within a second, or with the next update or `close`. */
  updateSoon(change: (value: T) => T): void
  /** Waits for what is being written; tries again what could not be. Later updates are refused with CANCELLED. */
  close(): Promise<void>
}

export interface DocumentOptions<T> {
  readonly path: string
  readonly schema: DocumentSchema<T>
  /** The value while there is no document; not written until the first update. */
  readonly fallback: T
  readonly seal?: DocumentSeal | undefined
  readonly disk?: Disk | undefined
  /** Where its successor is written, when several programs write the document: each beside it under a name of its own. */
  readonly beside?: string
  /**
   * With it a damaged document is set aside as `<name>.damaged-<time>`, told of and replaced by `fallback`; without it opening throws
   * PROFILE_DAMAGED and the file stays where it is, so that the next start does not take it for missing.
   */
  readonly onDamaged?: OnDamaged | undefined
}

export async function openDocument<T extends object>(
  options: DocumentOptions<T>,
): Promise<Document<T>> {
  const { path, schema, fallback, seal, disk = nodeDisk, beside, onDamaged } = options
  await withDiskErrors(path, () => disk.makeFolder(dirname(path)))
  const low = new Low(new DocumentAdapter({ path, schema, seal, disk, beside }), fallback)
  try {
    await low.read()
  } catch (error) {
    if (onDamaged === undefined || !isChatError(error, 'PROFILE_DAMAGED')) throw error
    const aside = await withDiskErrors(path, () => setAside(disk, path))
    onDamaged({ path: aside, reason: 'not the expected document' })
  }
  return documentOf(low)
}

const SOON_MS = 1_000

function documentOf<T extends object>(low: Low<T>): Document<T> {
  let last: Promise<void> = Promise.resolve()
  let next: Promise<void> | undefined
  let isDirty = false
  let timer: NodeJS.Timeout | undefined
  let isClosed = false
  const retry = createRetry(async () => {
    if (isDirty) await save()
  })

  function save(): Promise<void> {
    if (next === undefined) {
      next = last.then(write, write)
      last = next
    }
    return next
  }

  async function write(): Promise<void> {
    next = undefined
    isDirty = false
    clearTimeout(timer)
    timer = undefined
    try {
      await low.write()
    } catch (error) {
      isDirty = true
      retry.soon()
      throw error
    }
  }

  return {
    get: () => low.data,
    async update(change) {
      if (isClosed) throw new ChatError('CANCELLED')
      const value = change(low.data)
      if (value === low.data && !isDirty && next === undefined) {
        await last
        return
      }
      low.data = value
      await save()
    },
    updateSoon(change) {
      if (isClosed) return
      const value = change(low.data)
      if (value === low.data) return
      low.data = value
      isDirty = true
      // A disk that fails keeps the value dirty: it is tried again.
      timer ??= setTimeout(() => void save().catch(() => undefined), SOON_MS).unref()
    },
    async close() {
      isClosed = true
      clearTimeout(timer)
      retry.stop()
      await last.catch(() => undefined)
      if (isDirty) await save()
    },
  }
}
