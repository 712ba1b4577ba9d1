import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeParts, encodeParts, lp } from '../../../src/protocol/parts.ts'
import { ProtocolError } from '../../../src/shared/errors.ts'

const lists = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 })
const tags = fc.constantFrom('a', 'ab', 'room', 'dm')

test('parts survive both ways', () => {
  fc.assert(
    fc.property(lists, (parts) => {
      expect(decodeParts(encodeParts(parts), 8)).toEqual(parts.map((part) => Buffer.from(part)))
    }),
  )
})

test('parts are read from the middle of a larger buffer', () => {
  const body = encodeParts([Buffer.from('one'), Buffer.from('two')])
  const packet = Buffer.concat([Buffer.alloc(5, 255), body, Buffer.alloc(5, 255)])
  const parts = decodeParts(new Uint8Array(packet).subarray(5, 5 + body.length), 2)
  expect(parts.map(String)).toEqual(['one', 'two'])
})

test('arbitrary bytes are refused, or are what these parts would be written as', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const parts = decode(bytes, 16)
      expect(parts === 'BAD_MESSAGE' || encodeParts(parts).equals(bytes)).toBe(true)
    }),
  )
})

test('every cut is noticed, except between two parts', () => {
  const body = encodeParts([Buffer.from('one'), Buffer.alloc(0), Buffer.from('three')])
  const seams = new Set([0, 7, 11, body.length])
  for (let length = 0; length <= body.length; length++) {
    const isWhole = decode(body.subarray(0, length), 8) !== 'BAD_MESSAGE'
    expect(isWhole, `cut at ${length}`).toBe(seams.has(length))
  }
})

test('hostile lengths and too many parts cost nothing', () => {
  expect(decode(Buffer.from('ffffffff', 'hex'), 1)).toBe('BAD_MESSAGE')
  expect(decode(Buffer.from('80000000aa', 'hex'), 1)).toBe('BAD_MESSAGE')
  expect(decode(encodeParts([Buffer.alloc(1), Buffer.alloc(1)]), 1)).toBe('BAD_MESSAGE')
  expect(decode(Buffer.alloc(1_000_000), 4)).toBe('BAD_MESSAGE')
  expect(decode(Buffer.alloc(0), 0)).toEqual([])
})

test('no two lists under any tags have the same LP', () => {
  fc.assert(
    fc.property(tags, lists, tags, lists, (tag1, parts1, tag2, parts2) => {
      const isSame =
        tag1 === tag2 &&
        parts1.length === parts2.length &&
        parts1.every((part, i) => Buffer.from(part).equals(parts2[i] ?? Buffer.alloc(99)))
      expect(lp(tag1, ...parts1).equals(lp(tag2, ...parts2))).toBe(isSame)
    }),
  )
})

test('moving a byte from one part to the next gives another LP', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 20 }), fc.nat(), (bytes, at) => {
      const cut = at % bytes.length
      const one = lp('t', bytes.subarray(0, cut), bytes.subarray(cut))
      const two = lp('t', bytes.subarray(0, cut + 1), bytes.subarray(cut + 1))
      expect(one.equals(two)).toBe(false)
    }),
  )
})

test('text is its UTF-8 bytes', () => {
  expect(lp('t', 'é👋')).toEqual(lp('t', Buffer.from('é👋', 'utf8')))
})

function decode(bytes: Uint8Array, maxParts: number): Buffer[] | 'BAD_MESSAGE' {
  try {
    return decodeParts(bytes, maxParts)
  } catch (error) {
    if (error instanceof ProtocolError && error.code === 'BAD_MESSAGE') return error.code
    throw error
  }
}
