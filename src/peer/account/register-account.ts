import { signBinding } from '../../crypto/directory.ts'
import { createIdentity } from '../../crypto/identity.ts'
import { publicKeyFromSpki, spkiOf, trackerIdOf, type PublicKey } from '../../crypto/keys.ts'
import { deriveLoginToken } from '../../crypto/password.ts'
import type { Connection } from '../../net/connection.ts'
import type { TrackerId } from '../../protocol/ids.ts'
import type { Username } from '../../protocol/names.ts'
import { toB64 } from '../../shared/bytes.ts'
import { isChatError, withSubject } from '../../shared/errors.ts'
import { createProfile, type Profile } from '../../store/profile.ts'
import type { Credentials } from '../peer.ts'
import { loginBox } from '../session/enter-tracker.ts'
import { requirePassword, requireUsername } from './credentials.ts'
import { meetTracker, selfSigned } from './meet-tracker.ts'
import type { AccountPlace, OpenAccount } from './open-account.ts'

/**
 * A new identity, registered with the tracker and kept in a profile. Throws INVALID_USERNAME, INVALID_PASSWORD, USERNAME_TAKEN,
 * TRACKER_UNREACHABLE, TRACKER_CHANGED and the disk's; then nothing is left behind.
 */
export async function registerAccount(
  place: AccountPlace,
  { username: typed, password }: Credentials,
): Promise<OpenAccount> {
  const username = requireUsername(typed)
  requirePassword(password)
  const identity = await createIdentity()
  const connection = await meetTracker(place, identity, username)
  try {
    const spki = spkiOf(connection.certificate.publicKey)
    const trackerId = trackerIdOf(spki)
    const token = await deriveLoginToken(password, trackerId, username)
    // The profile comes first: an account whose keys were never written would be lost for good.
    const profile = await createProfile({
      dataDir: place.dataDir,
      disk: place.disk,
      username,
      password,
      identity,
      tracker: { trackerId, spki: toB64(spki), ...place.tracker },
      certificate: selfSigned(identity, username),
    })
    try {
      if (place.keyBackup === false) await profile.keys.wantBackup(false)
      const trackerKey = publicKeyFromSpki(spki)
      const known = { trackerId, trackerKey, token }
      const certificate = await register(connection, profile, known).catch(
        async (error: unknown) => {
          if (!isChatError(error, 'CONNECTION_LOST') && !isChatError(error, 'TIMEOUT')) throw error
          // The answer may have been lost on its way; the same key may ask again.
          const second = await meetTracker(place, identity, username)
          return register(second, profile, known).finally(() => second.close())
        },
      )
      await profile.saveCertificate(certificate)
    } catch (error) {
      await profile.discard()
      throw isChatError(error) ? withSubject(error, username) : error
    }
    return { profile, token }
  } finally {
    connection.close()
  }
}

async function register(
  connection: Connection,
  profile: Profile,
  known: { readonly trackerId: TrackerId; readonly trackerKey: PublicKey; readonly token: Buffer },
): Promise<Buffer> {
  const username = profile.username as Username
  const { trackerId, trackerKey, token } = known
  const userSig = await signBinding(profile.identity, { trackerId, type: 'bind', username })
  const { result } = await connection.request(
    'register',
    { username, userSig, box: loginBox(connection, trackerKey, token) },
    profile.keys.isBackupWanted ? { body: profile.keys.backup() } : {},
  )
  return Buffer.from(result.certificate, 'base64url')
}
