import type { Hash } from '../protocol/ids.ts'
import { lp } from '../protocol/parts.ts'
import type { WrapKeyRecord } from '../protocol/records.ts'
import { encodeJson } from '../protocol/strict-json.ts'
import { fromB64, toB64 } from '../shared/bytes.ts'
import { ProtocolError } from '../shared/errors.ts'
import type { Identity } from './identity.ts'
import { generateRsaKey, kidOf, publicKeyFromSpki, spkiOf } from './keys.ts'
import type { PrivateKey, PublicKey } from './keys.ts'
import { sign, verify } from './sign.ts'

const DAY_MS = 24 * 3_600_000
/** A new wrap key is made after this time. */
export const WRAP_KEY_LIFE_MS = 7 * DAY_MS
/** The private key is deleted this long after its record ended; until then others may still wrap for it. */
export const WRAP_KEY_KEPT_MS = 30 * DAY_MS

/** A key that only opens wraps: deleting it later closes them for good, which no identity key could do. */
export async function createWrapKey(
  identity: Identity,
  now: number,
): Promise<{ record: WrapKeyRecord; privateKey: PrivateKey }> {
  const { privateKey, publicKey } = await generateRsaKey()
  const spki = spkiOf(publicKey)
  const fields: Unsigned = {
    v: 1,
    kid: identity.kid,
    wrapKid: wrapKidOf(spki),
    spki: toB64(spki),
    notBefore: now,
    notAfter: now + WRAP_KEY_LIFE_MS,
  }
  const sig = toB64(await sign(identity.privateKey, signedBytes(fields)))
  return { record: { ...fields, sig }, privateKey }
}

/**
 * Whether `record` is its owner's word and its owner still holds the key. Being away for a while, or a clock that is wrong by
 * days, must not shut anybody out: a record serves as long as the private key is kept, and as long before its time.
 */
export function verifyWrapKey(
  record: WrapKeyRecord,
  identityPublicKey: PublicKey,
  now: number,
): boolean {
  const { sig, ...fields } = record
  const signature = fromB64(sig)
  const spki = fromB64(record.spki)
  const life = record.notAfter - record.notBefore
  return (
    signature !== undefined &&
    spki !== undefined &&
    record.kid === kidOf(spkiOf(identityPublicKey)) &&
    record.wrapKid === wrapKidOf(spki) &&
    life > 0 &&
    life <= WRAP_KEY_LIFE_MS &&
    now >= record.notBefore - WRAP_KEY_KEPT_MS &&
    now < record.notAfter + WRAP_KEY_KEPT_MS &&
    isAllowedSpki(spki) &&
    verify(identityPublicKey, signedBytes(fields), signature)
  )
}

type Unsigned = Omit<WrapKeyRecord, 'sig'>

function wrapKidOf(spki: Uint8Array): Hash {
  return kidOf(spki) as string as Hash
}

/** Built key by key: what is signed must not depend on the order in which somebody put the record together. */
function signedBytes({ v, kid, wrapKid, spki, notBefore, notAfter }: Unsigned): Buffer {
  return lp('wrap-key', encodeJson({ v, kid, wrapKid, spki, notBefore, notAfter }))
}

function isAllowedSpki(spki: Uint8Array): boolean {
  try {
    publicKeyFromSpki(spki)
    return true
  } catch (error) {
    if (error instanceof ProtocolError) return false
    throw error
  }
}
