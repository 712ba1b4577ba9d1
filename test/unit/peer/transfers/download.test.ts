import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sealChunk } from '../../../../src/crypto/files/chunk-seal.ts'
import type { Connection } from '../../../../src/net/connection.ts'
import { startDownload, type Download } from '../../../../src/peer/transfers/receiving/download.ts'
import { ChunkSet } from '../../../../src/peer/transfers/receiving/chunk-set.ts'
import { createLanes } from '../../../../src/peer/transfers/receiving/lanes.ts'
import {
  manifestHash,
  prepareOffer,
  type Prepared,
} from '../../../../src/peer/transfers/prepare.ts'
import { encodeManifest } from '../../../../src/protocol/files.ts'
import type { ChatId, Kid } from '../../../../src/protocol/ids.ts'
import { FILE_BLOCK_BYTES } from '../../../../src/protocol/limits.ts'
import { slicePieces } from '../../../../src/shared/bytes.ts'
import { ChatError, type ChatErrorCode } from '../../../../src/shared/errors.ts'
import type { StoredTransfer } from '../../../../src/store/transfers/schemas.ts'
import {
  openTransferStore,
  type TransferStore,
} from '../../../../src/store/transfers/transfer-store.ts'
import { createFaultyDisk, type FaultyDisk } from '../../store/faulty-disk.ts'

const MIB = 1_024 * 1_024
const CHAT = Buffer.alloc(32, 1).toString('base64url') as ChatId
const kidOf = (n: number): Kid => Buffer.alloc(32, n).toString('base64url') as Kid
const AUTHOR = kidOf(10)

let folder = ''
let disk: FaultyDisk
let store: TransferStore
const downloads: Download[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chatp2p-download-'))
  disk = createFaultyDisk()
  const paths = { transfers: join(folder, 'transfers'), downloads: join(folder, 'downloads') }
  store = await openTransferStore({ paths, key: Buffer.alloc(32, 9), disk, onDamaged: undefined })
})
afterEach(async () => {
  disk.heal()
  await Promise.all(downloads.splice(0).map((download) => download.stop()))
  await store.close()
  await rm(folder, { recursive: true, force: true })
})

interface File extends Prepared {
  readonly bytes: Buffer
  /** Ciphertext of its chunks that were asked for. */
  readonly sealed: Map<number, readonly Buffer[]>
}

async function fileOf(size: number): Promise<File> {
  const bytes = randomBytes(size)
  const path = join(folder, 'source.bin')
  await writeFile(path, bytes)
  const scan = await store.scan(path)
  const source = store.openSource(scan.files)
  const options = { signal: new AbortController().signal, onProgress: () => undefined }
  const prepared = await prepareOffer(scan, source, options)
  await source.close()
  return { ...prepared, bytes, sealed: new Map() }
}

type Answer = (index: number, honest: Buffer) => Buffer | Promise<Buffer>

/** The other end of a link that answers as it likes. */
interface FakeSource extends Connection {
  /** Chunks that were asked for, as often as from their beginning. */
  readonly asked: number[]
}

function sourceOf(
  kid: Kid,
  file: File,
  how: {
    answer?: Answer
    have?: readonly number[]
    manifest?: Buffer
    refuse?: ChatErrorCode
  } = {},
): FakeSource {
  const { manifest, offer, bytes } = file
  const asked: number[] = []
  const have = new ChunkSet(manifest.chunks.length)
  for (const index of how.have ?? manifest.chunks.keys()) have.add(index)

  async function sealOf(index: number): Promise<readonly Buffer[]> {
    const at = index * manifest.chunkSize
    const place = { fileKey: Buffer.from(offer.fileKey, 'base64url'), index, fileSize: offer.size }
    const { pieces } = await sealChunk(place, bytes.subarray(at, at + manifest.chunkSize))
    file.sealed.set(index, pieces)
    return pieces
  }

  async function blocksOf(index: number, block: number, count: number): Promise<Buffer> {
    const pieces = file.sealed.get(index) ?? (await sealOf(index))
    const from = block * FILE_BLOCK_BYTES
    return Buffer.concat(slicePieces(pieces, from, from + count * FILE_BLOCK_BYTES))
  }

  const connection = {
    kid,
    asked,
    closed: new Promise(() => undefined),
    notify: () => true,
    async request(
      method: string,
      { index = 0, block = 0, count = 0 }: { index?: number; block?: number; count?: number },
    ) {
      if (how.refuse !== undefined) throw new ChatError(how.refuse)
      if (method === 'files.manifest') return { body: how.manifest ?? file.manifestBytes }
      if (method === 'files.have') return { body: have.toBytes() }
      if (block === 0) asked.push(index)
      const honest = await blocksOf(index, block, count)
      return { body: how.answer === undefined ? honest : await how.answer(index, honest) }
    },
  }
  return connection as unknown as FakeSource
}

interface Outcome {
  readonly path?: string
  readonly problem?: ChatErrorCode
}

let part: string | null = null
let lastBytes = 0

function fetchFrom(
  file: File,
  sources: readonly Connection[],
  change: Partial<StoredTransfer> = {},
): Promise<Outcome> {
  const record: StoredTransfer = {
    ...{ id: 'transfer', chat: CHAT, chatName: '#lab', author: AUTHOR, own: false, at: 0 },
    ...{ offer: file.offer, state: 'waiting', problem: null, part: null, path: null, doneBy: [] },
    ...change,
  }
  return new Promise((resolve, reject) => {
    downloads.push(
      startDownload({
        ...{ record, store, lanes: createLanes(), name: 'lab_alice_source.bin' },
        candidates: () => sources,
        async onPart(path) {
          part = path
        },
        onProgress: (bytes) => void (lastBytes = bytes),
        onDone: async (path) => resolve({ path }),
        onFailed: (problem) => resolve({ problem }),
        onTrouble: reject,
      }),
    )
  })
}

test('of three sources one lies in every block: it is dropped, and the file arrives', async () => {
  const file = await fileOf(12 * MIB + 5)
  const liar = sourceOf(kidOf(1), file, {
    answer: (_index, honest) => randomBytes(honest.length),
  })
  const honest = [sourceOf(AUTHOR, file), sourceOf(kidOf(2), file)]
  const { path } = await fetchFrom(file, [liar, ...honest])
  expect((await readFile(path!)).equals(file.bytes)).toBe(true)
  expect(basename(path!)).toBe('lab_alice_source.bin')
  expect(liar.asked.length).toBeGreaterThan(0)
  expect(liar.asked.length).toBeLessThan(file.manifest.chunks.length)
})

test.each<[string, Answer]>([
  ['one bit', (_index, honest) => flip(honest)],
  ['a block cut short', (_index, honest) => honest.subarray(1)],
  ['a block too long', (_index, honest) => Buffer.concat([honest, Buffer.alloc(1)])],
  ['nothing', () => Buffer.alloc(0)],
])('%s from the only one who has it fails the transfer', async (_what, answer) => {
  const file = await fileOf(3 * MIB)
  expect(await fetchFrom(file, [sourceOf(AUTHOR, file, { answer })])).toEqual({
    problem: 'FILE_INVALID',
  })
})

test('a member with the key who forges a chunk with a fitting tag is found out by its hash', async () => {
  const file = await fileOf(MIB)
  // The manifest says of the first chunk what the forger can make; only the hash is the author's.
  const forged = randomBytes(file.manifest.chunkSize)
  let forgedBytes = 0
  const place = { fileKey: Buffer.from(file.offer.fileKey, 'base64url'), index: 0, fileSize: MIB }
  const { pieces, tag } = await sealChunk(place, forged)
  const chunks = file.manifest.chunks.map((proof, index) =>
    index === 0 ? { ...proof, tag } : proof,
  )
  const manifest = { ...file.manifest, chunks }
  const manifestBytes = encodeManifest(manifest)
  const offer = { ...file.offer, manifest: manifestHash(manifestBytes) }
  const told = { ...file, manifest, manifestBytes, offer }
  const forger = sourceOf(kidOf(1), told, {
    answer: (index, honest) => {
      if (index !== 0) return honest
      forgedBytes += honest.length
      return Buffer.concat(slicePieces(pieces, forgedBytes - honest.length, forgedBytes))
    },
  })
  void fetchFrom(told, [forger])
  await untilTrue(() => forger.asked.length >= 4 && lastBytes > 0)
  const before = forger.asked.length
  expect(lastBytes).toBeLessThan(MIB)
  expect(forger.asked.length).toBe(before)
})

test('when sources vanish one after the other, what is left of them delivers', async () => {
  const file = await fileOf(8 * MIB)
  let left = 3
  const fading = sourceOf(kidOf(1), file, {
    answer(_index, honest) {
      if (left-- <= 0) throw new ChatError('CONNECTION_LOST')
      return honest
    },
  })
  const { path } = await fetchFrom(file, [fading, sourceOf(kidOf(2), file)])
  expect((await readFile(path!)).equals(file.bytes)).toBe(true)
})

test('what a source had under way when it vanished comes from one that had nothing left to do', async () => {
  const file = await fileOf(2 * MIB)
  let fail: ((error: ChatError) => void) | undefined
  const held = sourceOf(kidOf(1), file, {
    answer: () => new Promise((_resolve, reject) => (fail = reject)),
  })
  const busy = sourceOf(kidOf(2), file)
  const fetching = fetchFrom(file, [held, busy])
  await untilTrue(() => fail !== undefined && busy.asked.length > 0)
  const bytesOfBusy = (): number => busy.asked.length * file.manifest.chunkSize
  await untilTrue(() => lastBytes > 0 && lastBytes === bytesOfBusy())
  fail!(new ChatError('CONNECTION_LOST'))
  const { path } = await fetching
  expect((await readFile(path!)).equals(file.bytes)).toBe(true)
})

test('who answers with more than he was asked for is dropped before it piles up', async () => {
  const file = await fileOf(8 * MIB)
  let answers = 0
  const flooding = sourceOf(kidOf(1), file, {
    answer(_index, honest) {
      answers++
      return Buffer.concat([honest, Buffer.alloc(MIB)])
    },
  })
  const { path } = await fetchFrom(file, [flooding, sourceOf(AUTHOR, file)])
  expect((await readFile(path!)).equals(file.bytes)).toBe(true)
  // No more than was asked for at once.
  expect(answers).toBeLessThanOrEqual(4)
})

test('sources that give nothing hold nobody up', async () => {
  const file = await fileOf(40 * MIB)
  const silent = Array.from({ length: 5 }, (_, n) =>
    sourceOf(kidOf(n + 1), file, { answer: () => new Promise(() => undefined) }),
  )
  const { path } = await fetchFrom(file, [...silent, sourceOf(AUTHOR, file)])
  expect((await readFile(path!)).equals(file.bytes)).toBe(true)
})

test('however many sources there are, only so much is under way at a time', async () => {
  const file = await fileOf(64 * MIB)
  const given = new Map<number, number>()
  /** Everything but the end of each chunk, so that none is ever whole. */
  const answer: Answer = (index, honest) => {
    const bytes = (given.get(index) ?? 0) + honest.length
    given.set(index, bytes)
    return bytes < file.manifest.chunkSize ? honest : new Promise<Buffer>(() => undefined)
  }
  const sources = Array.from({ length: 30 }, (_, n) => sourceOf(kidOf(n + 1), file, { answer }))
  void fetchFrom(file, sources)
  const asked = (): number => sources.reduce((sum, source) => sum + source.asked.length, 0)
  await untilQuiet(asked)
  expect(asked() * file.manifest.chunkSize).toBeLessThanOrEqual(32 * MIB)
})

test('what only few have is fetched first', async () => {
  const file = await fileOf(4 * MIB)
  const all = sourceOf(kidOf(1), file)
  const some = sourceOf(kidOf(2), file, { have: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] })
  await fetchFrom(file, [some, all])
  expect(all.asked.length + some.asked.length).toBe(16)
  expect(all.asked).toEqual(expect.arrayContaining([12, 13, 14, 15]))
})

test.each([
  ['another one', (file: File) => encodeManifest({ ...file.manifest, chunkSize: MIB, chunks: [] })],
  ['garbage', () => randomBytes(500)],
  ['nothing', () => Buffer.alloc(0)],
])('as manifest, %s from the author fails the transfer', async (_what, make) => {
  const file = await fileOf(MIB)
  const source = sourceOf(AUTHOR, file, { manifest: make(file) })
  expect(await fetchFrom(file, [source])).toEqual({ problem: 'FILE_INVALID' })
})

test.each([
  [
    'of another size',
    (file: File) => ({
      ...file.manifest,
      size: MIB - 1,
      files: [{ ...file.manifest.files[0]!, size: MIB - 1 }],
    }),
  ],
  [
    'with a path that leads out',
    (file: File) => ({
      ...file.manifest,
      files: [{ ...file.manifest.files[0]!, path: ['..', 'x'] }],
    }),
  ],
  [
    'of a folder instead of a file',
    (file: File) => ({ ...file.manifest, files: [{ ...file.manifest.files[0]!, path: ['x'] }] }),
  ],
])('a manifest %s that has the announced hash writes nothing', async (_what, make) => {
  const file = await fileOf(MIB)
  const manifestBytes = encodeManifest(make(file))
  const offer = { ...file.offer, manifest: manifestHash(manifestBytes) }
  const hostile = { ...file, offer, manifestBytes }
  expect(await fetchFrom(hostile, [sourceOf(AUTHOR, hostile)])).toEqual({ problem: 'FILE_INVALID' })
  await expect(readFile(join(folder, 'downloads'))).rejects.toThrow(/ENOENT/)
})

test('a whole that is not what the manifest says is not kept as a file', async () => {
  const file = await fileOf(MIB)
  const [one] = file.manifest.files
  const manifest = { ...file.manifest, files: [{ ...one!, sha256: file.offer.manifest }] }
  const manifestBytes = encodeManifest(manifest)
  const offer = { ...file.offer, manifest: manifestHash(manifestBytes) }
  const hostile = { ...file, offer, manifest, manifestBytes }
  expect(await fetchFrom(hostile, [sourceOf(AUTHOR, hostile)])).toEqual({ problem: 'FILE_INVALID' })
})

test('a file that does not fit is not begun', async () => {
  const file = await fileOf(MIB)
  Object.assign(disk, { freeBytes: async () => MIB })
  expect(await fetchFrom(file, [sourceOf(AUTHOR, file)])).toEqual({ problem: 'DISK_FULL' })
})

test('a disk that fills up ends the transfer; afterwards it goes on from what is there', async () => {
  const file = await fileOf(6 * MIB)
  disk.fill(4 * MIB)
  expect(await fetchFrom(file, [sourceOf(AUTHOR, file)])).toEqual({ problem: 'DISK_FULL' })
  disk.heal()
  const again = sourceOf(AUTHOR, file)
  const { path } = await fetchFrom(file, [again], { part })
  expect((await readFile(path!)).equals(file.bytes)).toBe(true)
  expect(again.asked.length).toBeLessThan(24)
  expect(again.asked.length).toBeGreaterThan(0)
})

test('of what is said to be here only what proves right counts', async () => {
  const file = await fileOf(3 * MIB)
  const begun = await store.createPart('lab_alice_source.bin', file.manifest.files)
  await begun.write(0, [file.bytes.subarray(0, MIB)])
  await begun.write(MIB / 2, [Buffer.from('flipped')])
  await begun.close()
  await store.writeManifest(file.offer.manifest, file.manifestBytes)
  await store.writeProgress('transfer', ChunkSet.full(12).toBytes())
  const source = sourceOf(AUTHOR, file)
  const { path } = await fetchFrom(file, [source], { part: begun.path })
  expect((await readFile(path!)).equals(file.bytes)).toBe(true)
  expect(source.asked.toSorted((a, b) => a - b)).toEqual([2, 4, 5, 6, 7, 8, 9, 10, 11])
})

test('an offer that was withdrawn, or a file that has changed, ends the transfer with its reason', async () => {
  const file = await fileOf(MIB)
  const gone = sourceOf(AUTHOR, file, { refuse: 'FILE_WITHDRAWN' })
  expect(await fetchFrom(file, [gone])).toEqual({ problem: 'FILE_WITHDRAWN' })
  const changed = sourceOf(AUTHOR, file, {
    answer() {
      throw new ChatError('FILE_CHANGED')
    },
  })
  expect(await fetchFrom(file, [changed])).toEqual({ problem: 'FILE_CHANGED' })
})

function flip(honest: Buffer): Buffer {
  const bytes = Buffer.from(honest)
  bytes[17] = (bytes[17] ?? 0) ^ 1
  return bytes
}

/** Until a number has not changed for a while. */
async function untilQuiet(value: () => number): Promise<void> {
  let turns = 0
  for (let last = value(); turns < 200 || last === 0; turns++) {
    await new Promise((resolve) => setTimeout(resolve, 1))
    if (value() === last) continue
    last = value()
    turns = 0
  }
}

async function untilTrue(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}
