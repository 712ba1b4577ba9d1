import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { withDiskErrors } from '../disk/disk-error.ts'

const ROOMS = 'room_chats'
const DMS = 'users-dm.chats'
const ENDING = '.json'

export interface OldHistory {
  readonly path: string
  /** `#room` or `@user`. */
  readonly name: string
}

/**
 * The histories at `path`: one file, or those in the folders `room_chats` and `users-dm.chats` of a folder of the earlier programs.
 * Their chats are named after their files, a DM after whoever is not `username`. Throws the disk's ChatErrors.
 */
export async function findOldHistories(
  path: string,
  username: string,
): Promise<readonly OldHistory[]> {
  return await withDiskErrors(path, async () => {
    if (!(await stat(path)).isDirectory()) return [{ path, name: nameOf(path, username) }]
    const folders = [path, join(path, ROOMS), join(path, DMS)]
    const files = await Promise.all(folders.map(jsonFilesIn))
    return files.flat().map((file) => ({ path: file, name: nameOf(file, username) }))
  })
}

/** None when there is no such folder. */
async function jsonFilesIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries
      .filter((entry) => entry.isFile() && entry.name.endsWith(ENDING))
      .map(({ name }) => join(folder, name))
      .toSorted()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

function nameOf(path: string, username: string): string {
  const label = basename(path, ENDING)
  if (basename(dirname(path)) !== DMS) return `#${label.replace(/^room_/, '') || label}`
  const others = label.split('-').filter((part) => part !== username)
  return `@${others.join('-') || label}`
}
