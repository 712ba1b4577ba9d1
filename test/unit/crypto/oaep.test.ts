import { constants, publicEncrypt, webcrypto } from 'node:crypto'
import { expect, test } from 'vitest'
import { oaepDecrypt, oaepEncrypt } from '../../../src/crypto/primitives/oaep.ts'
import { lp } from '../../../src/protocol/parts.ts'
import { fixedIdentity } from '../../vectors/fixed-keys.ts'

const alice = fixedIdentity('alice')
const bob = fixedIdentity('bob')
const secret = Buffer.alloc(32, 7)
const label = lp('wrap', 'somebody')

test('a box opens with its key and label, and with nothing else', () => {
  const box = oaepEncrypt(alice.publicKey, secret, label)
  expect(oaepDecrypt(alice.privateKey, box, label)).toEqual(secret)
  expect(oaepDecrypt(bob.privateKey, box, label)).toBeUndefined()
  expect(oaepDecrypt(alice.privateKey, box, lp('wrap', 'else'))).toBeUndefined()
  expect(oaepDecrypt(alice.privateKey, box, Buffer.alloc(0))).toBeUndefined()
})

test('a changed, cut or invented box does not open', () => {
  const box = oaepEncrypt(alice.publicKey, secret, label)
  const changed = Buffer.from(box)
  changed.writeUInt8(changed.readUInt8(200) ^ 1, 200)
  for (const bad of [
    changed,
    box.subarray(1),
    Buffer.concat([box, box]),
    Buffer.alloc(384),
    Buffer.alloc(0),
  ]) {
    expect(oaepDecrypt(alice.privateKey, bad, label)).toBeUndefined()
  }
})

test.each([
  ['PKCS#1 v1.5', { padding: constants.RSA_PKCS1_PADDING }],
  ['SHA-1', { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1', oaepLabel: label }],
  ['SHA-512', { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha512', oaepLabel: label }],
])('a box of another kind (%s) does not open', (_, options) => {
  const box = publicEncrypt({ key: alice.publicKey, ...options }, secret)
  const opened = oaepDecrypt(alice.privateKey, box, label)
  expect(opened).toBeUndefined()
})

test('the mask is MGF1-SHA-256 too, as WebCrypto has it', async () => {
  const algorithm = { name: 'RSA-OAEP', hash: 'SHA-256' }
  const key = await webcrypto.subtle.importKey(
    'spki',
    Uint8Array.from(alice.spki),
    algorithm,
    false,
    ['encrypt'],
  )
  const box = await webcrypto.subtle.encrypt(
    { name: 'RSA-OAEP', label: Uint8Array.from(label) },
    key,
    secret,
  )
  expect(oaepDecrypt(alice.privateKey, Buffer.from(box), label)).toEqual(secret)
})
