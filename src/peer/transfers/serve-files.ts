import { sealChunk } from '../../crypto/files/chunk-seal.ts'
import { equalConstantTime } from '../../crypto/hash.ts'
import type { Handlers } from '../../net/connection.ts'
import type { ChatId, Hash, Kid } from '../../protocol/ids.ts'
import { FILE_BLOCK_BYTES } from '../../protocol/limits.ts'
import { slicePieces } from '../../shared/bytes.ts'
import { ChatError, isChatError } from '../../shared/errors.ts'
import type { PartialFile } from './receiving/incoming-file.ts'

/** A file that can be given to others, or a part of it. */
export interface Servable extends PartialFile {
  readonly fileKey: Buffer
  /** It is no longer what it was, or cannot be read. */
  onBroken(): void
}

export interface FileRequest {
  readonly chat: ChatId | null
  readonly manifest: Hash
}

/** Sealed chunks of which not everything was asked for yet. */
const CHUNKS_KEPT_MAX = 16

type FileHandlers = Pick<Handlers['methods'], 'files.manifest' | 'files.have' | 'files.chunk'>

/** Answers for files; `find` gives what this asker may have, or throws a ChatError. */
export function createFileHandlers(
  find: (asker: Kid, request: FileRequest) => Promise<Servable>,
): FileHandlers {
  const kept = new Map<string, KeptChunk>()

  /** The first blocks of a chunk cost reading and sealing all of it, the others nothing. */
  async function blocksOf(asker: Kid, request: FileRequest, wanted: WantedBlocks): Promise<Buffer> {
    const { index, block, count } = wanted
    const file = await find(asker, request)
    const { chunkSize, size } = file.manifest
    const chunkBytes = Math.min(chunkSize, size - index * chunkSize)
    const from = block * FILE_BLOCK_BYTES
    const to = Math.min(from + count * FILE_BLOCK_BYTES, chunkBytes)
    if (!file.have.has(index) || from >= to)
      throw new ChatError('INVALID_PARAMS', { subject: 'block' })
    const key = `${asker} ${request.manifest} ${index}`
    const chunk = kept.get(key) ?? { sealing: seal(file, index, chunkBytes), left: chunkBytes }
    kept.delete(key)
    chunk.left -= to - from
    if (chunk.left > 0) kept.set(key, chunk)
    const [oldest] = kept.keys()
    if (kept.size > CHUNKS_KEPT_MAX && oldest !== undefined) kept.delete(oldest)
    const slices = slicePieces(await chunk.sealing, from, to)
    return slices.length === 1 && slices[0] !== undefined ? slices[0] : Buffer.concat(slices)
  }

  return {
    'files.manifest': async ({ params, connection }) => {
      const { manifestBytes } = await find(connection.kid, params)
      return { result: {}, body: manifestBytes, isBulk: true }
    },
    'files.have': async ({ params, connection }) => {
      const { have } = await find(connection.kid, params)
      return { result: {}, body: have.toBytes() }
    },
    'files.chunk': async ({ params, connection }) => {
      const { chat, manifest, ...wanted } = params
      const body = await blocksOf(connection.kid, { chat, manifest }, wanted)
      return { result: {}, body, isBulk: true }
    },
  }
}

interface WantedBlocks {
  readonly index: number
  readonly block: number
  readonly count: number
}

interface KeptChunk {
  readonly sealing: Promise<readonly Buffer[]>
  /** Bytes that were not asked for yet. */
  left: number
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
