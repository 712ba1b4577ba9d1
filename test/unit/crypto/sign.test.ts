import { constants, sign as signWith } from 'node:crypto'
import { expect, test } from 'vitest'
import { signEntry, verifyEntrySignature } from '../../../src/crypto/entry.ts'
import { hashB64 } from '../../../src/crypto/hash.ts'
import { sign, verify, verifyAsync } from '../../../src/crypto/sign.ts'
import type { EntryId } from '../../../src/protocol/ids.ts'
import { lp } from '../../../src/protocol/parts.ts'
import { fixedIdentity } from '../../vectors/fixed-keys.ts'

const alice = fixedIdentity('alice')
const bob = fixedIdentity('bob')
const bytes = Buffer.from('what was signed')

test('a signature verifies, at once and in the thread pool', async () => {
  const signature = await sign(alice.privateKey, bytes)
  expect(verify(alice.publicKey, bytes, signature)).toBe(true)
  expect(await verifyAsync(alice.publicKey, bytes, signature)).toBe(true)
})

test('two signatures of the same bytes differ', async () => {
  const [one, two] = await Promise.all([
    sign(alice.privateKey, bytes),
    sign(alice.privateKey, bytes),
  ])
  expect(one.equals(two)).toBe(false)
})

test('other bytes, another key and a changed or cut signature do not verify', async () => {
  const signature = await sign(alice.privateKey, bytes)
  const changed = Buffer.from(signature)
  changed.writeUInt8(changed.readUInt8(100) ^ 1, 100)
  expect(await isAccepted(bytes.subarray(1), signature)).toBe(false)
  expect(await isAccepted(bytes, changed)).toBe(false)
  expect(await isAccepted(bytes, signature.subarray(1))).toBe(false)
  expect(await isAccepted(bytes, Buffer.concat([signature, Buffer.alloc(1)]))).toBe(false)
  expect(await isAccepted(bytes, Buffer.alloc(0))).toBe(false)
  expect(await isAccepted(bytes, Buffer.alloc(384, 255))).toBe(false)
  expect(verify(bob.publicKey, bytes, signature)).toBe(false)
})

test.each([
  ['PKCS#1 v1.5', 'sha256', { padding: constants.RSA_PKCS1_PADDING }],
  ['SHA-1', 'sha1', { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }],
  ['SHA-512', 'sha512', { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }],
  ['no salt', 'sha256', { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 0 }],
  ['a longer salt', 'sha256', { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 }],
])('a valid signature of another kind (%s) is refused', async (_, digest, options) => {
  const signature = signWith(digest, bytes, { key: alice.privateKey, ...options })
  expect(await isAccepted(bytes, signature)).toBe(false)
})

test('an entry signature is bound to its purpose', async () => {
  const id = hashB64('entry', 'x') as string as EntryId
  expect(
    await verifyEntrySignature(alice.publicKey, id, await signEntry(alice.privateKey, id)),
  ).toBe(true)
  const elsewhere = await sign(alice.privateKey, lp('bind', id))
  expect(await verifyEntrySignature(alice.publicKey, id, elsewhere)).toBe(false)
  const bare = await sign(alice.privateKey, Buffer.from(id))
  expect(await verifyEntrySignature(alice.publicKey, id, bare)).toBe(false)
})

async function isAccepted(signed: Buffer, signature: Buffer): Promise<boolean> {
  const isValid = verify(alice.publicKey, signed, signature)
  expect(await verifyAsync(alice.publicKey, signed, signature)).toBe(isValid)
  return isValid
}
