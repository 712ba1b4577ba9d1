import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { countCodePoints, decodeContent, encodeContent } from '../../../src/protocol/content.ts'
import { ENTRY_BODY_BYTES, TEXT_CODE_POINTS_MAX } from '../../../src/protocol/limits.ts'
import { ProtocolError } from '../../../src/shared/errors.ts'

const TAG_BYTES = 16
const text = (value: string) => ({ type: 'text', text: value }) as const
const texts = fc.string({ unit: 'binary', minLength: 1, maxLength: 2_000 })

test('any text comes back exactly', () => {
  fc.assert(
    fc.property(texts, (value) => {
      expect(decodeContent(encodeContent(text(value)))).toEqual(text(value))
    }),
  )
})

test.each(['\u0000', '\u0080\u0000', 'e\u0301', '👩‍👩‍👧‍👦', 'ขี้', '\u202e', '\\', '"', '\ud800'])(
  '%j comes back exactly',
  (value) => {
    expect(decodeContent(encodeContent(text(value)))).toEqual(text(value))
  },
)

test('a body’s size tells its text’s length only in few steps', () => {
  const lengths = new Set<number>()
  let last = 0
  for (let length = 1; length <= TEXT_CODE_POINTS_MAX; length += 7) {
    const size = encodeContent(text('a'.repeat(length))).length
    expect(size).toBeGreaterThanOrEqual(last)
    expect(size - (length + 26)).toBeLessThan(Math.max(64, size / 4))
    lengths.add((last = size))
  }
  expect(lengths.size).toBeLessThan(40)
})

test('the longest text in the widest spelling fits in an entry', () => {
  for (const widest of ['\u0000', '👋', '\ud800']) {
    const value = widest.repeat(TEXT_CODE_POINTS_MAX)
    const plaintext = encodeContent(text(value))
    expect(plaintext.length + TAG_BYTES).toBeLessThanOrEqual(ENTRY_BODY_BYTES)
    expect(decodeContent(plaintext)).toEqual(text(value))
  }
})

test('length is counted in code points', () => {
  expect(countCodePoints('a👋e\u0301')).toBe(4)
  const tooLong = encodeContent(text('👋'.repeat(TEXT_CODE_POINTS_MAX + 1)))
  expect(() => decodeContent(tooLong)).toThrow('BAD_MESSAGE')
  expect(() => decodeContent(encodeContent(text('')))).toThrow('BAD_MESSAGE')
})

test.each([
  ['nothing', Buffer.alloc(0), 'BAD_ENTRY'],
  ['only zeros', Buffer.alloc(64), 'BAD_ENTRY'],
  ['no padding', Buffer.from('{"type":"text","text":"a"}'), 'BAD_ENTRY'],
  ['only padding', Buffer.from([0x80, 0]), 'BAD_JSON'],
  ['two ends', Buffer.from([...Buffer.from('{"type":"text","text":"a"}'), 0x80, 0x80]), 'BAD_JSON'],
  ['an unknown type', padded('{"type":"shout","text":"a"}'), 'BAD_MESSAGE'],
  ['an additional key', padded('{"type":"text","text":"a","bold":true}'), 'BAD_MESSAGE'],
])('%s is refused', (_, plaintext, code) => {
  expect(() => decodeContent(plaintext)).toThrow(expect.objectContaining({ code }))
})

test('arbitrary bytes are a protocol error, never another one', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(() => decodeContent(bytes)).toThrow(ProtocolError)
    }),
  )
})

function padded(json: string): Buffer {
  return Buffer.concat([Buffer.from(json), Buffer.from([0x80, 0, 0])])
}
