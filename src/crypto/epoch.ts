import type { ChatId, EntryId, Hash, Kid } from '../protocol/ids.ts'
import { lp } from '../protocol/parts.ts'
import type { Wrap, WrapKeyRecord } from '../protocol/records.ts'
import { compareText, fromB64, toB64 } from '../shared/bytes.ts'
import { equalConstantTime, hashB64, hmac, randomBytes } from './hash.ts'
import { publicKeyFromSpki } from './keys.ts'
import type { PrivateKey } from './keys.ts'
import { oaepDecrypt, oaepEncrypt } from './primitives/oaep.ts'

const SECRET_BYTES = 32

/** What one set of members shares until the set changes. */
export function createEpochSecret(): Buffer {
  return randomBytes(SECRET_BYTES)
}

/** What an epoch event says of its secret: enough to recognise it, nothing to find it. */
export function epochCommitment(secret: Uint8Array, chat: ChatId): Hash {
  return toB64(hmac(secret, lp('kc', chat))) as Hash
}

/** The same for equal sets, in any order. */
export function membersHash(kids: Iterable<Kid>): Hash {
  return hashB64('members', ...[...new Set(kids)].sort(compareText))
}

/** The epoch's secret for one member. The record must have been verified; throws ProtocolError BAD_RECORD for a bad key. */
export function wrapSecret(options: {
  readonly secret: Uint8Array
  readonly chat: ChatId
  readonly epoch: EntryId
  readonly wrapKey: WrapKeyRecord
}): Wrap {
  const { secret, chat, epoch, wrapKey } = options
  const publicKey = publicKeyFromSpki(Buffer.from(wrapKey.spki, 'base64url'))
  const to = { epoch, to: wrapKey.kid, wrapKid: wrapKey.wrapKid }
  return { ...to, box: toB64(oaepEncrypt(publicKey, secret, wrapLabel(chat, to))) }
}

/** Opposite of `wrapSecret`; undefined unless the box holds the very secret that the epoch event committed to. */
export function unwrapSecret(options: {
  readonly wrap: Wrap
  readonly chat: ChatId
  readonly privateKey: PrivateKey
  readonly commitment: Hash
}): Buffer | undefined {
  const { wrap, chat, privateKey, commitment } = options
  const box = fromB64(wrap.box)
  if (box === undefined) return undefined
  const secret = oaepDecrypt(privateKey, box, wrapLabel(chat, wrap))
  if (secret?.length !== SECRET_BYTES) return undefined
  const made = Buffer.from(epochCommitment(secret, chat))
  return equalConstantTime(made, Buffer.from(commitment)) ? secret : undefined
}

/** A room's chat is named by who created it and a nonce. */
export function roomChatId(creator: Kid, nonce: string): ChatId {
  return hashB64('room', creator, nonce) as string as ChatId
}

/** A DM's chat is named by its two members, in any order. */
export function dmChatId(a: Kid, b: Kid): ChatId {
  return hashB64('dm', ...[a, b].sort(compareText)) as string as ChatId
}

function wrapLabel(chat: ChatId, { epoch, to, wrapKid }: Omit<Wrap, 'box'>): Buffer {
  return lp('wrap', chat, epoch, to, wrapKid)
}
