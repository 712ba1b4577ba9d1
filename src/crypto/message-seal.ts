import type { ChatId, Kid } from '../protocol/ids.ts'
import { lp } from '../protocol/parts.ts'
import { hkdf } from './hash.ts'
import { gcmOpen, gcmSeal, KEY_BYTES, NONCE_BYTES } from './primitives/gcm.ts'

/** What a message's key depends on, beside its bytes. */
export interface MessageContext {
  /** The secret of the epoch that the header names. */
  readonly secret: Uint8Array
  /** The exact header bytes, which the seal covers. */
  readonly header: Uint8Array
  /** As in the header (b64). Random and new for each message: key and nonce follow from it. */
  readonly salt: string
  readonly chat: ChatId
  readonly author: Kid
}

/** Body of a message entry: ciphertext ‖ tag. */
export function sealMessage(message: MessageContext & { readonly plaintext: Uint8Array }): Buffer {
  const { key, nonce } = deriveMessageKey(message)
  return gcmSeal(key, nonce, message.plaintext, message.header)
}

/** Opposite of `sealMessage`; undefined when it was not sealed in this context. */
export function openMessage(
  message: MessageContext & { readonly body: Uint8Array },
): Buffer | undefined {
  const { key, nonce } = deriveMessageKey(message)
  return gcmOpen(key, nonce, message.body, message.header)
}

function deriveMessageKey({ secret, salt, chat, author }: MessageContext) {
  const bytes = hkdf(
    secret,
    Buffer.from(salt, 'base64url'),
    lp('msg', chat, author),
    KEY_BYTES + NONCE_BYTES,
  )
  return { key: bytes.subarray(0, KEY_BYTES), nonce: bytes.subarray(KEY_BYTES) }
}
