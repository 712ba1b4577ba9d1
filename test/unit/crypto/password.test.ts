import { expect, test } from 'vitest'
import {
  checkToken,
  deriveLoginToken,
  hashToken,
  openLoginBox,
  sealLoginBox,
} from '../../../src/crypto/password.ts'
import type { TrackerId } from '../../../src/protocol/ids.ts'
import { fixedIdentity } from '../../vectors/fixed-keys.ts'

const tracker = fixedIdentity('tracker')
const other = fixedIdentity('bob')
const here = tracker.kid as string as TrackerId
const there = other.kid as string as TrackerId

test('a token depends on password, tracker and name, not on how é was typed', async () => {
  const [token, again, decomposed, ...others] = await Promise.all([
    deriveLoginToken('caf\u00e9', here, 'alice'),
    deriveLoginToken('caf\u00e9', here, 'alice'),
    deriveLoginToken('cafe\u0301', here, 'alice'),
    deriveLoginToken('cafe', here, 'alice'),
    deriveLoginToken('caf\u00e9', there, 'alice'),
    deriveLoginToken('caf\u00e9', here, 'bob'),
  ])
  expect(token).toHaveLength(32)
  expect(again).toEqual(token)
  expect(decomposed).toEqual(token)
  for (const different of others) expect(different.equals(token)).toBe(false)
})

test('a stored token recognises its token and nothing else', () => {
  const token = Buffer.alloc(32, 5)
  const stored = hashToken(token)
  expect(checkToken(token, stored)).toBe(true)
  expect(checkToken(Buffer.alloc(32, 6), stored)).toBe(false)
  expect(checkToken(Buffer.alloc(0), stored)).toBe(false)
  expect(checkToken(token, { ...stored, salt: '' })).toBe(false)
  expect(checkToken(token, { ...stored, hash: '' })).toBe(false)
  expect(hashToken(token).hash).not.toBe(stored.hash)
})

test('a login box opens at its tracker on its connection only', () => {
  const token = Buffer.alloc(32, 5)
  const exporter = Buffer.alloc(32, 1)
  const box = sealLoginBox(tracker.publicKey, token, exporter)
  expect(openLoginBox(tracker.privateKey, box, exporter)).toEqual(token)
  expect(openLoginBox(tracker.privateKey, box, Buffer.alloc(32, 2))).toBeUndefined()
  expect(openLoginBox(other.privateKey, box, exporter)).toBeUndefined()
  expect(openLoginBox(tracker.privateKey, box.subarray(1), exporter)).toBeUndefined()
})

test('a box that holds something else than a token is refused', () => {
  const exporter = Buffer.alloc(32, 1)
  const box = sealLoginBox(tracker.publicKey, Buffer.alloc(31), exporter)
  expect(openLoginBox(tracker.privateKey, box, exporter)).toBeUndefined()
})
