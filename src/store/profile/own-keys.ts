import { toB64 } from '../../shared/bytes.ts'
import { randomBytes } from '../../crypto/hash.ts'
import { rewrapVault } from '../../crypto/vault.ts'
import type { Disk } from '../disk/disk.ts'
import type { DocumentSeal } from '../documents/document-adapter.ts'
import { openDocument, type Document } from '../documents/document.ts'
import type { PeerPaths } from '../paths.ts'
import { makeBackup, parseBackup } from './backup.ts'
import { saveVaults, type UnlockedKeys } from './key-files.ts'
import { BackupStateSchema, type BackupState } from './schemas.ts'
import type { StoredWrapKey, WrapKeyFile } from './wrap-key-file.ts'

const MACHINE_BYTES = 12

/** The keys of a profile as a whole: their backup, the passwords that open them, and whether another machine has them too. */
export interface OwnKeys {
  /** Opens the profile on another machine, with the password only. The same bytes until something changes. */
  backup(): Buffer
  readonly isBackupWanted: boolean
  wantBackup(isWanted: boolean): Promise<void>
  /** Takes over what another machine has put into the backup; returns the wrap keys that were not here. */
  merge(
    backup: Buffer,
    isKept: (key: StoredWrapKey['record']) => boolean,
  ): Promise<readonly StoredWrapKey[]>
  /** Another machine may write as this user. */
  readonly isShared: boolean
  markShared(): Promise<void>
  /** A second password opens the profile too, from when it resolves until `keepPassword`. */
  addPassword(password: string): Promise<void>
  /** From now on only this password opens the profile: the one it was opened with, or the added one. */
  keepPassword(which: 'opened' | 'added'): Promise<void>
}

export async function openOwnKeys(options: {
  readonly username: string
  readonly disk: Disk
  readonly paths: PeerPaths
  readonly keys: UnlockedKeys
  readonly seal: DocumentSeal
  readonly wrapKeys: WrapKeyFile
}): Promise<OwnKeys & { close(): Promise<void> }> {
  const { username, disk, paths, keys, wrapKeys } = options
  const state = await openState(disk, paths.backup, options.seal)
  let { vaults, opened } = keys
  let added = vaults.find((vault) => vault !== opened)

  async function replaceVaults(changed: typeof vaults): Promise<void> {
    await saveVaults(disk, paths, changed)
    vaults = changed
  }

  return {
    backup() {
      const { machine, others } = state.get()
      return makeBackup({
        vaults: [...vaults],
        identity: keys.pem,
        wrapKeys: [...wrapKeys.sealed()],
        machines: [machine, ...others].sort(),
      })
    },
    get isBackupWanted() {
      return state.get().isWanted
    },
    wantBackup: (isWanted) => state.update((now) => ({ ...now, isWanted })),
    async merge(bytes, isKept) {
      const backup = parseBackup(bytes)
      if (backup === undefined) return []
      const { machine, others } = state.get()
      const news = backup.machines.filter((name) => name !== machine && !others.includes(name))
      if (news.length > 0) {
        await state.update((now) => ({
          ...now,
          others: [...now.others, ...news],
          isShared: true,
        }))
      }
      return wrapKeys.add(backup.wrapKeys.filter(({ record }) => isKept(record)))
    },
    get isShared() {
      return state.get().isShared
    },
    async markShared() {
      if (!state.get().isShared) await state.update((now) => ({ ...now, isShared: true }))
    },
    async addPassword(password) {
      added = await rewrapVault(keys.vaultKey, password, username)
      await replaceVaults([opened, added])
    },
    async keepPassword(which) {
      const kept = which === 'added' ? (added ?? opened) : opened
      if (vaults.length > 1 || kept !== opened) await replaceVaults([kept])
      opened = kept
      added = undefined
    },
    close: () => state.close(),
  }
}

/** A damaged one is not begun anew by itself: a backup must never be made against its user's will. */
async function openState(
  disk: Disk,
  path: string,
  seal: DocumentSeal,
): Promise<Document<BackupState>> {
  const isNew = (await disk.modifiedAt(path)) === undefined
  const state = await openDocument<BackupState>({
    path,
    schema: BackupStateSchema,
    fallback: {
      isWanted: true,
      machine: toB64(randomBytes(MACHINE_BYTES)),
      others: [],
      isShared: false,
    },
    seal,
    disk,
  })
  if (isNew) await state.update((made) => ({ ...made }))
  return state
}
