import * as v from 'valibot'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  chunkSizeFor,
  decodeManifest,
  encodeManifest,
  FileOfferSchema,
  isFolder,
  mimeOf,
  ShareListSchema,
  type Manifest,
} from '../../../src/protocol/files.ts'
import type { Hash } from '../../../src/protocol/ids.ts'
import { CHUNK_BYTES_MAX, CHUNK_BYTES_MIN, CHUNKS_MAX } from '../../../src/protocol/limits.ts'
import { encodeParts } from '../../../src/protocol/parts.ts'
import { encodeJson } from '../../../src/protocol/strict-json.ts'
import { ProtocolError } from '../../../src/shared/errors.ts'

const KIB = 1_024
const HASH = Buffer.alloc(32, 7).toString('base64url') as Hash

function manifestOf(sizes: readonly number[], paths?: readonly (readonly string[])[]): Manifest {
  const size = sizes.reduce((sum, one) => sum + one, 0)
  const chunkSize = chunkSizeFor(size)
  return {
    v: 1,
    size,
    chunkSize,
    files: sizes.map((bytes, index) => ({
      path: [...(paths?.[index] ?? (sizes.length === 1 ? [] : [`file ${index}`]))],
      size: bytes,
      sha256: HASH,
    })),
    chunks: Array.from({ length: Math.ceil(size / chunkSize) }, (_, index) => ({
      sha256: Buffer.alloc(32, index),
      tag: Buffer.alloc(16, index),
    })),
  }
}

function encodeHead(change: object, proofs = Buffer.alloc(48)): Buffer {
  const { chunks: _chunks, ...head } = manifestOf([10])
  return encodeParts([encodeJson({ ...head, ...change }), proofs])
}

describe('a manifest', () => {
  it('is read as it was written, whatever the size', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5_000_000), { minLength: 1, maxLength: 6 }), (sizes) => {
        const manifest = manifestOf(sizes)
        expect(decodeManifest(encodeManifest(manifest))).toEqual(manifest)
      }),
    )
  })

  it('has chunks that are powers of two within bounds, for every size up to the largest', () => {
    const largest = CHUNK_BYTES_MAX * CHUNKS_MAX
    fc.assert(
      fc.property(fc.integer({ min: 0, max: largest }), (size) => {
        const bytes = chunkSizeFor(size)
        expect(Number.isInteger(Math.log2(bytes))).toBe(true)
        expect(bytes).toBeGreaterThanOrEqual(CHUNK_BYTES_MIN)
        expect(bytes).toBeLessThanOrEqual(CHUNK_BYTES_MAX)
        expect(Math.ceil(size / bytes)).toBeLessThanOrEqual(CHUNKS_MAX)
      }),
    )
    expect(chunkSizeFor(largest)).toBe(CHUNK_BYTES_MAX)
  })

  it.each([
    ['a chunk size that is no power of two', encodeHead({ chunkSize: 300 * KIB })],
    ['tiny chunks', encodeHead({ chunkSize: KIB }, Buffer.alloc(48))],
    ['giant chunks', encodeHead({ chunkSize: 2 * CHUNK_BYTES_MAX })],
    ['a negative size', encodeHead({ size: -1 })],
    ['a size over 32 GiB', encodeHead({ size: 2 ** 40 })],
    ['no files', encodeHead({ files: [] })],
    ['files of another size than the whole', encodeHead({ size: 11 })],
    ['proofs for more chunks', encodeHead({}, Buffer.alloc(96))],
    ['proofs cut short', encodeHead({}, Buffer.alloc(47))],
    ['an unknown field', encodeHead({ more: 1 })],
    ['another version', encodeHead({ v: 2 })],
    ['a third part', Buffer.concat([encodeHead({}), encodeParts([Buffer.alloc(1)])])],
    ['nothing', Buffer.alloc(0)],
  ])('with %s is refused', (_what, bytes) => {
    expect(() => decodeManifest(bytes)).toThrow(ProtocolError)
  })

  it.each([
    ['one that climbs out', [['..', 'passwd']]],
    ['one with a separator', [['a/b']]],
    ['one with a backslash', [['a\\b']]],
    ['an empty one', [['a', '']]],
    ['a hidden one', [['.ssh', 'authorized_keys']]],
    ['a device', [['con.txt']]],
    ['a control character', [['a\u0000b']]],
    ['a reversed ending', [['photo\u202Egpj.exe']]],
    ['one of 300 bytes', [['x'.repeat(300)]]],
    ['one too deep', [Array.from({ length: 17 }, () => 'a')]],
    ['the same twice', [['a'], ['a']]],
    ['the same but for case', [['Readme'], ['README']]],
    ['a file that is also a folder', [['a'], ['a', 'b']]],
    ['a folder that is also a file', [['a', 'b'], ['a']]],
    ['none beside others', [[], ['a']]],
  ])('with a path like %s is refused', (_what, paths) => {
    const bytes = encodeManifest(
      manifestOf(
        paths.map(() => 1),
        paths,
      ),
    )
    expect(() => decodeManifest(bytes)).toThrow(ProtocolError)
  })

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(() => decodeManifest(bytes)).toThrow(ProtocolError)
      }),
    )
  })
})

describe('an offer', () => {
  const OFFER = { name: 'a.pdf', size: 1, mime: 'application/pdf', manifest: HASH, fileKey: HASH }

  it('names a media type by its ending, a folder by its own', () => {
    expect(mimeOf('Slides.PDF')).toBe('application/pdf')
    expect(mimeOf('noending')).toBe('application/octet-stream')
    expect(mimeOf('__proto__.constructor')).toBe('application/octet-stream')
    expect(isFolder({ mime: 'inode/directory' })).toBe(true)
  })

  it.each([
    ['a short key', { fileKey: 'AAAA' }],
    ['a size that is none', { size: 1.5 }],
    ['a type with a line break', { mime: 'text/plain\nx' }],
    ['no name', { name: '' }],
    ['an endless name', { name: 'x'.repeat(1_025) }],
  ])('with %s is refused', (_what, change) => {
    expect(v.is(FileOfferSchema, OFFER)).toBe(true)
    expect(v.is(FileOfferSchema, { ...OFFER, ...change })).toBe(false)
  })
})

describe('a list of shares', () => {
  const share = (name: string) => ({ name, size: 1, sha256: HASH })

  it('names each share once, by a name that is safe as it stands', () => {
    expect(v.is(ShareListSchema, [share('a'), share('b')])).toBe(true)
    expect(v.is(ShareListSchema, [share('a'), share('a')])).toBe(false)
    expect(v.is(ShareListSchema, [share('../a')])).toBe(false)
    expect(
      v.is(
        ShareListSchema,
        Array.from({ length: 1_001 }, (_, n) => share(`f${n}`)),
      ),
    ).toBe(false)
  })
})
