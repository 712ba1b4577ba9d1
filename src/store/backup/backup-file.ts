import { Stats } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { create, extract, list } from 'tar'
import { ChatError } from '../../shared/errors.ts'
import { withDiskErrors } from '../disk/disk-error.ts'
import { acquireLock } from '../disk/lock.ts'
import { decodeFileName, encodeFileName } from '../file-name.ts'
import { dataPaths } from '../paths.ts'

/** First folder in every backup: what tells it from any other archive. */
const TOP = 'chatp2p-backup'
const PEER_PREFIX = new RegExp(`^${TOP}/peer/([^/]+)/`)
const TRACKER_PREFIX = `${TOP}/tracker/`
/** A profile without its received files, or a tracker, is far smaller. */
const ENTRIES_MAX = 1_000_000
/** Received files are no secrets of the program and may be huge; locks belong to the process that holds them. */
const LEFT_OUT: ReadonlySet<string> = new Set(['downloads', 'lock'])

export type BackupSubject =
  | { readonly kind: 'peer'; readonly username: string }
  | { readonly kind: 'tracker' }

/**
 * Writes one file with all that a profile or a tracker keeps, as it rests on the disk: a profile stays locked with its password, a
 * tracker's key lies open in it. Throws PROFILE_IN_USE while it runs, NO_PROFILE_HERE, ALREADY_THERE for the file, and the disk's.
 */
export async function writeBackup(
  dataDir: string,
  subject: BackupSubject,
  file: string,
): Promise<void> {
  const { root, lock: lockPath, key } = placesOf(dataDir, subject)
  await withDiskErrors(file, async () => {
    if (!(await isThere(key))) throw new ChatError('NO_PROFILE_HERE', { subject: root })
    if (await isThere(file)) throw new ChatError('ALREADY_THERE', { subject: file })
    const lock = await acquireLock(lockPath)
    const part = `${file}.part-${process.pid}`
    try {
      await create(
        {
          file: part,
          cwd: root,
          gzip: true,
          portable: true,
          mode: 0o600,
          prefix: prefixOf(subject),
          filter: (path, entry) => !isLeftOut(path) && isPlain(entry),
        },
        ['.'],
      )
      await rename(part, file)
    } finally {
      await rm(part, { force: true })
      await lock.release()
    }
  })
}

/**
 * Puts a backup where it came from, in this data folder; returns whose it is. Throws NOT_A_BACKUP for any other file, ALREADY_THERE when
 * there is a profile or tracker in its place, and the disk's.
 */
export async function restoreBackup(file: string, dataDir: string): Promise<BackupSubject> {
  return await withDiskErrors(file, async () => {
    const subject = await readSubject(file)
    const { root } = placesOf(dataDir, subject)
    if (await isThere(root)) throw new ChatError('ALREADY_THERE', { subject: root })
    const beside = join(dirname(root), `.restoring-${basename(root)}-${process.pid}`)
    const depth = prefixOf(subject).split('/').filter(Boolean).length
    try {
      await mkdir(beside, { recursive: true, mode: 0o700 })
      await extract({ file, cwd: beside, strip: depth, preserveOwner: false, strict: true })
      await rename(beside, root)
    } finally {
      await rm(beside, { recursive: true, force: true })
    }
    return subject
  })
}

/** Whose backup it is, if every entry is a plain file or folder in one place. */
async function readSubject(file: string): Promise<BackupSubject> {
  const notOne = (): ChatError => new ChatError('NOT_A_BACKUP', { subject: file })
  const paths: string[] = []
  let hasLinks = false
  try {
    await list({
      file,
      strict: true,
      onReadEntry(entry) {
        if (entry.type !== 'File' && entry.type !== 'Directory') hasLinks = true
        if (paths.length <= ENTRIES_MAX) paths.push(entry.path)
      },
    })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw error
    throw new ChatError('NOT_A_BACKUP', { subject: file, cause: error })
  }
  const subject = subjectOf(paths[0] ?? '')
  if (subject === undefined || hasLinks || paths.length > ENTRIES_MAX) throw notOne()
  const prefix = prefixOf(subject)
  const isInside = (path: string): boolean =>
    path.startsWith(`${prefix}/`) && !path.split('/').includes('..')
  if (!paths.every(isInside)) throw notOne()
  return subject
}

function subjectOf(path: string): BackupSubject | undefined {
  if (path.startsWith(TRACKER_PREFIX)) return { kind: 'tracker' }
  const username = decodeFileName(PEER_PREFIX.exec(path)?.[1] ?? '')
  return username === undefined || username === '' ? undefined : { kind: 'peer', username }
}

function prefixOf(subject: BackupSubject): string {
  return subject.kind === 'tracker'
    ? `${TOP}/tracker`
    : `${TOP}/peer/${encodeFileName(subject.username)}`
}

function placesOf(dataDir: string, subject: BackupSubject) {
  const paths = dataPaths(dataDir)
  if (subject.kind === 'tracker') return paths.tracker
  const { root, lock, vault } = paths.peer(subject.username)
  return { root, lock, key: vault }
}

function isLeftOut(path: string): boolean {
  const first = path.replace(/^\.\//, '').split('/')[0] ?? ''
  return LEFT_OUT.has(first)
}

/** Files and folders only: a link could lead anywhere. */
function isPlain(entry: object): boolean {
  return entry instanceof Stats && (entry.isFile() || entry.isDirectory())
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
    throw error
  }
}
