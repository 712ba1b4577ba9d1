import { dirname } from 'node:path'
import { setAside, type OnDamaged } from '../disk/damaged.ts'
import type { Disk } from '../disk/disk.ts'
import { withDiskErrors } from '../disk/disk-error.ts'
import { openAppendLog } from '../log/append-log.ts'
import { HEADER_BYTES_MAX, LINE_FEED, parseLogHeader, sealedLines } from '../log/log-lines.ts'
import { scanLines } from '../log/scan-lines.ts'
import type { IndexFile } from './index-file.ts'

const LABEL = 'history'
const BATCH_BYTES = 1024 * 1024

/**
 * Puts what can be read of a damaged history in its place, and the damaged file beside it for whoever may know more. A crash
 * in between leaves one of the two under the name, or the new one to be put there by `finishMending`.
 */
export async function mendHistory(
  options: {
    readonly path: string
    readonly key: Buffer
    readonly disk: Disk
    readonly onDamaged: OnDamaged
  },
  index: IndexFile,
  logId: string,
): Promise<void> {
  const { path, disk, onDamaged } = options
  await withDiskErrors(path, async () => {
    await disk.remove(mendedPath(path))
    await copyReadable(options, logId)
    const aside = await setAside(disk, path)
    await finishMending(disk, path)
    await index.remove()
    onDamaged({ path: aside, reason: 'some records cannot be read' })
  })
}

/** Takes up a mending that was cut short after the damaged file had been set aside. */
export async function finishMending(disk: Disk, path: string): Promise<void> {
  const mended = mendedPath(path)
  await withDiskErrors(path, async () => {
    if ((await disk.modifiedAt(mended)) === undefined) return
    // Beside a history that is still there it may be incomplete.
    if ((await disk.modifiedAt(path)) !== undefined) await disk.remove(mended)
    else await disk.rename(mended, path)
    await disk.syncFolder(dirname(path))
  })
}

/** Whether a file does not begin as a history does. */
export async function hasLostItsHead(disk: Disk, path: string): Promise<boolean> {
  return await withDiskErrors(path, async () => {
    const file = await disk.open(path, { create: false })
    if (file === undefined) return false
    try {
      const start = await file.read(0, HEADER_BYTES_MAX)
      const feed = start.indexOf(LINE_FEED)
      return parseLogHeader(start.subarray(0, feed === -1 ? start.length : feed)) === undefined
    } finally {
      await file.close()
    }
  })
}

function mendedPath(path: string): string {
  return `${path}.mended`
}

async function copyReadable(
  { path, key, disk }: { readonly path: string; readonly key: Buffer; readonly disk: Disk },
  logId: string,
): Promise<void> {
  const seal = { key, label: LABEL }
  const codec = sealedLines(seal, logId)
  const source = await disk.open(path, { create: false })
  if (source === undefined) return
  const target = await openAppendLog({ path: mendedPath(path), seal, disk })
  try {
    let batch: Buffer[] = []
    let batchBytes = 0
    let writing: Promise<unknown> = Promise.resolve()
    const size = await source.size()
    const write = (): void => {
      const full = batch
      batch = []
      batchBytes = 0
      writing = writing.then(() => target.append(full))
    }
    const read = async (position: number, length: number): Promise<Buffer> => {
      await writing
      return await source.read(position, length)
    }
    await scanLines(read, 0, size, (line) => {
      const record = codec.decode(line, 0)
      if (record === undefined) return
      batch.push(record.bytes)
      batchBytes += record.bytes.length
      if (batchBytes > BATCH_BYTES) write()
    })
    write()
    await writing
  } finally {
    await target.close()
    await source.close()
  }
}
