import type { EntryId } from '../protocol/ids.ts'
import { lp } from '../protocol/parts.ts'
import { hashB64, sha256 } from './hash.ts'
import type { PrivateKey, PublicKey } from './keys.ts'
import { sign, verifyAsync } from './sign.ts'

/** Names an entry by all of its bytes but the signature. */
export function entryId(header: Uint8Array, body: Uint8Array): EntryId {
  return hashB64('entry', header, sha256(body)) as string as EntryId
}

export async function signEntry(privateKey: PrivateKey, id: EntryId): Promise<Buffer> {
  return sign(privateKey, lp('sig', id))
}

export async function verifyEntrySignature(
  publicKey: PublicKey,
  id: EntryId,
  signature: Uint8Array,
): Promise<boolean> {
  return verifyAsync(publicKey, lp('sig', id), signature)
}
