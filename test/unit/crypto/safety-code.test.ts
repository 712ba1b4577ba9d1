import { expect, test } from 'vitest'
import { safetyCode } from '../../../src/crypto/fingerprint.ts'
import type { Kid } from '../../../src/protocol/ids.ts'

const kid = (fill: number): Kid => Buffer.alloc(32, fill).toString('base64url') as Kid

test('both sides see the same code, whoever asks', () => {
  expect(safetyCode(kid(1), kid(2))).toEqual(safetyCode(kid(2), kid(1)))
})

test('any other key gives other words, digits and QR code', () => {
  const code = safetyCode(kid(1), kid(2))
  const other = safetyCode(kid(1), kid(3))
  expect(other.words).not.toBe(code.words)
  expect(other.digits).not.toBe(code.digits)
  expect(other.qr).not.toBe(code.qr)
})

test('it has eight words, eight groups of five digits, and letters of the compact QR alphabet', () => {
  const { words, digits, qr } = safetyCode(kid(1), kid(2))
  expect(words.split(' ')).toHaveLength(8)
  expect(digits).toMatch(/^\d{5}( \d{5}){7}$/)
  expect(qr).toMatch(/^CHATP2P:[0-9A-F]{32}$/)
})

test('the code of two given keys never changes', () => {
  expect(safetyCode(kid(1), kid(2)).digits).toBe('76280 95793 18529 65001 10009 26387 67132 09360')
})
