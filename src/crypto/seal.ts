import { randomBytes } from './hash.ts'
import { gcmOpen, gcmSeal, NONCE_BYTES } from './primitives/gcm.ts'

/** AES-256-GCM under a random nonce: nonce ‖ ciphertext ‖ tag. `aad` is bound to it and not contained. */
export function sealBytes(key: Uint8Array, plaintext: Uint8Array, aad: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  return Buffer.concat([nonce, gcmSeal(key, nonce, plaintext, aad)])
}

/** Opposite of `sealBytes`; undefined when key, bytes or `aad` are not the ones. */
export function openBytes(key: Uint8Array, box: Uint8Array, aad: Uint8Array): Buffer | undefined {
  return gcmOpen(key, box.subarray(0, NONCE_BYTES), box.subarray(NONCE_BYTES), aad)
}
