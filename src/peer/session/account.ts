import { setTimeout as sleep } from 'node:timers/promises'
import { createSelfSignedCertificate } from '../../crypto/certificate.ts'
import { signBinding } from '../../crypto/directory.ts'
import { createIdentity } from '../../crypto/identity.ts'
import { publicKeyFromSpki, spkiOf, trackerIdOf, type PublicKey } from '../../crypto/keys.ts'
import { deriveLoginToken } from '../../crypto/password.ts'
import type { Identity } from '../../crypto/identity.ts'
import type { Connection } from '../../net/connection.ts'
import { dial } from '../../net/dial.ts'
import type { TrackerId } from '../../protocol/ids.ts'
import { VERSION } from '../../protocol/limits.ts'
import { parseUsername, type Username } from '../../protocol/names.ts'
import { fromB64, toB64 } from '../../shared/bytes.ts'
import { ChatError, isChatError, withSubject } from '../../shared/errors.ts'
import type { Disk } from '../../store/disk/disk.ts'
import { createProfile, openProfile, type Profile } from '../../store/profile.ts'
import type { Credentials } from '../peer.ts'
import { loginBox } from './enter-tracker.ts'

const MAX_PASSWORD_LENGTH = 1_024
const MEETINGS = 4
const BETWEEN_MEETINGS_MS = 400

export interface AccountPlace {
  readonly dataDir: string
  readonly tracker: { readonly host: string; readonly port: number }
  readonly trackerFingerprint?: string | undefined
  readonly disk: Disk | undefined
  now(): number
  /** Something on the disk was damaged, set aside and begun anew. */
  onDamaged(damage: { readonly path: string }): void
}

export interface OpenAccount {
  readonly profile: Profile
  /** Proves the password to the tracker. */
  readonly token: Buffer
}

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

/** The profile of a user of this machine. Throws NO_PROFILE_HERE, WRONG_PASSWORD, PROFILE_IN_USE, PROFILE_DAMAGED. */
export async function openAccount(
  place: AccountPlace,
  { username: typed, password }: Credentials,
): Promise<OpenAccount> {
  const username = requireUsername(typed)
  const profile = await openProfile({
    dataDir: place.dataDir,
    disk: place.disk,
    username,
    password,
    onDamaged: place.onDamaged,
  })
  try {
    const token = await deriveLoginToken(password, profile.tracker.trackerId, username)
    return { profile, token }
  } catch (error) {
    await profile.close()
    throw error
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
    { body: profile.backup },
  )
  return Buffer.from(result.certificate, 'base64url')
}

/** A connection for somebody whom the tracker does not know yet; a tracker under a flood may turn one away for a moment. */
async function meetTracker(
  place: AccountPlace,
  identity: Identity,
  username: Username,
): Promise<Connection> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await dialTracker(place, identity, username)
    } catch (error) {
      if (attempt === MEETINGS || !wasTurnedAway(error)) throw error
      await sleep(attempt * BETWEEN_MEETINGS_MS)
    }
  }
}

/** Reached, but cut off before anything was said: nobody there would be another error. */
function wasTurnedAway(error: unknown): boolean {
  const cause = isChatError(error, 'TRACKER_UNREACHABLE') ? error.cause : undefined
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNRESET'
}

function dialTracker(
  place: AccountPlace,
  identity: Identity,
  username: Username,
): Promise<Connection> {
  const trackerId = parseFingerprint(place.trackerFingerprint)
  return dial({
    ...place.tracker,
    key: identity.privateKey,
    certificate: selfSigned(identity, username),
    expect: trackerId === undefined ? {} : { trackerId },
    hello: () => ({
      kind: 'hello',
      versions: [VERSION],
      kid: identity.kid,
      username: null,
      trackerId: null,
      directory: [0, ''],
      caps: {},
    }),
    handlers: { methods: {}, notices: {} },
  })
}

function selfSigned(identity: Identity, username: Username): Buffer {
  const { privateKey, publicKey } = identity
  return createSelfSignedCertificate({ privateKey, publicKey, name: username })
}

function requireUsername(typed: string): Username {
  const username = parseUsername(typed)
  if (username === undefined) throw new ChatError('INVALID_USERNAME', { subject: typed })
  return username
}

function requirePassword(password: string): void {
  if (password === '' || password.length > MAX_PASSWORD_LENGTH) {
    throw new ChatError('INVALID_PASSWORD')
  }
}

/** 64 hexadecimal digits in any grouping, or b64. Throws USAGE for anything else. */
function parseFingerprint(text: string | undefined): TrackerId | undefined {
  if (text === undefined) return undefined
  const digits = text.replaceAll(/[\s:]/g, '')
  if (/^[0-9a-f]{64}$/i.test(digits)) return toB64(Buffer.from(digits, 'hex')) as TrackerId
  if (fromB64(digits)?.length === 32) return digits as TrackerId
  throw new ChatError('USAGE', { subject: '--tracker-fingerprint' })
}
