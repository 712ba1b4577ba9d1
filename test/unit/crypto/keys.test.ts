import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { createIdentity, identityFromKey } from '../../../src/crypto/identity.ts'
import {
  generateRsaKey,
  isAllowedKey,
  kidOf,
  publicKeyFromSpki,
  spkiOf,
} from '../../../src/crypto/keys.ts'
import { fixedIdentity } from '../../vectors/fixed-keys.ts'

const der = { type: 'spki', format: 'der' } as const
const alice = fixedIdentity('alice')

test('a new identity is RSA-3072 with exponent 65537 and named by its key', async () => {
  const identity = await createIdentity()
  expect(identity.publicKey.asymmetricKeyDetails).toEqual({
    modulusLength: 3_072,
    publicExponent: 65_537n,
  })
  expect(identity.kid).toBe(kidOf(spkiOf(identity.privateKey)))
  expect(identity.fingerprint).toMatch(/^([0-9a-f]{4} ){15}[0-9a-f]{4}$/)
  expect(identityFromKey(identity.privateKey).kid).toBe(identity.kid)
})

test('a key comes back from its SPKI, the same object while it is remembered', () => {
  const key = publicKeyFromSpki(alice.spki)
  expect(spkiOf(key)).toEqual(alice.spki)
  expect(publicKeyFromSpki(Buffer.from(alice.spki))).toBe(key)
})

test('a key in a slice of a larger buffer is read right', () => {
  const packet = Buffer.concat([Buffer.alloc(7, 1), alice.spki, Buffer.alloc(9, 2)])
  const key = publicKeyFromSpki(packet.subarray(7, 7 + alice.spki.length))
  expect(spkiOf(key)).toEqual(alice.spki)
})

test('RSA-2048 is the floor', async () => {
  const { publicKey, privateKey } = await generateRsaKey(2_048)
  expect(isAllowedKey(publicKeyFromSpki(spkiOf(publicKey)))).toBe(true)
  expect(isAllowedKey(privateKey)).toBe(true)
})

test.each([
  ['RSA-1024', () => generateKeyPairSync('rsa', { modulusLength: 1_024 }).publicKey.export(der)],
  [
    'exponent 3',
    () =>
      generateKeyPairSync('rsa', { modulusLength: 2_048, publicExponent: 3 }).publicKey.export(der),
  ],
  [
    'a key for PSS only',
    () => generateKeyPairSync('rsa-pss', { modulusLength: 2_048 }).publicKey.export(der),
  ],
  ['Ed25519', () => generateKeyPairSync('ed25519').publicKey.export(der)],
  ['P-256', () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export(der)],
  ['nothing', () => Buffer.alloc(0)],
  ['garbage', () => Buffer.alloc(422, 0x30)],
  ['a key cut short', () => alice.spki.subarray(0, -1)],
  ['a key with a tail', () => Buffer.concat([alice.spki, Buffer.from([0])])],
  ['a private key', () => alice.privateKey.export({ type: 'pkcs8', format: 'der' })],
  ['PEM', () => Buffer.from(alice.publicKey.export({ type: 'spki', format: 'pem' }))],
])('%s is refused', (_, spki) => {
  expect(() => publicKeyFromSpki(spki())).toThrow(expect.objectContaining({ code: 'BAD_RECORD' }))
})

test('another spelling of a key is refused, since it would have another kid', () => {
  // RSA without the NULL parameters that belong to its algorithm identifier.
  const body = alice.spki.subarray(4 + 15)
  const head = Buffer.from('30820000300b06092a864886f70d010101', 'hex')
  head.writeUInt16BE(13 + body.length, 2)
  const other = Buffer.concat([head, body])
  expect(() => publicKeyFromSpki(other)).toThrow(expect.objectContaining({ code: 'BAD_RECORD' }))
})
