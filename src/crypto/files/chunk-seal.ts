import { webcrypto } from 'node:crypto'
import { lp } from '../../protocol/parts.ts'
import { hkdf } from '../hash.ts'
import { KEY_BYTES, NONCE_BYTES } from '../primitives/gcm.ts'

const TAG_BYTES = 16
const TAG_BITS = 8 * TAG_BYTES
const EMPTY = new Uint8Array(0)
const { subtle } = webcrypto

/** Where a chunk stands: its key and nonce follow from it, so a file key serves one manifest only. */
export interface ChunkPlace {
  readonly fileKey: Uint8Array
  readonly index: number
  /** Of the whole file, in bytes. */
  readonly fileSize: number
}

/** AES-256-GCM in the thread pool: a chunk takes milliseconds, and meanwhile keys are typed. */
export async function sealChunk(
  place: ChunkPlace,
  plaintext: Uint8Array,
): Promise<{ ciphertext: Buffer; tag: Buffer }> {
  const { key, iv } = await deriveKey(place, 'encrypt')
  const sealed = Buffer.from(
    await subtle.encrypt({ name: 'AES-GCM', iv, tagLength: TAG_BITS }, key, view(plaintext)),
  )
  const end = sealed.length - TAG_BYTES
  return { ciphertext: sealed.subarray(0, end), tag: sealed.subarray(end) }
}

/** Opposite of `sealChunk` for ciphertext ‖ tag; undefined when anything differs. */
export async function openChunk(
  place: ChunkPlace,
  sealed: Uint8Array,
): Promise<Buffer | undefined> {
  const { key, iv } = await deriveKey(place, 'decrypt')
  try {
    return Buffer.from(
      await subtle.decrypt({ name: 'AES-GCM', iv, tagLength: TAG_BITS }, key, view(sealed)),
    )
  } catch {
    return undefined
  }
}

async function deriveKey({ fileKey, index, fileSize }: ChunkPlace, use: 'encrypt' | 'decrypt') {
  const place = Buffer.alloc(12)
  place.writeUInt32BE(index, 0)
  place.writeBigUInt64BE(BigInt(fileSize), 4)
  const bytes = hkdf(fileKey, EMPTY, lp('chunk', place), KEY_BYTES + NONCE_BYTES)
  const secret = bytes.subarray(0, KEY_BYTES)
  const key = await subtle.importKey('raw', view(secret), 'AES-GCM', false, [use])
  return { key, iv: view(bytes.subarray(KEY_BYTES)) }
}

/** Buffers of this program never lie in shared memory; the type of the standard library wants to be told. */
function view(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>
}
