import { issueCertificate } from '../../crypto/certificate.ts'
import { spkiOf } from '../../crypto/keys.ts'
import { checkToken, hashToken } from '../../crypto/password.ts'
import { randomBytes } from '../../crypto/hash.ts'
import { verifyWrapKey } from '../../crypto/wrap-key.ts'
import type { Connection } from '../../net/connection.ts'
import type { Params } from '../../protocol/wire/methods.ts'
import { toB64 } from '../../shared/bytes.ts'
import { ChatError, ProtocolError } from '../../shared/errors.ts'
import type { TrackerContext, TrackerHandler } from '../tracker-context.ts'
import type { Account } from './accounts.ts'
import { loginKey } from './login-key.ts'
import { openLoginToken } from './open-login-token.ts'

const RENEW_CERTIFICATE_AFTER_MS = 90 * 24 * 3_600_000
const TOKEN_BYTES = 32
/** Compared with when there is no such user, so that the answer costs the same. */
const NOBODY = hashToken(randomBytes(TOKEN_BYTES))

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
  tracker.log({ type: 'joined', username, host })
  const { certificate } = account
  return { result: { certificate, directory: tracker.directory.head, seenAs: host } }
}

/**
 * The account, if the box holds its password and the connection its key. One answer and one amount of work for everything that
 * can be wrong, and no pause between looking at the count of failures and raising it.
 */
function checkPassword(
  { username, box }: Params<'login'>,
  connection: Connection,
  { accounts, logins, now, keys }: TrackerContext,
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
  if (account === undefined || !isOwnKey || token === undefined || !isRight) {
    logins.fail(key, now())
    throw new ChatError('WRONG_PASSWORD', { subject: username })
  }
  logins.succeed(key)
  return account
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
