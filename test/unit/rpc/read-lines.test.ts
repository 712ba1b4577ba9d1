import { Readable } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readLines } from '../../../src/rpc/read-lines.ts'

const LIMIT = 16

test('lines come out the same wherever the bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 24 }).map((bytes) => bytes.map(notNewline))),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      async (lines, sizes) => {
        const bytes = Buffer.concat(lines.map((line) => Buffer.from([...line, 0x0a])))
        const found: unknown[] = []
        for await (const line of readLines(Readable.from(cut(bytes, sizes)), LIMIT)) {
          found.push(line.type === 'line' ? [...line.bytes] : line.type)
        }
        expect(found).toEqual(lines.map((line) => (line.length > LIMIT ? 'too-long' : [...line])))
      },
    ),
  )
})

test('the last line needs no end', async () => {
  const found: string[] = []
  for await (const line of readLines(Readable.from([Buffer.from('a\nb')]), LIMIT)) {
    if (line.type === 'line') found.push(line.bytes.toString())
  }
  expect(found).toEqual(['a', 'b'])
})

function notNewline(byte: number): number {
  return byte === 0x0a ? 0x0b : byte
}

function* cut(bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1
    yield bytes.subarray(at, at + size)
    at += size
  }
}
