import { VAULT_BYTES_MAX } from '../../protocol/limits.ts'
import { ChatError, ProtocolError } from '../../shared/errors.ts'
import type { TrackerHandler } from '../tracker-context.ts'
import { checkPassword } from './check-password.ts'

/** The sealed keys of whoever knows the password: that is all there is on a new machine. */
export const vaultRead: TrackerHandler<'vault.read'> = async ({ params, connection }, tracker) => {
  const { username, certificate } = checkPassword(params, connection, tracker, { anyKey: true })
  const body = await tracker.vaults.read(username)
  if (body === undefined) throw new ChatError('NO_BACKUP', { subject: username })
  return { result: { certificate }, body }
}

/** A newer backup in place of the one that its writer knew; an empty one removes it. */
export const vaultWrite: TrackerHandler<'vault.write'> = async (request, tracker) => {
  const { params, body, connection } = request
  if (body.length > VAULT_BYTES_MAX) throw new ProtocolError('BAD_MESSAGE', 'vault too long')
  const account = tracker.accounts.byKid(connection.kid)
  if (account === undefined) throw new ChatError('NOT_LOGGED_IN')
  const { username } = account
  if (body.length === 0) await tracker.vaults.remove(username)
  else await tracker.vaults.replace(username, body, params.replaces)
  return { result: {} }
}
