import * as v from 'valibot'
import { ProtocolError } from '../shared/errors.ts'
import { b64Schema, CountSchema, HashSchema, KidSchema } from './ids.ts'
import {
  CHUNK_BYTES_MAX,
  CHUNK_BYTES_MIN,
  CHUNKS_MAX,
  FILES_PER_MANIFEST,
  FOLDER_DEPTH_MAX,
  SHARES_PER_USER,
} from './limits.ts'
import { decodeParts, encodeParts } from './parts.ts'
import { encodeJson, parseStrictJson } from './strict-json.ts'
import { sanitizeFileName } from './text/file-name.ts'

/** Files up to this size travel in the smallest chunks. */
const SMALL_FILE_BYTES = 16 * 1_024 * 1_024
const USUAL_CHUNK_BYTES = 1_024 * 1_024
const HASH_BYTES = 32
const TAG_BYTES = 16

export const SizeSchema = v.pipe(CountSchema, v.maxValue(CHUNK_BYTES_MAX * CHUNKS_MAX))

/** What leads to a file: its manifest's hash and the key that opens it. Whoever has both and reaches a source can read it. */
export const FileOfferEntries = {
  /** As its sender calls it; never to be used without sanitizeFileName. */
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(1_024)),
  size: SizeSchema,
  mime: v.pipe(v.string(), v.maxLength(127), v.regex(/^[a-z0-9.+-]+\/[a-z0-9.+-]+$/)),
  manifest: HashSchema,
  fileKey: b64Schema(32, 32),
}
export const FileOfferSchema = v.strictObject(FileOfferEntries)
export type FileOffer = v.InferOutput<typeof FileOfferSchema>

export const FOLDER_MIME = 'inode/directory'

const ManifestHeadSchema = v.strictObject({
  v: v.literal(1),
  size: SizeSchema,
  chunkSize: v.pipe(
    CountSchema,
    v.minValue(CHUNK_BYTES_MIN),
    v.maxValue(CHUNK_BYTES_MAX),
    v.check((bytes) => Number.isInteger(Math.log2(bytes)), 'not a power of two'),
  ),
  /** In the order in which their bytes follow each other. */
  files: v.pipe(
    v.array(
      v.strictObject({
        /** Names from the folder down; empty for a single file. */
        path: v.pipe(
          v.array(v.pipe(v.string(), v.check(isSafeName))),
          v.maxLength(FOLDER_DEPTH_MAX),
        ),
        size: SizeSchema,
        sha256: HashSchema,
      }),
    ),
    v.minLength(1),
    v.maxLength(FILES_PER_MANIFEST),
  ),
})

/** What a file, or a folder as one stream of its files, consists of. */
export interface Manifest extends v.InferOutput<typeof ManifestHeadSchema> {
  readonly chunks: readonly ChunkProof[]
}

export interface ChunkProof {
  /** SHA-256 of the ciphertext: a source that lies is found out, even one that has the key. */
  readonly sha256: Buffer
  /** GCM tag, which travels here instead of with the chunk: who serves it sees without hashing that the file has not changed. */
  readonly tag: Buffer
}

/** Parts: the head's JSON, then hash and tag of each chunk. */
export function encodeManifest({ v: version, size, chunkSize, files, chunks }: Manifest): Buffer {
  const head = encodeJson({
    v: version,
    size,
    chunkSize,
    files: files.map(({ path, size: bytes, sha256 }) => ({ path, size: bytes, sha256 })),
  })
  return encodeParts([head, Buffer.concat(chunks.flatMap(({ sha256, tag }) => [sha256, tag]))])
}

/** Opposite of `encodeManifest`, for bytes whose hash was checked; throws ProtocolError BAD_RECORD, BAD_JSON or BAD_MESSAGE. */
export function decodeManifest(bytes: Uint8Array): Manifest {
  const [headBytes, proofs, ...rest] = decodeParts(bytes, 2)
  if (headBytes === undefined || proofs === undefined || rest.length > 0)
    throw new ProtocolError('BAD_RECORD', 'manifest')
  const head = parseStrictJson(ManifestHeadSchema, headBytes)
  const count = Math.ceil(head.size / head.chunkSize)
  if (count > CHUNKS_MAX || proofs.length !== count * (HASH_BYTES + TAG_BYTES))
    throw new ProtocolError('BAD_RECORD', 'chunks')
  let total = 0
  for (const { size } of head.files) total += size
  if (total !== head.size) throw new ProtocolError('BAD_RECORD', 'sizes')
  checkPaths(head.files.map(({ path }) => path))
  const chunks = Array.from({ length: count }, (_, index) => {
    const at = index * (HASH_BYTES + TAG_BYTES)
    return {
      sha256: proofs.subarray(at, at + HASH_BYTES),
      tag: proofs.subarray(at + HASH_BYTES, at + HASH_BYTES + TAG_BYTES),
    }
  })
  return { ...head, chunks }
}

/** The smallest power of two that keeps the number of chunks within bounds, and that is quick for its size. */
export function chunkSizeFor(size: number): number {
  if (size <= SMALL_FILE_BYTES) return CHUNK_BYTES_MIN
  let bytes = USUAL_CHUNK_BYTES
  while (bytes * CHUNKS_MAX < size) bytes *= 2
  return bytes
}

export function isFolder({ mime }: Pick<FileOffer, 'mime'>): boolean {
  return mime === FOLDER_MIME
}

/** Media type by a name's ending; what is not known is just bytes. */
export function mimeOf(name: string): string {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  return MIMES.get(ending) ?? 'application/octet-stream'
}

const MIMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    txt: 'text/plain',
    md: 'text/markdown',
    csv: 'text/csv',
    html: 'text/html',
    json: 'application/json',
    pdf: 'application/pdf',
    zip: 'application/zip',
    gz: 'application/gzip',
    tar: 'application/x-tar',
    png: 'image/png',
    jpg: 'image/jpeg',
    jpeg: 'image/jpeg',
    gif: 'image/gif',
    webp: 'image/webp',
    svg: 'image/svg+xml',
    mp3: 'audio/mpeg',
    ogg: 'audio/ogg',
    mp4: 'video/mp4',
    webm: 'video/webm',
  }),
)

/** One line of the tracker's list of shares. */
export const ShareSchema = v.strictObject({
  name: v.pipe(v.string(), v.check(isSafeName)),
  size: SizeSchema,
  sha256: HashSchema,
})
export type ShareListing = v.InferOutput<typeof ShareSchema>

export const OwnedShareSchema = v.strictObject({ kid: KidSchema, ...ShareSchema.entries })
export type OwnedShare = v.InferOutput<typeof OwnedShareSchema>

export const ShareListSchema = v.pipe(
  v.array(ShareSchema),
  v.maxLength(SHARES_PER_USER),
  v.check((shares) => new Set(shares.map(({ name }) => name)).size === shares.length, 'name twice'),
)

function isSafeName(name: string): boolean {
  return sanitizeFileName(name) === name
}

/** A single file has no path; of a folder every file has one, no two alike, and none is another's folder. */
function checkPaths(paths: readonly (readonly string[])[]): void {
  const isSingle = paths[0]?.length === 0
  if (isSingle && paths.length === 1) return
  const files = new Set<string>()
  const folders = new Set<string>()
  for (const path of paths) {
    if (path.length === 0) throw new ProtocolError('BAD_RECORD', 'path')
    const key = keyOf(path)
    if (files.has(key) || folders.has(key)) throw new ProtocolError('BAD_RECORD', 'path twice')
    files.add(key)
    for (let depth = 1; depth < path.length; depth++) {
      const above = keyOf(path.slice(0, depth))
      if (files.has(above)) throw new ProtocolError('BAD_RECORD', 'file as folder')
      folders.add(above)
    }
  }
}

/** File systems that ignore case or composition take such paths for one. */
function keyOf(path: readonly string[]): string {
  return path.join('/').normalize('NFKC').toLowerCase()
}
