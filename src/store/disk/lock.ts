import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import * as v from 'valibot'
import { randomBytes } from '../../crypto/hash.ts'
import { ChatError } from '../../shared/errors.ts'
import { toB64 } from '../../shared/bytes.ts'
import { withDiskErrors } from './disk-error.ts'
import { nodeDisk } from './node-disk.ts'
import { isGone, markProcess, ProcessMarkSchema } from './process-mark.ts'

export interface Lock {
  release(): Promise<void>
}

/** Makes this process the only user of what `path` guards; throws PROFILE_IN_USE. The lock of a process that is gone is taken over. */
export async function acquireLock(path: string): Promise<Lock> {
  return await withDiskErrors(path, async () => {
    await nodeDisk.makeFolder(dirname(path))
    const token = toB64(randomBytes(16))
    const mark = JSON.stringify({ ...(await markProcess()), token })
    held.add(token)
    try {
      if (!(await claim(path, mark, token)) && !(await takeOver(path, mark, token))) {
        throw new ChatError('PROFILE_IN_USE', { subject: dirname(path) })
      }
    } catch (error) {
      held.delete(token)
      throw error
    }
    return {
      async release() {
        if (!held.delete(token)) return
        if ((await readHolder(path))?.token === token) await rm(path, { force: true })
      },
    }
  })
}

/** Tokens of this process: a lock with its number and none of these is left from a namesake. */
const held = new Set<string>()

const HolderSchema = v.strictObject({ ...ProcessMarkSchema.entries, token: v.string() })
type Holder = v.InferOutput<typeof HolderSchema>

/** A file that is being written is not judged before this. */
const WRITING_MS = 5_000

/** Creates the lock whole; false when there is one. */
async function claim(path: string, mark: string, token: string): Promise<boolean> {
  const beside = `${path}.${token}`
  await writeFile(beside, mark, { mode: 0o600, flag: 'wx' })
  try {
    await link(beside, path)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    if (!NO_LINKS.has(codeOf(error))) throw error
    return await claimWithoutLinks(path, mark)
  } finally {
    await rm(beside, { force: true })
  }
}

/** File systems without hard links: FAT, some network drives. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'])

async function claimWithoutLinks(path: string, mark: string): Promise<boolean> {
  try {
    await writeFile(path, mark, { mode: 0o600, flag: 'wx' })
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

/** Replaces a lock whose holder is gone. Only one may try at a time, so that nobody removes the lock of one who just took over. */
async function takeOver(path: string, mark: string, token: string): Promise<boolean> {
  const guard = `${path}.takeover`
  const isMine = (await claim(guard, mark, token)) || (await renew(guard, mark, token))
  if (!isMine) return false
  try {
    if (!(await isStale(path))) return await claim(path, mark, token)
    const beside = `${path}.${token}`
    await writeFile(beside, mark, { mode: 0o600, flag: 'wx' })
    await rename(beside, path)
    return true
  } finally {
    await rm(guard, { force: true })
  }
}

/** Claims a guard whose holder was killed too. Who moves it away has it alone; a fresh one that was caught by mistake goes back. */
async function renew(guard: string, mark: string, token: string): Promise<boolean> {
  const stale = await readHolder(guard)
  if (!(await isStale(guard))) return false
  const aside = `${guard}.${token}`
  try {
    await rename(guard, aside)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
  if ((await readHolder(aside))?.token !== stale?.token) {
    await rename(aside, guard)
    return false
  }
  await rm(aside, { force: true })
  return await claim(guard, mark, token)
}

async function isStale(path: string): Promise<boolean> {
  const holder = await readHolder(path)
  if (holder !== undefined) {
    const isOwnNumber = holder.pid === process.pid && holder.host === hostname()
    return isOwnNumber ? !held.has(holder.token) : await isGone(holder)
  }
  try {
    return Date.now() - (await stat(path)).mtimeMs > WRITING_MS
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return v.parse(HolderSchema, JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return undefined
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : ''
}
