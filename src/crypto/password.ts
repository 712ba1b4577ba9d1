import type { TrackerId } from '../protocol/ids.ts'
import { lp } from '../protocol/parts.ts'
import { toB64 } from '../shared/bytes.ts'
import { equalConstantTime, H, randomBytes, sha256 } from './hash.ts'
import type { PrivateKey, PublicKey } from './keys.ts'
import { oaepDecrypt, oaepEncrypt } from './primitives/oaep.ts'
import { stretchPassword } from './primitives/scrypt.ts'

const LOGIN_COST = 2 ** 16
const SALT_BYTES = 16
const TOKEN_BYTES = 32

/** What a tracker keeps of a login token, b64. */
export interface StoredToken {
  readonly salt: string
  readonly hash: string
}

/** What is sent instead of the password: useless at another tracker and for another name. */
export async function deriveLoginToken(
  password: string,
  trackerId: TrackerId,
  username: string,
): Promise<Buffer> {
  return stretchPassword(password, H('login', trackerId, username), LOGIN_COST)
}

/** A plain hash is enough here: the token was stretched already, where it was typed. */
export function hashToken(token: Uint8Array): StoredToken {
  const salt = randomBytes(SALT_BYTES)
  return { salt: toB64(salt), hash: toB64(saltedHash(salt, token)) }
}

export function checkToken(token: Uint8Array, stored: StoredToken): boolean {
  const made = saltedHash(Buffer.from(stored.salt, 'base64url'), token)
  return equalConstantTime(made, Buffer.from(stored.hash, 'base64url'))
}

/** `exporter` is keying material of the connection: a box copied to another connection does not open there. */
export function sealLoginBox(
  trackerPublicKey: PublicKey,
  token: Uint8Array,
  exporter: Uint8Array,
): Buffer {
  return oaepEncrypt(trackerPublicKey, token, lp('login', exporter))
}

/** Opposite of `sealLoginBox`; undefined for a box made for another key or connection. */
export function openLoginBox(
  trackerPrivateKey: PrivateKey,
  box: Uint8Array,
  exporter: Uint8Array,
): Buffer | undefined {
  const token = oaepDecrypt(trackerPrivateKey, box, lp('login', exporter))
  return token?.length === TOKEN_BYTES ? token : undefined
}

function saltedHash(salt: Uint8Array, token: Uint8Array): Buffer {
  return sha256(Buffer.concat([salt, token]))
}
