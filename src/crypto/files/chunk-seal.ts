import { createCipheriv, createDecipheriv } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { FILE_BLOCK_BYTES } from '../../protocol/limits.ts'
import { lp } from '../../protocol/parts.ts'
import { hkdf } from '../hash.ts'
import { KEY_BYTES, NONCE_BYTES } from '../primitives/gcm.ts'

const TAG_BYTES = 16
const EMPTY = new Uint8Array(0)
/** Sealed or opened at once, before others get their turn: some tenths of a millisecond. */
const BLOCKS_PER_TURN = 4

/** Where a chunk stands: its key and nonce follow from it, so a file key serves one manifest only. */
export interface ChunkPlace {
  readonly fileKey: Uint8Array
  readonly index: number
  /** Of the whole file, in bytes. */
  readonly fileSize: number
}

/** AES-256-GCM; the ciphertext in blocks as they travel. */
export async function sealChunk(
  place: ChunkPlace,
  plaintext: Buffer,
): Promise<{ blocks: readonly Buffer[]; tag: Buffer }> {
  const { key, nonce } = deriveKey(place)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  const blocks: Buffer[] = []
  for (let at = 0; at < plaintext.length; at += FILE_BLOCK_BYTES) {
    if (isTurnOver(blocks.length)) await nextTurn()
    blocks.push(cipher.update(plaintext.subarray(at, at + FILE_BLOCK_BYTES)))
  }
  cipher.final()
  return { blocks, tag: cipher.getAuthTag() }
}

/** Opposite of `sealChunk`; undefined when anything differs. */
export async function openChunk(
  place: ChunkPlace,
  blocks: readonly Buffer[],
  tag: Buffer,
): Promise<readonly Buffer[] | undefined> {
  const { key, nonce } = deriveKey(place)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAuthTag(tag)
  const plaintext: Buffer[] = []
  for (const block of blocks) {
    if (isTurnOver(plaintext.length)) await nextTurn()
    plaintext.push(decipher.update(block))
  }
  try {
    decipher.final()
  } catch {
    return undefined
  }
  return plaintext
}

function isTurnOver(blocksDone: number): boolean {
  return blocksDone > 0 && blocksDone % BLOCKS_PER_TURN === 0
}

function deriveKey({ fileKey, index, fileSize }: ChunkPlace) {
  const place = Buffer.alloc(12)
  place.writeUInt32BE(index, 0)
  place.writeBigUInt64BE(BigInt(fileSize), 4)
  const bytes = hkdf(fileKey, EMPTY, lp('chunk', place), KEY_BYTES + NONCE_BYTES)
  return { key: bytes.subarray(0, KEY_BYTES), nonce: bytes.subarray(KEY_BYTES) }
}
