import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { fingerprintWords, formatFingerprint } from '../../../src/crypto/fingerprint.ts'
import { toB64 } from '../../../src/shared/bytes.ts'

const kids = fc.uint8Array({ minLength: 32, maxLength: 32 })

test('a fingerprint is the whole hash in groups that can be read aloud', () => {
  const kid = toB64(Buffer.from('00112233445566778899aabbccddeeff'.repeat(2), 'hex'))
  expect(formatFingerprint(kid)).toBe(
    '0011 2233 4455 6677 8899 aabb ccdd eeff 0011 2233 4455 6677 8899 aabb ccdd eeff',
  )
})

test('words are eleven bits each, from the first on', () => {
  expect(fingerprintWords(toB64(Buffer.alloc(32)), 3)).toBe('abandon abandon abandon')
  expect(fingerprintWords(toB64(Buffer.alloc(32, 255)), 2)).toBe('zoo zoo')
  // 00000000001 00000000010 …
  expect(fingerprintWords(toB64(Buffer.from('00200800'.padEnd(64, '0'), 'hex')), 2)).toBe(
    'ability able',
  )
})

test('six words for any key; a longer list begins with a shorter one', () => {
  fc.assert(
    fc.property(kids, (bytes) => {
      const kid = toB64(bytes)
      expect(fingerprintWords(kid).split(' ')).toHaveLength(6)
      expect(fingerprintWords(kid, 12).startsWith(`${fingerprintWords(kid, 6)} `)).toBe(true)
    }),
  )
})

test('keys that differ in their first 66 bits have different words', () => {
  fc.assert(
    fc.property(kids, fc.nat(65), (bytes, bit) => {
      const other = Uint8Array.from(bytes)
      const at = bit >> 3
      other[at] = (other[at] ?? 0) ^ (0x80 >> (bit & 7))
      expect(fingerprintWords(toB64(other))).not.toBe(fingerprintWords(toB64(bytes)))
    }),
  )
})
