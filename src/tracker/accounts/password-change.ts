import { hashToken } from '../../crypto/password.ts'
import { ChatError, ProtocolError } from '../../shared/errors.ts'
import type { TrackerHandler } from '../tracker-context.ts'
import { checkPassword } from './check-password.ts'
import { openLoginToken } from './open-login-token.ts'

/** From now on the new password counts; on disk when it resolves, and the old one still counts when it throws. */
export const passwordChange: TrackerHandler<'password.change'> = async (request, tracker) => {
  const { params, connection } = request
  const { accounts, store } = tracker
  const username = accounts.byKid(connection.kid)?.username ?? ''
  const { token: old } = checkPassword({ username, box: params.box }, connection, tracker)
  const next = openLoginToken(tracker, connection, params.newBox)
  if (next === undefined) throw new ProtocolError('BAD_MESSAGE', 'login box')

  // In memory first: what changes of the account while the disk is busy must not be lost to an older copy.
  const token = hashToken(next)
  const changed = { ...requireAccount(accounts.byUsername(username)), token }
  accounts.put(changed)
  try {
    await store.save(changed)
  } catch (error) {
    accounts.put({ ...requireAccount(accounts.byUsername(username)), token: old })
    throw error
  }
  tracker.log({ type: 'password-changed', username, host: connection.remote.host })
  return { result: {} }
}

function requireAccount<T>(account: T | undefined): T {
  if (account === undefined) throw new ChatError('NOT_LOGGED_IN')
  return account
}
