import { sealChunk } from '../../crypto/files/chunk-seal.ts'
import { equalConstantTime } from '../../crypto/hash.ts'
import type { Hash } from '../../protocol/ids.ts'
import { ChatError, isChatError } from '../../shared/errors.ts'
import type { Servable } from './serve-files.ts'

/** Of chunks of which not everything was given yet: four of the largest. */
const KEPT_BYTES_MAX = 64 * 1_024 * 1_024

/** Reading and sealing a chunk is the work of giving it: done once for all its blocks, and for all who ask at the same time. */
export interface SealedChunks {
  /** Its ciphertext, of which `bytes` are given away now. Throws FILE_CHANGED. */
  take(file: Servable, manifest: Hash, index: number, bytes: number): Promise<readonly Buffer[]>
}

interface KeptChunk {
  readonly sealing: Promise<readonly Buffer[]>
  readonly bytes: number
  /** Bytes that were not given to anybody yet; then it is forgotten. */
  left: number
}

export function createSealedChunks(): SealedChunks {
  /** In the order of last use. */
  const kept = new Map<string, KeptChunk>()
  let keptBytes = 0

  function forget(key: string): void {
    const chunk = kept.get(key)
    kept.delete(key)
    keptBytes -= chunk?.bytes ?? 0
  }

  function keep(key: string, chunk: KeptChunk): void {
    kept.set(key, chunk)
    keptBytes += chunk.bytes
    for (const oldest of kept.keys()) {
      if (keptBytes <= KEPT_BYTES_MAX) return
      forget(oldest)
    }
  }

  function begin(file: Servable, index: number): KeptChunk {
    const { chunkSize, size } = file.manifest
    const bytes = Math.min(chunkSize, size - index * chunkSize)
    return { sealing: seal(file, index, bytes), bytes, left: bytes }
  }

  return {
    async take(file, manifest, index, bytes) {
      const key = `${manifest} ${index}`
      const chunk = kept.get(key) ?? begin(file, index)
      forget(key)
      chunk.left -= bytes
      if (chunk.left > 0) keep(key, chunk)
      try {
        return await chunk.sealing
      } catch (error) {
        forget(key)
        throw error
      }
    },
  }
}

/** The tag in the manifest tells whether the file is still what it was when it was offered. */
async function seal(file: Servable, index: number, bytes: number): Promise<readonly Buffer[]> {
  const { manifest, fileKey } = file
  const plaintext = await file.read(index * manifest.chunkSize, bytes).catch((error: unknown) => {
    if (!isChatError(error)) throw error
    file.onBroken()
    throw new ChatError('FILE_CHANGED')
  })
  const sealed = await sealChunk({ fileKey, index, fileSize: manifest.size }, plaintext)
  const proof = manifest.chunks[index]
  if (proof === undefined || !equalConstantTime(sealed.tag, proof.tag)) {
    file.onBroken()
    throw new ChatError('FILE_CHANGED')
  }
  return sealed.pieces
}
