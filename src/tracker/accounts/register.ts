import { issueCertificate } from '../../crypto/certificate.ts'
import { verifyBinding } from '../../crypto/directory.ts'
import { spkiOf } from '../../crypto/keys.ts'
import { checkToken, hashToken } from '../../crypto/password.ts'
import { VAULT_BYTES_MAX } from '../../protocol/limits.ts'
import { toB64 } from '../../shared/bytes.ts'
import { ProtocolError } from '../../shared/errors.ts'
import type { TrackerHandler } from '../tracker-context.ts'
import type { Account } from './accounts.ts'
import { openLoginToken } from './open-login-token.ts'

/**
 * A new account for the key of this connection. On disk in an order that a crash cannot spoil: an account that the directory
 * does not name was never answered, and its name is free again after a restart.
 */
export const register: TrackerHandler<'register'> = async (request, tracker) => {
  const { params, body, connection } = request
  const { username, userSig, box } = params
  const { kid } = connection
  const spki = spkiOf(connection.certificate.publicKey)
  const binding = { type: 'bind', username, trackerId: tracker.trackerId } as const
  if (!verifyBinding(binding, spki, userSig)) throw new ProtocolError('BAD_SIGNATURE', 'binding')
  const token = openLoginToken(tracker, connection, box)
  if (token === undefined) throw new ProtocolError('BAD_MESSAGE', 'login box')
  if (body.length > VAULT_BYTES_MAX) throw new ProtocolError('BAD_MESSAGE', 'vault too long')

  const known = tracker.accounts.byKid(kid)
  const record = tracker.directory.recordOf(kid)
  if (known?.username === username && record !== undefined && checkToken(token, known.token)) {
    // Our earlier answer got lost on its way.
    return { result: { certificate: known.certificate, record } }
  }

  const held = tracker.accounts.reserve(username, kid)
  try {
    const { privateKey: trackerKey, certificate: trackerCertificate } = tracker.keys
    const time = tracker.now()
    const account: Account = {
      username,
      kid,
      token: hashToken(token),
      certificate: toB64(issueCertificate({ trackerKey, trackerCertificate, spki, username })),
      certifiedAt: time,
      wrapKey: null,
    }
    if (body.length > 0) await tracker.store.saveVault(username, body)
    await tracker.store.save(account)
    const made = await tracker.directory.bind({ username, kid, spki: toB64(spki), time, userSig })
    tracker.accounts.put(account)
    tracker.log({ type: 'registered', username, host: connection.remote.host })
    return { result: { certificate: account.certificate, record: made } }
  } catch (error) {
    held.release()
    throw error
  }
}
