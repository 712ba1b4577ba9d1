import { hashB64 } from '../../crypto/hash.ts'
import type { PublicKey } from '../../crypto/keys.ts'
import type { Connection } from '../../net/connection.ts'
import type { Hash } from '../../protocol/ids.ts'
import type { Username } from '../../protocol/names.ts'
import { isChatError } from '../../shared/errors.ts'
import { createLogger } from '../../shared/logger.ts'
import type { Profile } from '../../store/profile.ts'
import type { StoredWrapKey } from '../../store/profile/wrap-key-file.ts'
import { loginBox } from '../session/enter-tracker.ts'
import type { Passport } from './passport.ts'

const log = createLogger('backup')
/** Another machine may write at the same moment. */
const ATTEMPTS = 3

/** Keeps the sealed keys at the tracker what they are here, and takes over what other machines have added to them. */
export interface KeyBackup {
  /** `kept`: hash of what the tracker has, as it said at login; undefined when that is not known. Throws ChatError. */
  sync(connection: Connection, kept: Hash | null | undefined): Promise<void>
}

export interface KeyBackupOptions {
  readonly profile: Pick<Profile, 'username' | 'keys'>
  readonly trackerKey: PublicKey
  readonly passport: Passport
  /** Whether a wrap key may still be needed. */
  isKept(record: StoredWrapKey['record']): boolean
  /** Wrap keys of another machine: what was sealed for them can be opened now. */
  onWrapKeys(keys: readonly StoredWrapKey[]): void
}

export function createKeyBackup(options: KeyBackupOptions): KeyBackup {
  const { profile, trackerKey, passport } = options
  const { keys } = profile
  const username = profile.username as Username

  async function read(connection: Connection): Promise<Buffer | undefined> {
    const box = loginBox(connection, trackerKey, passport.token())
    try {
      return (await connection.request('vault.read', { username, box })).body
    } catch (error) {
      if (isChatError(error, 'NO_BACKUP')) return undefined
      throw error
    }
  }

  /** True when the tracker has now what this machine would give it. */
  async function attempt(connection: Connection, kept: Hash | null | undefined): Promise<boolean> {
    if (kept === hashB64('backup', keys.backup())) return true
    let replaces = kept
    if (kept !== null) {
      const stored = await read(connection)
      replaces = stored === undefined ? null : hashB64('backup', stored)
      const added = stored === undefined ? [] : await keys.merge(stored, options.isKept)
      if (added.length > 0) options.onWrapKeys(added)
    }
    const backup = keys.backup()
    if (replaces === hashB64('backup', backup)) return true
    try {
      await connection.request('vault.write', { replaces: replaces ?? null }, { body: backup })
      return true
    } catch (error) {
      if (isChatError(error, 'BACKUP_CHANGED')) return false
      throw error
    }
  }

  return {
    async sync(connection, kept) {
      if (!keys.isBackupWanted) {
        if (kept !== null) await connection.request('vault.write', { replaces: null })
        return
      }
      let known = kept
      for (let count = 0; count < ATTEMPTS; count++) {
        if (await attempt(connection, known)) return
        known = undefined
      }
      log('backup changes all the time', {})
    },
  }
}
