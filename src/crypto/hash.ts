import { createHmac, hash, hkdfSync, randomFillSync, timingSafeEqual } from 'node:crypto'
import type { Hash } from '../protocol/ids.ts'
import { lp } from '../protocol/parts.ts'
import { toB64 } from '../shared/bytes.ts'

export function sha256(bytes: Uint8Array): Buffer {
  return hash('sha256', bytes, 'buffer')
}

/** `H(tag, p1..pn)`: SHA-256 of LP, so that no two uses of the hash can be taken for each other. */
export function H(tag: string, ...parts: readonly (Uint8Array | string)[]): Buffer {
  return sha256(lp(tag, ...parts))
}

export function hashB64(tag: string, ...parts: readonly (Uint8Array | string)[]): Hash {
  return toB64(H(tag, ...parts)) as Hash
}

/** HMAC-SHA256. */
export function hmac(key: Uint8Array, bytes: Uint8Array): Buffer {
  return createHmac('sha256', key).update(bytes).digest()
}

/** HKDF-SHA256 (RFC 5869), extract and expand. */
export function hkdf(
  key: Uint8Array,
  salt: Uint8Array,
  info: Uint8Array,
  lengthBytes: number,
): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, info, lengthBytes))
}

export function randomBytes(count: number): Buffer {
  // A buffer of its own, never a slice of a shared pool: keys must not lie beside what others read.
  const bytes = Buffer.alloc(count)
  if (count > RESERVE_BYTES / 8) return randomFillSync(bytes)
  if (reserveLeft < count) reserveLeft = randomFillSync(reserve).length
  reserve.copy(bytes, 0, reserveLeft - count, reserveLeft)
  reserve.fill(0, reserveLeft - count, reserveLeft)
  reserveLeft -= count
  return bytes
}

/** Salts and nonces are short and many: one call of the system serves a hundred of them. Each byte is given out once. */
const RESERVE_BYTES = 4_096
const reserve = Buffer.alloc(RESERVE_BYTES)
let reserveLeft = 0

/** Compares secrets without telling by its duration where they differ; only the lengths are no secret. */
export function equalConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}
