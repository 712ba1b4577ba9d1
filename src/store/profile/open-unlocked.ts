import { vaultSubKey } from '../../crypto/vault.ts'
import type { Username } from '../../protocol/names.ts'
import { openArchives } from '../archive/archives.ts'
import { closeAll } from '../close-all.ts'
import type { OnDamaged } from '../disk/damaged.ts'
import type { Disk } from '../disk/disk.ts'
import { withDiskErrors } from '../disk/disk-error.ts'
import type { Lock } from '../disk/lock.ts'
import { openDocument } from '../documents/document.ts'
import { removeHistory, renameHistory } from '../history-file.ts'
import { openMovableHistory, type MovableHistory } from '../history/movable-history.ts'
import { rewriteHistory } from '../rewrite-history.ts'
import type { PeerPaths } from '../paths.ts'
import type { Profile } from '../profile.ts'
import { readCertificate, writeCertificate, type UnlockedKeys } from './key-files.ts'
import { closeProfileFiles, openProfileFiles } from './open-profile-files.ts'
import { openTransferStore } from '../transfers/transfer-store.ts'
import {
  AcquaintancesSchema,
  TrackerFileSchema,
  type Acquaintances,
  type StoredChatName,
  type TrackerPin,
} from './schemas.ts'

/** A profile whose keys are open and whose lock is held. */
export async function openUnlocked(options: {
  readonly username: string
  readonly disk: Disk
  readonly paths: PeerPaths
  readonly keys: UnlockedKeys
  readonly lock: Lock
  readonly onDamaged: OnDamaged | undefined
}): Promise<Profile> {
  const { username, disk, paths, keys, lock, onDamaged } = options
  let certificate = await readCertificate(disk, paths.certificate)
  const files = await openProfileFiles(disk, paths, { username, keys }, onDamaged)
  const { diskKey, rooms, users, contacts, wrapKeys, secrets, directory, directoryRecords } = files
  const histories = new Map<string, MovableHistory | undefined>()

  const pathOf = (name: StoredChatName): string =>
    name.startsWith('#') ? paths.room(name.slice(1)) : paths.dm(name.slice(1))

  return {
    username,
    identity: keys.identity,
    tracker: files.tracker.get().pin,
    certificate: () => certificate,
    async saveCertificate(der) {
      await writeCertificate(disk, paths.certificate, der)
      certificate = der
    },
    keys: files.keys,
    directory: directoryRecords,
    appendDirectory: (records) => directory.append(records),
    pins: new Map(Object.entries(users.get().users).map(([name, { kid }]) => [name, kid])),
    savePin: (name, kid) =>
      users.update((value) => {
        const accepted = value.users[name as Username]?.accepted ?? []
        const changed = {
          kid,
          trust: 'unverified' as const,
          accepted: [...accepted, { kid, at: Date.now() }],
        }
        return { users: { ...value.users, [name]: changed } }
      }),
    users,
    contacts: contacts.get().contacts,
    saveContacts: (changed) => contacts.updateSoon(() => ({ contacts: [...changed] })),
    wrapKeys: () => wrapKeys.get(),
    saveWrapKeys: (changed) => wrapKeys.save(changed),
    records: rooms.get().chats,
    saveRecords: (records) => rooms.updateSoon(() => ({ chats: [...records] })),
    writeRecords: (records) => rooms.update(() => ({ chats: [...records] })),
    secrets,
    async openHistory(name) {
      const path = pathOf(name)
      if (histories.has(path)) throw new Error(`the history of ${name} is open already`)
      histories.set(path, undefined)
      try {
        const history = await openMovableHistory({ path, key: diskKey, disk, onDamaged })
        histories.set(path, history)
        const close = history.close.bind(history)
        return Object.assign(history, {
          async close() {
            await close()
            for (const [at, other] of histories) if (other === history) histories.delete(at)
          },
        })
      } catch (error) {
        histories.delete(path)
        throw error
      }
    },
    async renameHistory(from, to) {
      const open = histories.get(pathOf(from))
      const isRenamed =
        open === undefined
          ? await renameHistory(pathOf(from), pathOf(to), disk)
          : await open.move(pathOf(to))
      if (isRenamed && open !== undefined) {
        histories.delete(pathOf(from))
        histories.set(pathOf(to), open)
      }
      return isRenamed
    },
    async removeHistory(name) {
      if (histories.has(pathOf(name))) throw new Error(`the history of ${name} is open`)
      await removeHistory(pathOf(name), disk)
    },
    async rewriteHistory(name, isKept) {
      const path = pathOf(name)
      if (histories.has(path)) throw new Error(`the history of ${name} is open`)
      await rewriteHistory({ path, key: diskKey, disk, onDamaged }, isKept)
    },
    forks: files.forkRecords,
    saveFork: (fork) => files.forks.append([fork]),
    settings: files.settings,
    drafts: files.drafts,
    archives: openArchives({ folder: paths.archives, key: diskKey, disk, onDamaged }),
    downloads: paths.downloads,
    // Whom this user knows is never begun anew without his knowing: a damaged file has to be moved away by hand.
    openAcquaintances: () =>
      openDocument<Acquaintances>({
        path: paths.acquaintances,
        schema: AcquaintancesSchema,
        fallback: { acquaintances: [] },
        seal: { key: diskKey, label: 'acquaintances' },
        disk,
      }),
    openTransfers: () => openTransferStore({ paths, key: diskKey, disk, onDamaged }),
    async discard() {
      await closeProfileFiles(files)
      await withDiskErrors(paths.keys, async () => {
        await disk.remove(paths.vault)
        const { identity, certificate: issued, tracker, users: known, wrapKeys: wraps } = paths
        const { contacts: met, secrets: epochs, directory: people, rooms: chats, backup } = paths
        const { forks, settings, drafts } = paths
        const rest = [known, wraps, met, epochs, people, chats, backup, forks, settings, drafts]
        for (const path of [identity, issued, tracker, ...rest]) {
          await disk.remove(path)
        }
      })
      await lock.release()
    },
    async close() {
      try {
        await closeAll([...histories.values()].filter((history) => history !== undefined))
        await closeProfileFiles(files)
      } finally {
        await lock.release()
      }
    },
  }
}

/** Pins the tracker of a profile that is being made. */
export async function saveTrackerPin(
  disk: Disk,
  paths: PeerPaths,
  keys: UnlockedKeys,
  pin: TrackerPin,
): Promise<void> {
  const document = await openDocument<{ pin: TrackerPin }>({
    path: paths.tracker,
    schema: TrackerFileSchema,
    fallback: { pin },
    seal: { key: vaultSubKey(keys.vaultKey, 'disk'), label: 'tracker' },
    disk,
    // Left from an attempt that never became a profile.
    onDamaged: () => undefined,
  })
  await document.update(() => ({ pin }))
  await document.close()
}
