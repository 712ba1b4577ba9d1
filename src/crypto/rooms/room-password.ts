import type { ChatId, Kid } from '../../protocol/ids.ts'
import { lp } from '../../protocol/parts.ts'
import type { SealedProof, WrapKeyRecord } from '../../protocol/records.ts'
import { fromB64, toB64 } from '../../shared/bytes.ts'
import { equalConstantTime, H, hmac } from '../hash.ts'
import { publicKeyFromSpki, type PrivateKey } from '../keys.ts'
import { oaepDecrypt, oaepEncrypt } from '../primitives/oaep.ts'
import { stretchPassword } from '../primitives/scrypt.ts'

const ROOM_COST = 2 ** 15
const PROOF_BYTES = 32

/** What the members of a room keep of its password; another for each room and generation. */
export async function deriveRoomKey(
  password: string,
  chat: ChatId,
  generation: number,
): Promise<Buffer> {
  return stretchPassword(password, H('roompw', chat, String(generation)), ROOM_COST)
}

/** Who proves the password to whom, and to what the proof is bound: a connection, or a wish that waits. */
export interface ProofContext {
  readonly chat: ChatId
  readonly generation: number
  readonly asker: Kid
  readonly member: Kid
  /** Keying material of the connection, or the nonce of the wish. */
  readonly bound: { readonly to: 'connection'; readonly exporter: Uint8Array } | BoundToWish
}

export interface BoundToWish {
  readonly to: 'wish'
  readonly nonce: string
}

/** Says that its maker knows the password, to one member only; whoever lacks the key could search the password with it. */
export function proveRoomPassword(key: Uint8Array, context: ProofContext): Buffer {
  const { chat, generation, asker, member, bound } = context
  const parts = [chat, String(generation), asker, member] as const
  return bound.to === 'connection'
    ? hmac(key, lp('pw', ...parts, bound.exporter))
    : hmac(key, lp('pw-later', ...parts, bound.nonce))
}

export function checkRoomProof(key: Uint8Array, context: ProofContext, proof: Uint8Array): boolean {
  return equalConstantTime(proveRoomPassword(key, context), proof)
}

/** A proof that only one member can read, to be kept by the tracker meanwhile. The record must have been verified. */
export function sealProof(
  proof: Uint8Array,
  { chat, asker, wrapKey }: { chat: ChatId; asker: Kid; wrapKey: WrapKeyRecord },
): SealedProof {
  const publicKey = publicKeyFromSpki(Buffer.from(wrapKey.spki, 'base64url'))
  const to = { to: wrapKey.kid, wrapKid: wrapKey.wrapKid }
  const box = oaepEncrypt(publicKey, proof, proofLabel(chat, asker, to))
  return { ...to, box: toB64(box) }
}

/** Opposite of `sealProof`; undefined when it was made for another key, room or asker. */
export function openProof(
  sealed: SealedProof,
  { chat, asker, privateKey }: { chat: ChatId; asker: Kid; privateKey: PrivateKey },
): Buffer | undefined {
  const box = fromB64(sealed.box)
  if (box === undefined) return undefined
  const proof = oaepDecrypt(privateKey, box, proofLabel(chat, asker, sealed))
  return proof?.length === PROOF_BYTES ? proof : undefined
}

function proofLabel(chat: ChatId, asker: Kid, { to, wrapKid }: Omit<SealedProof, 'box'>): Buffer {
  return lp('join-proof', chat, asker, to, wrapKid)
}
