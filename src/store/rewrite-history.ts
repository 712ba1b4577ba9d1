import { dirname } from 'node:path'
import { withDiskErrors } from './disk/disk-error.ts'
import type { Disk } from './disk/disk.ts'
import { openHistory, type HistoryOptions } from './history-file.ts'
import type { History, HistoryRecord } from './history.ts'
import { indexPath } from './history/indexed-log.ts'

const RECORDS_PER_STEP = 512

/**
 * Leaves out of a history that is not open what `isKept` does not want: for messages that are taken back before anybody got them.
 * After a crash it is the old or the new one, whole. Throws ChatError for the disk.
 */
export async function rewriteHistory(
  options: HistoryOptions & { readonly disk: Disk },
  isKept: (record: HistoryRecord) => boolean,
): Promise<void> {
  const { path, disk } = options
  const beside = `${path}.rewritten`
  await withDiskErrors(path, async () => {
    await disk.remove(beside)
    await disk.remove(indexPath(beside))
  })
  const from = await openHistory(options)
  try {
    const to = await openHistory({ ...options, path: beside })
    try {
      await copy(from, to, isKept)
    } finally {
      await to.close()
    }
  } finally {
    await from.close()
  }
  await withDiskErrors(path, async () => {
    // An index that does not belong to its history would be thrown away anyhow.
    await disk.remove(indexPath(path))
    await disk.rename(beside, path)
    await disk.remove(indexPath(beside))
    await disk.syncFolder(dirname(path))
  })
}

async function copy(
  from: History,
  to: History,
  isKept: (record: HistoryRecord) => boolean,
): Promise<void> {
  // Also those that are not listed; what is there already is not written twice.
  await to.append(await from.controls())
  for (let at = 0; at < from.count; at += RECORDS_PER_STEP) {
    await to.append((await from.slice(at, at + RECORDS_PER_STEP)).filter(isKept))
  }
}
