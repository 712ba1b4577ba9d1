import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { withDiskErrors } from '../disk/disk-error.ts'

/** Puts text for people into a file that only its owner reads, whole or not at all. Throws the disk's ChatErrors. */
export async function writePlainFile(path: string, text: string): Promise<void> {
  await withDiskErrors(path, async () => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const beside = `${path}.part-${process.pid}`
    await writeFile(beside, text, { mode: 0o600 })
    await rename(beside, path)
  })
}
