import { sealChunk } from '../../crypto/files/chunk-seal.ts'
import { createRunningHash, hashPieces } from '../../crypto/files/file-hash.ts'
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
  const chunks: ChunkProof[] = []
  const lengthAt = (position: number): number => Math.min(chunkSize, size - position)
  let next = source.read(0, lengthAt(0))
  for (let position = 0; position < size;) {
    if (options.signal.aborted) throw new ChatError('CANCELLED')
    const plaintext = await next
    position += plaintext.length
    // The disk works while the processor does.
    next = source.read(position, lengthAt(position))
    next.catch(() => undefined)
    chunks.push(await proveChunk({ fileKey, index: chunks.length, fileSize: size }, plaintext))
    hashes.update(plaintext)
    options.onProgress(position)
  }
  const manifest: Manifest = { v: 1, size, chunkSize, files: hashes.finish(), chunks }
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
  const { pieces, tag } = await sealChunk(place, plaintext)
  return { sha256: await hashPieces(pieces), tag }
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
