import { setTimeout as sleep } from 'node:timers/promises'
import type { PublicKey } from '../../crypto/keys.ts'
import type { Connection } from '../../net/connection.ts'
import type { Hash } from '../../protocol/ids.ts'
import type { Username } from '../../protocol/names.ts'
import { ChatError, isChatError } from '../../shared/errors.ts'
import { createLogger } from '../../shared/logger.ts'
import { createMutex } from '../../shared/mutex.ts'
import type { Profile } from '../../store/profile.ts'
import type { OwnWrapKeyring } from '../people/own-wrap-keys.ts'
import type { PasswordChange } from '../peer.ts'
import { logIn } from '../session/enter-tracker.ts'
import { changePassword } from './change-password.ts'
import { createKeyBackup } from './key-backup.ts'
import { createPassport } from './passport.ts'

const log = createLogger('account')
/** A tracker takes the next password after a wrong one no earlier. */
const AFTER_WRONG_MS = 1_000

/** This user's account during a session: the password, its change, and the keys' backup at the tracker. */
export interface SessionAccount {
  /** Logs in over a new connection; returns the address that the tracker sees. Throws ChatError. */
  logIn(connection: Connection): Promise<string>
  changePassword(connection: Connection | undefined, change: PasswordChange): Promise<void>
  /** Another machine uses the account from now on. */
  displaced(): Promise<void>
}

export interface SessionAccountOptions {
  readonly profile: Profile
  readonly token: Buffer
  readonly trackerKey: PublicKey
  readonly wrapKeys: OwnWrapKeyring
  /** Where others can dial this peer. */
  /** Port 0: nowhere. */
  listening(): { readonly port: number; readonly hosts: readonly string[] }
}

export function createSessionAccount(options: SessionAccountOptions): SessionAccount {
  const { profile, trackerKey, wrapKeys } = options
  const username = profile.username as Username
  const passport = createPassport(options.token)
  /** The backup and the passwords change one step after another. */
  const turns = createMutex()
  const backup = createKeyBackup({
    profile,
    trackerKey,
    passport,
    isKept: wrapKeys.isKept,
    onWrapKeys: (keys) => wrapKeys.add(keys),
  })

  function attempt(connection: Connection, token: Buffer): ReturnType<typeof logIn> {
    const { port, hosts } = options.listening()
    const listen = port === 0 ? null : { port, hosts: [...hosts] }
    const wrapKey = wrapKeys.current()
    return logIn(connection, { username, trackerKey, token, listen, wrapKey })
  }

  /** When the answer to a change of the password got lost, the new one may be the right one. */
  async function attemptBoth(connection: Connection): ReturnType<typeof logIn> {
    try {
      const done = await attempt(connection, passport.token())
      await settle('token')
      return done
    } catch (error) {
      const next = passport.next()
      if (next === undefined || !isChatError(error, 'WRONG_PASSWORD')) throw error
      await sleep(AFTER_WRONG_MS, undefined, { ref: false })
      const done = await attempt(connection, next)
      await settle('next')
      return done
    }
  }

  /** The tracker has said which password counts: no other one opens the profile any more. */
  async function settle(which: 'token' | 'next'): Promise<void> {
    passport.settle(which)
    await profile.keys.keepPassword(which === 'next' ? 'added' : 'opened')
  }

  /** A login does not fail with the backup: the next one brings it up to date. */
  async function syncBackup(connection: Connection, kept: Hash | null): Promise<void> {
    try {
      await backup.sync(connection, kept)
    } catch (error) {
      if (!isChatError(error)) throw error
      log('backup not written', { code: error.code })
    }
  }

  return {
    logIn: (connection) =>
      turns.run(async () => {
        const { certificate, seenAs, backup: kept } = await attemptBoth(connection)
        await profile.saveCertificate(certificate)
        await syncBackup(connection, kept)
        return seenAs
      }),
    changePassword: (connection, change) =>
      turns.run(async () => {
        const { host, port } = profile.tracker
        if (connection === undefined) {
          throw new ChatError('TRACKER_UNREACHABLE', { subject: `${host}:${port}` })
        }
        await changePassword({ profile, trackerKey, passport, backup }, connection, change)
      }),
    displaced: () => profile.keys.markShared(),
  }
}
