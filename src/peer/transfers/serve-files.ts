import type { Handlers } from '../../net/connection.ts'
import type { ChatId, Hash, Kid } from '../../protocol/ids.ts'
import { FILE_BLOCK_BYTES } from '../../protocol/limits.ts'
import { slicePieces } from '../../shared/bytes.ts'
import { ChatError } from '../../shared/errors.ts'
import type { PartialFile } from './receiving/incoming-file.ts'
import { createSealedChunks } from './sealed-chunks.ts'

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

type FileHandlers = Pick<Handlers['methods'], 'files.manifest' | 'files.have' | 'files.chunk'>

/** Answers for files; `find` gives what this asker may have, or throws a ChatError. */
export function createFileHandlers(
  find: (asker: Kid, request: FileRequest) => Promise<Servable>,
): FileHandlers {
  const chunks = createSealedChunks()

  async function blocksOf(asker: Kid, request: FileRequest, wanted: WantedBlocks): Promise<Buffer> {
    const { index, block, count } = wanted
    const file = await find(asker, request)
    const { chunkSize, size } = file.manifest
    const chunkBytes = Math.min(chunkSize, size - index * chunkSize)
    const from = block * FILE_BLOCK_BYTES
    const to = Math.min(from + count * FILE_BLOCK_BYTES, chunkBytes)
    if (!file.have.has(index) || from >= to)
      throw new ChatError('INVALID_PARAMS', { subject: 'block' })
    const sealed = await chunks.take(file, request.manifest, index, to - from)
    const slices = slicePieces(sealed, from, to)
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
