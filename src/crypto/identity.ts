import { createPublicKey } from 'node:crypto'
import type { Kid } from '../protocol/ids.ts'
import { formatFingerprint } from './fingerprint.ts'
import { generateRsaKey, kidOf, spkiOf } from './keys.ts'
import type { PrivateKey, PublicKey } from './keys.ts'

/** A user's key pair; names are labels for it. */
export interface Identity {
  readonly kid: Kid
  readonly privateKey: PrivateKey
  readonly publicKey: PublicKey
  readonly spki: Buffer
  readonly fingerprint: string
}

export async function createIdentity(): Promise<Identity> {
  const { privateKey } = await generateRsaKey()
  return identityFromKey(privateKey)
}

export function identityFromKey(privateKey: PrivateKey): Identity {
  const publicKey = createPublicKey(privateKey)
  const spki = spkiOf(publicKey)
  const kid = kidOf(spki)
  return { kid, privateKey, publicKey, spki, fingerprint: formatFingerprint(kid) }
}
