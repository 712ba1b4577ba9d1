import { mkdir, open, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'

export type FolderCheck =
  | { readonly status: 'writable'; readonly freeBytes: number }
  | { readonly status: 'refused'; readonly why: string }

/** Whether files can be made and flushed in a folder, which is made when it is missing, and how much fits. */
export async function checkFolder(path: string): Promise<FolderCheck> {
  const trial = join(path, `.trial-${process.pid}`)
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
    const file = await open(trial, 'wx', 0o600)
    try {
      await file.write('x')
      await file.datasync()
    } finally {
      await file.close()
      await rm(trial, { force: true })
    }
    const { bavail, bsize } = await statfs(path)
    return { status: 'writable', freeBytes: bavail * bsize }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return { status: 'refused', why: code }
  }
}
