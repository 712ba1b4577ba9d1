import { issueCertificate } from '../../crypto/certificate.ts'
import { spkiOf } from '../../crypto/keys.ts'
import { verifyWrapKey } from '../../crypto/wrap-key.ts'
import type { Connection } from '../../net/connection.ts'
import type { Params } from '../../protocol/wire/methods.ts'
import { toB64 } from '../../shared/bytes.ts'
import { ChatError, ProtocolError } from '../../shared/errors.ts'
import type { TrackerContext, TrackerHandler } from '../tracker-context.ts'
import type { Account } from './accounts.ts'
import { checkPassword } from './check-password.ts'

const RENEW_CERTIFICATE_AFTER_MS = 90 * 24 * 3_600_000

/** The user of this connection's key comes online; an earlier connection of his is told and closed. */
export const login: TrackerHandler<'login'> = async ({ params, connection }, tracker) => {
  const { username, listen, wrapKey } = params
  const { host } = connection.remote
  if (!verifyWrapKey(wrapKey, connection.certificate.publicKey, tracker.now())) {
    throw new ProtocolError('BAD_RECORD', 'wrap key')
  }
  const account = refresh(checkPassword(params, connection, tracker), params, connection, tracker)

  const earlier = tracker.sessions.logIn({ connection, username, listen })
  if (earlier !== undefined) {
    earlier.connection.notify('displaced', {})
    earlier.connection.close('displaced')
    tracker.log({ type: 'left', username, why: 'displaced' })
  }
  tracker.watchers.come(connection.kid)
  tracker.governance.inactivity.came(connection.kid)
  tracker.log({ type: 'joined', username, host })
  const { certificate } = account
  const backup = await tracker.vaults.hashOf(username)
  return { result: { certificate, directory: tracker.directory.head, backup, seenAs: host } }
}

/** Takes in a new wrap key and renews an old certificate. The login does not wait for the disk and does not fail with it. */
function refresh(
  account: Account,
  { wrapKey }: Params<'login'>,
  connection: Connection,
  tracker: TrackerContext,
): Account {
  const now = tracker.now()
  const isCertificateOld = Math.abs(now - account.certifiedAt) > RENEW_CERTIFICATE_AFTER_MS
  if (account.wrapKey?.sig === wrapKey.sig && !isCertificateOld) return account
  const changed = {
    ...account,
    wrapKey,
    ...(isCertificateOld ? certify(account, connection, tracker) : {}),
  }
  tracker.accounts.put(changed)
  tracker.store.save(changed).catch((error: unknown) => {
    if (!(error instanceof ChatError)) throw error
    tracker.log({ type: 'disk-failed', code: error.code, what: 'users' })
  })
  return changed
}

function certify(
  { username }: Account,
  connection: Connection,
  tracker: TrackerContext,
): Pick<Account, 'certificate' | 'certifiedAt'> {
  const { privateKey: trackerKey, certificate: trackerCertificate } = tracker.keys
  const spki = spkiOf(connection.certificate.publicKey)
  const certificate = issueCertificate({ trackerKey, trackerCertificate, spki, username })
  return { certificate: toB64(certificate), certifiedAt: tracker.now() }
}
