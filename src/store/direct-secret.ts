import { randomBytes } from '../crypto/hash.ts'
import { fromB64, toB64 } from '../shared/bytes.ts'
import { damagedFile } from './disk/damaged.ts'
import { withDiskErrors } from './disk/disk-error.ts'
import type { Disk } from './disk/disk.ts'
import { acquireLock } from './disk/lock.ts'
import { replaceFile } from './documents/document-adapter.ts'
import { dataPaths } from './paths.ts'

const SECRET_BYTES = 32

/**
 * What opens the profiles of direct mode, where nobody types a password: random, made at the first use, in a file that only its
 * owner reads. Throws PROFILE_DAMAGED when the file is there and holds something else.
 */
export async function openDirectSecret(dataDir: string, disk: Disk): Promise<string> {
  const { secret: path } = dataPaths(dataDir)
  const found = await readSecret(disk, path)
  if (found !== undefined) return found
  const lock = await acquireLock(`${path}.lock`)
  try {
    // Somebody else may have been quicker.
    const made = await readSecret(disk, path)
    if (made !== undefined) return made
    const secret = toB64(randomBytes(SECRET_BYTES))
    await withDiskErrors(path, () => replaceFile(disk, path, Buffer.from(`${secret}\n`, 'utf8')))
    return secret
  } finally {
    await lock.release()
  }
}

async function readSecret(disk: Disk, path: string): Promise<string | undefined> {
  const bytes = await withDiskErrors(path, () => disk.readFile(path))
  if (bytes === undefined) return undefined
  const text = bytes.toString('utf8').trim()
  if (fromB64(text)?.length !== SECRET_BYTES) throw damagedFile(path, 'not a secret')
  return text
}
