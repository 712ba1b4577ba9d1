import { expect, test } from 'vitest'
import { compareText, fromB64, toB64 } from '../../../src/shared/bytes.ts'

test('bytes survive base64url both ways', () => {
  const bytes = Buffer.from([0, 255, 62, 63, 128])
  expect(fromB64(toB64(bytes))).toEqual(bytes)
})

test.each(['AA==', 'A', 'AB', '-+', 'é', 'AAAA '])('%j is not canonical base64url', (text) => {
  expect(fromB64(text)).toBeUndefined()
})

test('text is ordered by code unit, not by locale', () => {
  expect(['é', 'a', 'Z', 'a'].toSorted(compareText)).toEqual(['Z', 'a', 'a', 'é'])
})
