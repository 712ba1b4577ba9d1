import type { Archives } from './archive/archives.ts'
import type { Identity } from '../crypto/identity.ts'
import type { Kid } from '../protocol/ids.ts'
import type { DirectoryRecord } from '../protocol/records.ts'
import { ChatError } from '../shared/errors.ts'
import type { OnDamaged } from './disk/damaged.ts'
import type { Disk } from './disk/disk.ts'
import { withDiskErrors } from './disk/disk-error.ts'
import { acquireLock, type Lock } from './disk/lock.ts'
import { nodeDisk } from './disk/node-disk.ts'
import type { Document } from './documents/document.ts'
import { decodeFileName } from './file-name.ts'
import type { History, HistoryRecord } from './history.ts'
import { dataPaths, type PeerPaths } from './paths.ts'
import type { EpochSecrets } from './profile/epoch-secrets.ts'
import {
  createKeys,
  openBackup,
  readCertificate,
  readKeys,
  renewKeys,
  saveKeys,
  writeCertificate,
} from './profile/key-files.ts'
import { openUnlocked, saveTrackerPin } from './profile/open-unlocked.ts'
import type { OwnKeys } from './profile/own-keys.ts'
import type { StoredWrapKey } from './profile/wrap-key-file.ts'
import type { TransferStore } from './transfers/transfer-store.ts'
import type {
  Acquaintances,
  Drafts,
  KnownUsers,
  Settings,
  StoredChat,
  StoredChatName,
  StoredContact,
  StoredFork,
  TrackerPin,
} from './profile/schemas.ts'

/** Everything that one user keeps on disk, unlocked; this process is its only user until `close`. */
export interface Profile {
  readonly username: string
  readonly identity: Identity
  readonly tracker: TrackerPin
  /** DER. */
  certificate(): Buffer
  saveCertificate(der: Buffer): Promise<void>
  readonly keys: OwnKeys

  /** As found at the start. */
  readonly directory: readonly DirectoryRecord[]
  appendDirectory(records: readonly DirectoryRecord[]): Promise<void>
  /** Keys accepted in place of the first one seen, by username. */
  readonly pins: ReadonlyMap<string, Kid>
  savePin(username: string, kid: Kid): Promise<void>
  readonly users: Document<KnownUsers>
  readonly contacts: readonly StoredContact[]
  saveContacts(contacts: readonly StoredContact[]): void
  wrapKeys(): readonly StoredWrapKey[]
  saveWrapKeys(keys: readonly StoredWrapKey[]): Promise<void>

  readonly records: readonly StoredChat[]
  /** On disk within a second. */
  saveRecords(records: readonly StoredChat[]): void
  /** On disk when it resolves: a chat that is not listed there would be gone with all that it holds. */
  writeRecords(records: readonly StoredChat[]): Promise<void>
  readonly secrets: EpochSecrets
  /** The history of a chat, which goes by the chat's name; opening one twice is a bug. */
  openHistory(name: StoredChatName): Promise<History>
  /**
   * False, and nothing happens, when `to` is taken. Lines of events of a history that is open have to be placed anew afterwards.
   */
  renameHistory(from: StoredChatName, to: StoredChatName): Promise<boolean>
  /** For a history that is not open: its file is gone when it resolves. */
  removeHistory(name: StoredChatName): Promise<void>
  /** For a history that is not open: leaves out what is not kept. */
  rewriteHistory(name: StoredChatName, isKept: (record: HistoryRecord) => boolean): Promise<void>
  /** Proofs as found at the start. */
  readonly forks: readonly StoredFork[]
  saveFork(fork: StoredFork): Promise<void>
  readonly settings: Document<Settings>
  readonly drafts: Document<Drafts>
  readonly archives: Archives
  /** Folder of received files. */
  readonly downloads: string
  /** Those of direct mode; to be closed before the profile. */
  openAcquaintances(): Promise<Document<Acquaintances>>
  /** What is kept of files on their way; to be closed before the profile. */
  openTransfers(): Promise<TransferStore>

  /** Removes the keys: for an account that the tracker refused. The profile is closed then. */
  discard(): Promise<void>
  /** Waits for what is being written and gives the profile free for others. */
  close(): Promise<void>
}

interface ProfileLocation {
  readonly dataDir: string
  readonly username: string
  readonly password: string
  readonly disk?: Disk | undefined
  /** With it, what can be rebuilt or lived without is set aside when damaged; without it opening throws PROFILE_DAMAGED. */
  readonly onDamaged?: OnDamaged | undefined
}

/**
 * Throws NO_PROFILE_HERE, WRONG_PASSWORD, PROFILE_IN_USE, PROFILE_DAMAGED. With `backup`, the password is the one that opens it: it
 * was changed on another machine, and counts here from now on.
 */
export async function openProfile(
  location: ProfileLocation & { readonly backup?: Buffer | undefined },
): Promise<Profile> {
  const { dataDir, username, disk = nodeDisk, onDamaged, backup } = location
  const paths = dataPaths(dataDir).peer(username)
  if (!(await isThere(disk, paths))) throw new ChatError('NO_PROFILE_HERE', { subject: username })
  return await underLock(paths, async (lock) => {
    const keys =
      backup === undefined
        ? await readKeys(disk, paths, location)
        : await renewKeys(disk, paths, { ...location, backup })
    const profile = await openUnlocked({ username, disk, paths, keys, lock, onDamaged })
    if (backup !== undefined) await mergeInto(profile, backup)
    return profile
  })
}

/** A new profile, or one brought back from its backup. Throws USERNAME_TAKEN when there is one of that name, PROFILE_IN_USE. */
export async function createProfile(
  location: ProfileLocation & {
    readonly tracker: TrackerPin
    readonly certificate: Buffer
  } & ({ readonly identity: Identity } | { readonly backup: Buffer }),
): Promise<Profile> {
  const { dataDir, username, disk = nodeDisk, onDamaged } = location
  const paths = dataPaths(dataDir).peer(username)
  return await underLock(paths, async (lock) => {
    if (await isThere(disk, paths)) throw new ChatError('USERNAME_TAKEN', { subject: username })
    const keys = 'backup' in location ? await openBackup(location) : await createKeys(location)
    await withDiskErrors(paths.keys, () => disk.makeFolder(paths.keys))
    await writeCertificate(disk, paths.certificate, location.certificate)
    await saveTrackerPin(disk, paths, keys, location.tracker)
    await saveKeys(disk, paths, keys)
    const profile = await openUnlocked({ username, disk, paths, keys, lock, onDamaged })
    if ('backup' in location) await mergeInto(profile, location.backup)
    return profile
  })
}

/** The certificate (DER) of a profile that is not open; undefined when there is no such profile. */
export async function readProfileCertificate(
  dataDir: string,
  username: string,
  disk: Disk = nodeDisk,
): Promise<Buffer | undefined> {
  const paths = dataPaths(dataDir).peer(username)
  return (await isThere(disk, paths)) ? await readCertificate(disk, paths.certificate) : undefined
}

/** Names of the profiles in a data folder, the last used first. */
export async function listProfiles(
  dataDir: string,
  disk: Disk = nodeDisk,
): Promise<readonly string[]> {
  const { peers, peer } = dataPaths(dataDir)
  const folders = await withDiskErrors(peers, () => disk.list(peers))
  const found: { readonly username: string; readonly usedAt: number }[] = []
  for (const folder of folders) {
    const username = decodeFileName(folder)
    if (username === undefined || !(await isThere(disk, peer(username)))) continue
    // Taking and giving back the lock changes the folder.
    found.push({ username, usedAt: (await disk.modifiedAt(peer(username).root)) ?? 0 })
  }
  return found.sort((a, b) => b.usedAt - a.usedAt).map(({ username }) => username)
}

async function isThere(disk: Disk, paths: PeerPaths): Promise<boolean> {
  return await withDiskErrors(
    paths.vault,
    async () => (await disk.modifiedAt(paths.vault)) !== undefined,
  )
}

/** There is another machine, and what it can open has to open here. */
async function mergeInto(profile: Profile, backup: Buffer): Promise<void> {
  try {
    await profile.keys.markShared()
    await profile.keys.merge(backup, () => true)
  } catch (error) {
    await profile.close()
    throw error
  }
}

async function underLock(
  paths: PeerPaths,
  work: (lock: Lock) => Promise<Profile>,
): Promise<Profile> {
  const lock = await acquireLock(paths.lock)
  try {
    return await work(lock)
  } catch (error) {
    await lock.release()
    throw error
  }
}
