import { openChunk, sealChunk } from '../../../crypto/files/chunk-seal.ts'
import { hashPieces } from '../../../crypto/files/file-hash.ts'
import { equalConstantTime } from '../../../crypto/hash.ts'
import { decodeManifest, isFolder, type Manifest } from '../../../protocol/files.ts'
import { ChatError, ProtocolError } from '../../../shared/errors.ts'
import type { Part } from '../../../store/transfers/part.ts'
import type { StoredTransfer } from '../../../store/transfers/schemas.ts'
import type { TransferStore } from '../../../store/transfers/transfer-store.ts'
import { ChunkSet } from './chunk-set.ts'
import type { Fetch } from './fetching.ts'
import { createWholeHash } from './whole-hash.ts'

/** Room that is left on the disk. */
const SPARE_BYTES = 16 * 1_024 * 1_024

/** A file that is known by its manifest and partly here. */
export interface PartialFile {
  readonly manifest: Manifest
  readonly manifestBytes: Buffer
  readonly have: ChunkSet
  read(position: number, length: number): Promise<Buffer>
}

/** What is being received, between the network and the disk: only what is proved is written. */
export interface IncomingFile extends PartialFile {
  /** Verified bytes that are here. */
  readonly bytes: number
  /** False when the chunk is not what it should be; otherwise it is written. */
  take(fetch: Fetch): Promise<boolean>
  /** Verifies the whole, makes it durable and gives it its name; returns the path. Throws FILE_INVALID. */
  finish(name: string): Promise<string>
  saveProgress(): Promise<void>
  close(): Promise<void>
}

/**
 * Opens what was begun before, or begins. Throws ProtocolError for a manifest that is none or not that of the offer, DISK_FULL
 * when the file does not fit.
 */
export async function openIncoming(options: {
  readonly record: StoredTransfer
  readonly manifestBytes: Buffer
  readonly store: TransferStore
  readonly name: string
  onPart(path: string): Promise<void>
  readonly signal: AbortSignal
}): Promise<IncomingFile> {
  const { record, manifestBytes, store } = options
  const { offer, author } = record
  const manifest = decodeManifest(manifestBytes)
  const { files, chunks, chunkSize, size } = manifest
  const isMany = files.some(({ path }) => path.length > 0)
  if (size !== offer.size || isMany !== isFolder(offer))
    throw new ProtocolError('BAD_RECORD', 'not the file that was offered')

  const fileKey = Buffer.from(offer.fileKey, 'base64url')
  const old = record.part === null ? undefined : await store.openPart(record.part, files)
  const part = old ?? (await createPart())
  const have = new ChunkSet(chunks.length)
  const whole = createWholeHash(manifest, (index) => have.has(index), part.read)
  if (old !== undefined) await takeUp()

  async function createPart(): Promise<Part> {
    if ((await store.freeBytes()) < size + SPARE_BYTES) {
      throw new ChatError('DISK_FULL', { subject: options.name })
    }
    const created = await store.createPart(options.name, files)
    await options.onPart(created.path)
    return created
  }

  /** What was written before the last end may not have reached the disk: believed only once it is verified. */
  async function takeUp(): Promise<void> {
    const bits = await store.readProgress(record.id)
    const claimed =
      bits === undefined ? ChunkSet.full(chunks.length) : new ChunkSet(chunks.length, bits)
    for (const [index, { tag }] of chunks.entries()) {
      if (options.signal.aborted) return
      if (!claimed.has(index)) continue
      const plaintext = await part.read(index * chunkSize, lengthOf(index))
      if (plaintext.length < lengthOf(index)) continue
      const sealed = await sealChunk({ fileKey, index, fileSize: size }, plaintext)
      if (equalConstantTime(sealed.tag, tag)) await keep(index, [plaintext])
    }
  }

  async function keep(index: number, plaintext: readonly Buffer[]): Promise<void> {
    have.add(index)
    await whole.take(index, plaintext)
  }

  function lengthOf(index: number): number {
    return Math.min(chunkSize, size - index * chunkSize)
  }

  /** The tag proves a chunk of the author's; anybody else who has the key could forge it, but not the hash. */
  async function openVerified({
    index,
    pieces,
    source,
  }: Fetch): Promise<readonly Buffer[] | undefined> {
    const proof = chunks[index]
    if (proof === undefined) return undefined
    let bytes = 0
    for (const piece of pieces) bytes += piece.length
    if (bytes !== lengthOf(index)) return undefined
    if (source !== author && !equalConstantTime(await hashPieces(pieces), proof.sha256))
      return undefined
    return await openChunk({ fileKey, index, fileSize: size }, pieces, proof.tag)
  }

  return {
    manifest,
    manifestBytes,
    have,
    read: part.read,
    get bytes() {
      const isShort = chunks.length > 0 && have.has(chunks.length - 1)
      return have.count * chunkSize - (isShort ? chunks.length * chunkSize - size : 0)
    },
    async take(fetch) {
      const plaintext = await openVerified(fetch)
      if (plaintext === undefined) return false
      if (have.has(fetch.index)) return true
      await part.write(fetch.index * chunkSize, plaintext)
      await keep(fetch.index, plaintext)
      return true
    },
    async finish(name) {
      if (!(await whole.verify())) throw new ChatError('FILE_INVALID', { subject: offer.name })
      const path = await part.finish(name)
      await store.removeProgress(record.id)
      return path
    },
    saveProgress: () => store.writeProgress(record.id, have.toBytes()),
    close: () => part.close(),
  }
}
