import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  decodeEntries,
  decodeEntry,
  encodeEntries,
  encodeEntry,
  parseEntryHeader,
} from '../../../src/protocol/entry.ts'
import type { RawEntry } from '../../../src/protocol/entry.ts'
import { ENTRY_BODY_BYTES, ENTRY_HEADER_BYTES } from '../../../src/protocol/limits.ts'
import { encodeParts } from '../../../src/protocol/parts.ts'
import { encodeJson } from '../../../src/protocol/strict-json.ts'
import { ProtocolError } from '../../../src/shared/errors.ts'

const ID = 'A'.repeat(43)
const OTHER = `${'B'.repeat(42)}A`
const message = {
  ...{ v: 1, chat: ID, lane: 'message', author: ID, seq: 1, prev: null as string | null },
  ...{ clock: 1, sentAt: 0, epoch: ID, salt: 'A'.repeat(22) },
}
const control = {
  ...{ v: 1, chat: ID, lane: 'control', author: ID, lamport: 1, clock: 0, sentAt: 0 },
  deps: [] as string[],
}
const bytes = (minLength: number, maxLength: number) =>
  fc.uint8Array({ minLength, maxLength }).map((array) => Buffer.from(array))
const entries: fc.Arbitrary<RawEntry> = fc.record({
  header: bytes(0, 60),
  body: bytes(0, 60),
  signature: fc.option(bytes(1, 512), { nil: undefined }),
})

test('entries survive both ways, signed and unsigned', () => {
  fc.assert(
    fc.property(fc.array(entries, { maxLength: 6 }), (list) => {
      expect(decodeEntries(encodeEntries(list))).toEqual(list)
    }),
  )
})

test('arbitrary bytes are refused, or are what this entry would be written as', () => {
  const hostile = fc.oneof(
    fc.uint8Array(),
    fc.array(fc.uint8Array({ maxLength: 9 }), { maxLength: 5 }).map((parts) => encodeParts(parts)),
  )
  fc.assert(
    fc.property(hostile, (body) => {
      const entry = outcome(() => decodeEntry(body))
      if (entry instanceof ProtocolError) return
      expect(encodeEntry(entry).equals(body)).toBe(true)
    }),
    { numRuns: 500 },
  )
})

test.each([
  ['two parts', [4, 4]],
  ['four parts', [4, 4, 4, 4]],
  ['no parts', []],
  ['a signature of 513 bytes', [4, 4, 513]],
])('%s are no entry', (_, sizes) => {
  const body = encodeParts(sizes.map((size) => Buffer.alloc(size)))
  expect(outcome(() => decodeEntry(body))).toBeInstanceOf(ProtocolError)
})

test('headers of both lanes are read', () => {
  expect(parse(message)).toEqual(message)
  expect(parse({ ...message, seq: 2, prev: ID })).toMatchObject({ seq: 2, prev: ID })
  expect(parse(control)).toEqual(control)
  expect(parse({ ...control, deps: Array(16).fill(ID) })).toMatchObject({ lane: 'control' })
})

test.each([
  ['another version', { ...message, v: 2 }],
  ['an unknown lane', { ...message, lane: 'files' }],
  ['a first message that has one before it', { ...message, prev: ID }],
  ['a later message that has none before it', { ...message, seq: 2 }],
  ['message number 0', { ...message, seq: 0 }],
  ['a clock of 0', { ...message, clock: 0 }],
  ['a clock beyond what a number holds', { ...message, clock: 2 ** 53 }],
  ['a clock that is no integer', { ...message, clock: 1.5 }],
  ['a salt of 15 bytes', { ...message, salt: 'A'.repeat(20) }],
  ['a salt that is not canonical', { ...message, salt: `${'A'.repeat(21)}B` }],
  ['an author that is not canonical', { ...message, author: `${'A'.repeat(42)}B` }],
  ['an author with a line feed', { ...message, author: `${'A'.repeat(42)}\n` }],
  ['the fields of the other lane', { ...control, lane: 'message' }],
  ['an additional field', { ...message, admin: true }],
  ['17 deps', { ...control, deps: Array(17).fill(ID) }],
  ['lamport 0', { ...control, lamport: 0 }],
])('%s is refused', (_, header) => {
  expect(parse(header)).toBeInstanceOf(ProtocolError)
})

test('the order of fields is part of the header', () => {
  const { v, ...rest } = message
  expect(parse({ ...rest, v })).toMatchObject({ code: 'BAD_JSON' })
})

test('header and body have their bounds', () => {
  const header = encodeJson(message)
  const whole = { header, body: Buffer.alloc(ENTRY_BODY_BYTES), signature: undefined }
  expect(parseEntryHeader(whole)).toMatchObject({ lane: 'message' })
  const tooLong = { ...whole, body: Buffer.alloc(ENTRY_BODY_BYTES + 1) }
  expect(outcome(() => parseEntryHeader(tooLong))).toMatchObject({ code: 'BAD_ENTRY' })
  const tooWide = { ...whole, header: Buffer.alloc(ENTRY_HEADER_BYTES + 1, 0x20) }
  expect(outcome(() => parseEntryHeader(tooWide))).toMatchObject({ code: 'BAD_ENTRY' })
  const largest = encodeJson({ ...control, deps: Array(16).fill(OTHER), sentAt: 2 ** 53 - 1 })
  expect(largest.length).toBeLessThanOrEqual(ENTRY_HEADER_BYTES)
})

function parse(header: unknown) {
  const raw = { header: encodeJson(header), body: Buffer.alloc(0), signature: undefined }
  return outcome(() => parseEntryHeader(raw))
}

function outcome<T>(read: () => T): T | ProtocolError {
  try {
    return read()
  } catch (error) {
    if (error instanceof ProtocolError) return error
    throw error
  }
}
