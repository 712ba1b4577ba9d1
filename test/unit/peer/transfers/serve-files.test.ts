import { createHash, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { sealChunk } from '../../../../src/crypto/files/chunk-seal.ts'
import type { Connection } from '../../../../src/net/connection.ts'
import { manifestHash } from '../../../../src/peer/transfers/prepare.ts'
import { ChunkSet } from '../../../../src/peer/transfers/receiving/chunk-set.ts'
import { createFileHandlers, type Servable } from '../../../../src/peer/transfers/serve-files.ts'
import { encodeManifest, type Manifest } from '../../../../src/protocol/files.ts'
import type { ChatId, Hash, Kid } from '../../../../src/protocol/ids.ts'
import { FILE_BLOCK_BYTES } from '../../../../src/protocol/limits.ts'

const CHAT = Buffer.alloc(32, 1).toString('base64url') as ChatId
const CHUNK_BYTES = 256 * 1_024
const BLOCKS = CHUNK_BYTES / FILE_BLOCK_BYTES

/** A file that counts how often it is read. */
async function fileOf(chunkCount: number) {
  const bytes = randomBytes(chunkCount * CHUNK_BYTES - 5)
  const fileKey = randomBytes(32)
  const chunks: Manifest['chunks'][number][] = []
  const ciphertext: Buffer[] = []
  for (let index = 0; index < chunkCount; index++) {
    const plaintext = bytes.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES)
    const place = { fileKey, index, fileSize: bytes.length }
    const { pieces, tag } = await sealChunk(place, plaintext)
    const sealed = Buffer.concat([...pieces])
    ciphertext.push(sealed)
    chunks.push({ sha256: createHash('sha256').update(sealed).digest(), tag })
  }
  const sha256 = createHash('sha256').update(bytes).digest('base64url') as Hash
  const size = bytes.length
  const files = [{ path: [], size, sha256 }]
  const manifest: Manifest = { v: 1, size, chunkSize: CHUNK_BYTES, files, chunks }
  const manifestBytes = encodeManifest(manifest)
  let reads = 0
  let broken = 0
  const servable: Servable = {
    ...{ manifest, manifestBytes, fileKey, have: ChunkSet.full(chunkCount) },
    async read(position, length) {
      reads++
      return Buffer.from(bytes.subarray(position, position + length))
    },
    onBroken: () => void broken++,
  }
  const handlers = createFileHandlers(async () => servable)

  async function ask(asker: number, index: number, block: number, count = 1): Promise<Buffer> {
    const kid = Buffer.alloc(32, asker).toString('base64url') as Kid
    const answer = await handlers['files.chunk']!({
      params: { chat: CHAT, manifest: manifestHash(manifestBytes), index, block, count },
      body: Buffer.alloc(0),
      connection: { kid } as Connection,
    })
    return Buffer.from(answer.body ?? [])
  }
  return {
    bytes,
    ciphertext,
    ask,
    reads: () => reads,
    broken: () => broken,
  }
}

test('any blocks of a chunk are its ciphertext there, the last one shorter', async () => {
  const { ask, ciphertext } = await fileOf(2)
  const slice = (chunk: number, block: number, count: number) =>
    ciphertext[chunk]!.subarray(block * FILE_BLOCK_BYTES, (block + count) * FILE_BLOCK_BYTES)
  for (const [chunk, block, count] of [
    [0, 0, 1],
    [0, 3, 2],
    [0, 0, BLOCKS],
    [1, BLOCKS - 1, 1],
    [1, 5, BLOCKS],
  ] as const) {
    expect((await ask(1, chunk, block, count)).equals(slice(chunk, block, count))).toBe(true)
  }
  await expect(ask(1, 1, BLOCKS)).rejects.toMatchObject({ code: 'INVALID_PARAMS' })
})

test('a chunk is read once for all its blocks, and for all who ask at the same time', async () => {
  const { ask, reads } = await fileOf(4)
  const askers = Array.from({ length: 40 }, (_, n) => n + 1)
  for (let index = 0; index < 4; index++) {
    for (let block = 0; block < BLOCKS; block++) {
      await Promise.all(askers.map((asker) => ask(asker, index, block)))
    }
  }
  expect(reads()).toBeLessThanOrEqual(4 * askers.length)
})

test('many who are at different places do not make each other’s chunks be read again and again', async () => {
  const chunkCount = 24
  const { ask, reads } = await fileOf(chunkCount)
  const askers = Array.from({ length: chunkCount }, (_, n) => n)
  for (let block = 0; block < BLOCKS; block++) {
    await Promise.all(askers.map((asker) => ask(asker + 1, asker, block)))
  }
  expect(reads()).toBe(chunkCount)
})

test('a file that is no longer what it was is not given, and is looked at again the next time', async () => {
  const file = await fileOf(1)
  const before = file.bytes[9]!
  file.bytes[9] = before ^ 1
  await expect(file.ask(1, 0, 0)).rejects.toMatchObject({ code: 'FILE_CHANGED' })
  expect(file.broken()).toBe(1)
  file.bytes[9] = before
  expect((await file.ask(1, 0, 0)).length).toBe(FILE_BLOCK_BYTES)
})
