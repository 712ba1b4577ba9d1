import { createCipheriv, createDecipheriv } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { lp } from '../../protocol/parts.ts'
import { hkdf } from '../hash.ts'
import { KEY_BYTES, NONCE_BYTES } from '../primitives/gcm.ts'

const TAG_BYTES = 16
const EMPTY = new Uint8Array(0)
/** Ciphertext comes in pieces of this size. */
const PIECE_BYTES = 256 * 1_024
/** Sealed or opened at once, before others get their turn: some tenths of a millisecond. */
const BYTES_PER_TURN = 4 * PIECE_BYTES

/** Where a chunk stands: its key and nonce follow from it, so a file key serves one manifest only. */
export interface ChunkPlace {
  readonly fileKey: Uint8Array
  readonly index: number
  /** Of the whole file, in bytes. */
  readonly fileSize: number
}

/** AES-256-GCM; the ciphertext in pieces. */
export async function sealChunk(
  place: ChunkPlace,
  plaintext: Buffer,
): Promise<{ pieces: readonly Buffer[]; tag: Buffer }> {
  const { key, nonce } = deriveKey(place)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  const pieces: Buffer[] = []
  for (let at = 0; at < plaintext.length; at += PIECE_BYTES) {
    if (at > 0 && at % BYTES_PER_TURN === 0) await nextTurn()
    pieces.push(cipher.update(plaintext.subarray(at, at + PIECE_BYTES)))
  }
  cipher.final()
  return { pieces, tag: cipher.getAuthTag() }
}

/** Opposite of `sealChunk`, from pieces of any size; undefined when anything differs. */
export async function openChunk(
  place: ChunkPlace,
  pieces: readonly Buffer[],
  tag: Buffer,
): Promise<readonly Buffer[] | undefined> {
  const { key, nonce } = deriveKey(place)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAuthTag(tag)
  const plaintext: Buffer[] = []
  let turnBytes = 0
  for (const piece of pieces) {
    if (turnBytes >= BYTES_PER_TURN) {
      await nextTurn()
      turnBytes = 0
    }
    plaintext.push(decipher.update(piece))
    turnBytes += piece.length
  }
  try {
    decipher.final()
  } catch {
    return undefined
  }
  return plaintext
}

function deriveKey({ fileKey, index, fileSize }: ChunkPlace) {
  const place = Buffer.alloc(12)
  place.writeUInt32BE(index, 0)
  place.writeBigUInt64BE(BigInt(fileSize), 4)
  const bytes = hkdf(fileKey, EMPTY, lp('chunk', place), KEY_BYTES + NONCE_BYTES)
  return { key: bytes.subarray(0, KEY_BYTES), nonce: bytes.subarray(KEY_BYTES) }
}
