import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** A thing in a folder, as somebody who chooses a path sees it; a link is what it leads to. */
export interface FolderEntry {
  readonly name: string
  readonly isFolder: boolean
}

/** Files and folders in `folder`; none when it cannot be read. */
export async function listFolder(folder: string): Promise<readonly FolderEntry[]> {
  const found = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const entries = found.slice(0, ENTRIES_MAX).map(async (entry) => {
    const { name } = entry
    if (!entry.isSymbolicLink()) {
      const isFolder = entry.isDirectory()
      return isFolder || entry.isFile() ? [{ name, isFolder }] : []
    }
    const target = await stat(join(folder, name)).catch(() => undefined)
    return target === undefined ? [] : [{ name, isFolder: target.isDirectory() }]
  })
  return (await Promise.all(entries)).flat()
}

/** Nobody chooses among more. */
const ENTRIES_MAX = 20_000
