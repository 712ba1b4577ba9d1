import { createPublicKey, generateKeyPair } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import type { Kid, TrackerId } from '../protocol/ids.ts'
import { toB64 } from '../shared/bytes.ts'
import { ProtocolError } from '../shared/errors.ts'
import { sha256 } from './hash.ts'

export type PrivateKey = KeyObject
export type PublicKey = KeyObject

const RSA_BITS = 3_072
const RSA_BITS_MIN = 2_048
const RSA_BITS_MAX = 4_096
const RSA_EXPONENT = 65_537
const CACHED_KEYS = 4_096

/** A new RSA key pair, made in the thread pool. */
export async function generateRsaKey(
  bits: number = RSA_BITS,
): Promise<{ privateKey: PrivateKey; publicKey: PublicKey }> {
  return generateKeyPairAsync('rsa', { modulusLength: bits, publicExponent: RSA_EXPONENT })
}

/** SubjectPublicKeyInfo (DER) of a public key, or of the public half of a private one. */
export function spkiOf(key: KeyObject): Buffer {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key
  return publicKey.export({ type: 'spki', format: 'der' })
}

/**
 * The RSA key that somebody sent; throws ProtocolError BAD_RECORD unless it is one this protocol allows, in the one DER
 * spelling that OpenSSL writes (else one key had several kids).
 */
export function publicKeyFromSpki(spki: Uint8Array): PublicKey {
  const cacheKey = Buffer.from(spki.buffer, spki.byteOffset, spki.byteLength).toString('latin1')
  const cached = cache.get(cacheKey)
  if (cached !== undefined) {
    // Last in, last out: a Map keeps the order of insertion.
    cache.delete(cacheKey)
    cache.set(cacheKey, cached)
    return cached
  }
  const key = parseSpki(spki)
  if (cache.size >= CACHED_KEYS) {
    const [oldest] = cache.keys()
    if (oldest !== undefined) cache.delete(oldest)
  }
  cache.set(cacheKey, key)
  return key
}

/** Who the holder of this key is. */
export function kidOf(spki: Uint8Array): Kid {
  return toB64(sha256(spki)) as Kid
}

/** Which tracker the holder of this key is. */
export function trackerIdOf(spki: Uint8Array): TrackerId {
  return toB64(sha256(spki)) as TrackerId
}

/** Whether this is an RSA key (not RSA-PSS, not EC) of a size and exponent that this protocol allows. */
export function isAllowedKey(key: KeyObject): boolean {
  const { modulusLength = 0, publicExponent } = key.asymmetricKeyDetails ?? {}
  return (
    key.asymmetricKeyType === 'rsa' &&
    modulusLength >= RSA_BITS_MIN &&
    modulusLength <= RSA_BITS_MAX &&
    publicExponent === BigInt(RSA_EXPONENT)
  )
}

const generateKeyPairAsync = promisify(generateKeyPair)
/** Parsing a key costs as much as using it; the keys of a room are used again with every message. */
const cache = new Map<string, PublicKey>()

function parseSpki(spki: Uint8Array): PublicKey {
  let key: PublicKey
  try {
    key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
  } catch (cause) {
    throw new ProtocolError('BAD_RECORD', 'not a public key', { cause })
  }
  if (!isAllowedKey(key)) throw new ProtocolError('BAD_RECORD', 'not an allowed RSA key')
  if (!spkiOf(key).equals(spki)) throw new ProtocolError('BAD_RECORD', 'key not canonical')
  return key
}
