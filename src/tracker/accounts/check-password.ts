import { randomBytes } from '../../crypto/hash.ts'
import { checkToken, hashToken } from '../../crypto/password.ts'
import type { Connection } from '../../net/connection.ts'
import { ChatError } from '../../shared/errors.ts'
import type { TrackerContext } from '../tracker-context.ts'
import type { Account } from './accounts.ts'
import { loginKey } from './login-key.ts'
import { openLoginToken } from './open-login-token.ts'

const TOKEN_BYTES = 32
/** Compared with when there is no such user, so that the answer costs the same. */
const NOBODY = hashToken(randomBytes(TOKEN_BYTES))

/**
 * The account, if the box holds its password and, unless `anyKey`, the connection its key. Throws WRONG_PASSWORD: one answer and
 * one amount of work for everything that can be wrong, and no pause between looking at the count of failures and raising it;
 * TOO_MANY_ATTEMPTS while the count is too high.
 */
export function checkPassword(
  { username, box }: { readonly username: string; readonly box: string },
  connection: Connection,
  { accounts, logins, now, keys }: TrackerContext,
  { anyKey }: { readonly anyKey: boolean } = { anyKey: false },
): Account {
  const account = accounts.byUsername(username)
  const isOwnKey = account?.kid === connection.kid
  const key = loginKey(username, connection.remote.host, isOwnKey)
  const retryAfterMs = logins.waitMs(key, now())
  if (retryAfterMs > 0) {
    throw new ChatError('TOO_MANY_ATTEMPTS', { subject: username, retryAfterMs })
  }
  const token = openLoginToken({ keys }, connection, box)
  const isRight = checkToken(token ?? Buffer.alloc(TOKEN_BYTES), account?.token ?? NOBODY)
  if (account === undefined || !(isOwnKey || anyKey) || token === undefined || !isRight) {
    logins.fail(key, now())
    throw new ChatError('WRONG_PASSWORD', { subject: username })
  }
  logins.succeed(key)
  return account
}
