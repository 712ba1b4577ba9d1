import { expect, test } from 'vitest'
import { openChunk, sealChunk } from '../../../src/crypto/files/chunk-seal.ts'
import { hashPieces } from '../../../src/crypto/files/file-hash.ts'
import { hashB64 } from '../../../src/crypto/hash.ts'
import { decodeManifest, encodeManifest } from '../../../src/protocol/files.ts'
import { slicePieces } from '../../../src/shared/bytes.ts'
import vectors from '../../vectors/files.json' with { type: 'json' }

/* The examples of docs/PROTOCOL.md, Files; made with a second implementation in another language. */
const MIB = 1_024 * 1_024
const hex = (text: string) => Buffer.from(text, 'hex')
const fileKey = hex(vectors.fileKey)

test.each(vectors.chunks)('chunk $index of a file of $fileSize bytes', async (vector) => {
  const { index, fileSize, plaintext, ciphertext, tag, sha256 } = vector
  const place = { fileKey, index, fileSize }
  const sealed = await sealChunk(place, hex(plaintext))
  expect(Buffer.concat([...sealed.pieces]).toString('hex')).toBe(ciphertext)
  expect(sealed.tag.toString('hex')).toBe(tag)
  expect((await hashPieces(sealed.pieces)).toString('hex')).toBe(sha256)
  const opened = await openChunk(place, [hex(ciphertext)], hex(tag))
  expect(Buffer.concat([...(opened ?? [])]).toString('hex')).toBe(plaintext)
})

test('a manifest and its hash', () => {
  const bytes = hex(vectors.manifest.bytes)
  expect(hashB64('manifest', bytes)).toBe(vectors.manifest.hash)
  expect(encodeManifest(decodeManifest(bytes))).toEqual(bytes)
})

test('a chunk of several pieces is opened whatever its pieces, and not when anything differs', async () => {
  const place = { fileKey, index: 1, fileSize: 3 * MIB }
  const plaintext = Buffer.alloc(MIB + MIB / 2 + 17, 'content ')
  const { pieces, tag } = await sealChunk(place, plaintext)
  expect(pieces.length).toBeGreaterThan(1)
  const opened = await openChunk(place, pieces, tag)
  expect(Buffer.concat([...(opened ?? [])]).equals(plaintext)).toBe(true)
  const whole = Buffer.concat([...pieces])
  expect(await openChunk(place, [whole], tag)).toBeDefined()
  expect(await openChunk(place, slicePieces([whole], 0, whole.length - 1), tag)).toBeUndefined()
  expect(await openChunk({ ...place, index: 2 }, pieces, tag)).toBeUndefined()
  expect(await openChunk({ ...place, fileSize: 1 }, pieces, tag)).toBeUndefined()
  expect(await openChunk(place, pieces.slice(1), tag)).toBeUndefined()
  expect(await openChunk(place, pieces, Buffer.alloc(16))).toBeUndefined()
})
