import type { KeyObject } from 'node:crypto'
import { constants, privateDecrypt, publicEncrypt } from 'node:crypto'
import type { PrivateKey, PublicKey } from '../keys.ts'

/** RSA-OAEP with SHA-256 and MGF1-SHA-256; `label` says what the box is for and must be equal at both ends. */
export function oaepEncrypt(publicKey: PublicKey, bytes: Uint8Array, label: Uint8Array): Buffer {
  return publicEncrypt(oaep(publicKey, label), bytes)
}

/** Opposite of `oaepEncrypt`; undefined for anything that was not made for this key and label. */
export function oaepDecrypt(
  privateKey: PrivateKey,
  box: Uint8Array,
  label: Uint8Array,
): Buffer | undefined {
  try {
    return privateDecrypt(oaep(privateKey, label), box)
  } catch {
    return undefined
  }
}

function oaep(key: KeyObject, label: Uint8Array) {
  return {
    key,
    padding: constants.RSA_PKCS1_OAEP_PADDING,
    oaepHash: 'sha256',
    oaepLabel: Buffer.from(label),
  }
}
