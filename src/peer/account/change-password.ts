import { equalConstantTime } from '../../crypto/hash.ts'
import type { PublicKey } from '../../crypto/keys.ts'
import { deriveLoginToken } from '../../crypto/password.ts'
import type { Connection } from '../../net/connection.ts'
import type { Username } from '../../protocol/names.ts'
import { ChatError, isChatError } from '../../shared/errors.ts'
import type { Profile } from '../../store/profile.ts'
import { loginBox } from '../session/enter-tracker.ts'
import { requirePassword } from './credentials.ts'
import type { KeyBackup } from './key-backup.ts'
import type { Passport } from './passport.ts'

export interface PasswordChangeOptions {
  readonly profile: Pick<Profile, 'username' | 'tracker' | 'keys'>
  readonly trackerKey: PublicKey
  readonly passport: Passport
  readonly backup: KeyBackup
}

/**
 * Another password, at the tracker, on this disk and in the backup. From the first step to the last both passwords open the vault
 * here and in the backup, and the tracker goes by exactly one of them: wherever this is cut off, that one logs in, and the next
 * login puts the rest in order. Throws WRONG_PASSWORD, INVALID_PASSWORD, CONNECTION_LOST and TIMEOUT (then it may have happened), and
 * what else the tracker and the disk refuse with.
 */
export async function changePassword(
  { profile, trackerKey, passport, backup }: PasswordChangeOptions,
  connection: Connection,
  { current, next }: { readonly current: string; readonly next: string },
): Promise<void> {
  requirePassword(next)
  const { keys, tracker } = profile
  const username = profile.username as Username
  const token = await deriveLoginToken(current, tracker.trackerId, username)
  if (!equalConstantTime(token, passport.token())) {
    throw new ChatError('WRONG_PASSWORD', { subject: username })
  }
  const nextToken = await deriveLoginToken(next, tracker.trackerId, username)

  await keys.addPassword(next)
  try {
    await backup.sync(connection, undefined)
    passport.offer(nextToken)
    await connection.request('password.change', {
      box: loginBox(connection, trackerKey, token),
      newBox: loginBox(connection, trackerKey, nextToken),
    })
  } catch (error) {
    if (isUnanswered(error) && passport.next() !== undefined) {
      // The next login shows which of both it is.
      connection.close()
      throw error
    }
    passport.settle('token')
    await keys.keepPassword('opened')
    await backup.sync(connection, undefined).catch(ignoreRefusal)
    throw error
  }
  passport.settle('next')
  await keys.keepPassword('added')
  await backup.sync(connection, undefined).catch(ignoreRefusal)
}

function isUnanswered(error: unknown): boolean {
  return isChatError(error, 'CONNECTION_LOST') || isChatError(error, 'TIMEOUT')
}

/** What the backup lacks now it gets with the next login. */
function ignoreRefusal(error: unknown): void {
  if (!isChatError(error)) throw error
}
