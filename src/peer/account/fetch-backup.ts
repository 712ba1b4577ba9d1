import { createIdentity } from '../../crypto/identity.ts'
import { spkiOf, trackerIdOf } from '../../crypto/keys.ts'
import { deriveLoginToken } from '../../crypto/password.ts'
import type { Username } from '../../protocol/names.ts'
import { loginBox } from '../session/enter-tracker.ts'
import { ChatError } from '../../shared/errors.ts'
import type { TrackerPin } from '../../store/profile/schemas.ts'
import { toB64 } from '../../shared/bytes.ts'
import { meetTracker, type TrackerPlace } from './meet-tracker.ts'

/** What a tracker gives to whoever knows name and password. */
export interface FetchedBackup {
  readonly sealed: Buffer
  /** Issued to the user's key, DER. */
  readonly certificate: Buffer
  readonly tracker: TrackerPin
}

/**
 * The user's sealed keys from the tracker. Comes with a key made for this one question, since the user's own is what it is about.
 * With `isKnown`, a tracker that it does not accept is told nothing. Throws TRACKER_UNREACHABLE, TRACKER_CHANGED, WRONG_PASSWORD (no
 * such user, too), TOO_MANY_ATTEMPTS, NO_BACKUP.
 */
export async function fetchBackup(
  place: TrackerPlace,
  { username, password }: { readonly username: Username; readonly password: string },
  isKnown: (trackerSpki: Buffer) => boolean = () => true,
): Promise<FetchedBackup> {
  const connection = await meetTracker(place, await createIdentity(), username)
  try {
    const trackerKey = connection.certificate.publicKey
    const spki = spkiOf(trackerKey)
    const { host, port } = place.tracker
    if (!isKnown(spki)) throw new ChatError('TRACKER_CHANGED', { subject: `${host}:${port}` })
    const trackerId = trackerIdOf(spki)
    const token = await deriveLoginToken(password, trackerId, username)
    const { result, body } = await connection.request('vault.read', {
      username,
      box: loginBox(connection, trackerKey, token),
    })
    const certificate = Buffer.from(result.certificate, 'base64url')
    return { sealed: body, certificate, tracker: { trackerId, spki: toB64(spki), host, port } }
  } finally {
    connection.close()
  }
}
