import { sealChunk } from '../../crypto/files/chunk-seal.ts'
import { createRunningHash, sha256InBackground } from '../../crypto/files/file-hash.ts'
import { hashB64, randomBytes } from '../../crypto/hash.ts'
import {
  chunkSizeFor,
  encodeManifest,
  FOLDER_MIME,
  mimeOf,
  type ChunkProof,
  type FileOffer,
  type Manifest,
} from '../../protocol/files.ts'
import type { Hash } from '../../protocol/ids.ts'
import { toB64 } from '../../shared/bytes.ts'
import { ChatError } from '../../shared/errors.ts'
import type { Scan, Source } from '../../store/transfers/source.ts'

/** Chunks in work at a time. */
const AHEAD = 4

export interface Prepared {
  readonly offer: FileOffer
  readonly manifest: Manifest
  readonly manifestBytes: Buffer
}

/**
 * Reads everything that is to be sent once: what its chunks are under a new key, and what its files are as a whole. `onProgress`
 * hears how many bytes were read. Throws FILE_CHANGED, CANCELLED, and the disk's.
 */
export async function prepareOffer(
  scan: Scan,
  source: Source,
  options: { readonly signal: AbortSignal; onProgress(bytes: number): void },
): Promise<Prepared> {
  const { size } = scan
  const chunkSize = chunkSizeFor(size)
  const fileKey = randomBytes(32)
  const hashes = createFileHashes(scan)
  const chunks: Promise<ChunkProof>[] = []
  for (let index = 0; index * chunkSize < size; index++) {
    if (options.signal.aborted) throw new ChatError('CANCELLED')
    const position = index * chunkSize
    const plaintext = await source.read(position, Math.min(chunkSize, size - position))
    const proof = proveChunk({ fileKey, index, fileSize: size }, plaintext)
    proof.catch(() => undefined)
    chunks.push(proof)
    hashes.update(plaintext)
    await chunks[index - AHEAD]
    options.onProgress(position + plaintext.length)
  }
  const manifest: Manifest = {
    ...{ v: 1, size, chunkSize, files: hashes.finish() },
    chunks: await Promise.all(chunks),
  }
  const manifestBytes = encodeManifest(manifest)
  const offer: FileOffer = {
    name: scan.name,
    size,
    mime: scan.isFolder ? FOLDER_MIME : mimeOf(scan.name),
    manifest: manifestHash(manifestBytes),
    fileKey: toB64(fileKey),
  }
  return { offer, manifest, manifestBytes }
}

export function manifestHash(bytes: Uint8Array): Hash {
  return hashB64('manifest', bytes)
}

async function proveChunk(
  place: Parameters<typeof sealChunk>[0],
  plaintext: Buffer,
): Promise<ChunkProof> {
  const { ciphertext, tag } = await sealChunk(place, plaintext)
  return { sha256: await sha256InBackground(ciphertext), tag: Buffer.from(tag) }
}

/** SHA-256 of each file of a stream of files. */
function createFileHashes({ files }: Scan) {
  const done: Manifest['files'] = []
  let hash = createRunningHash()
  let left = files[0]?.size ?? 0

  function closeFinished(): void {
    for (
      let file = files[done.length];
      file !== undefined && left === 0;
      file = files[done.length]
    ) {
      done.push({ path: [...file.path], size: file.size, sha256: toB64(hash.digest()) as Hash })
      hash = createRunningHash()
      left = files[done.length]?.size ?? 0
    }
  }

  return {
    update(bytes: Buffer): void {
      for (let at = 0; at < bytes.length;) {
        closeFinished()
        const piece = bytes.subarray(at, at + left)
        hash.update(piece)
        at += piece.length
        left -= piece.length
      }
    },
    finish(): Manifest['files'] {
      closeFinished()
      return done
    },
  }
}
