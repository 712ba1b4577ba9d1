import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { identityFromKey } from '../../../src/crypto/identity.ts'
import {
  createVault,
  decryptPrivateKey,
  encryptPrivateKey,
  openVault,
  rewrapVault,
  vaultSubKey,
} from '../../../src/crypto/vault.ts'
import { encodeJson, parseStrictJson } from '../../../src/protocol/strict-json.ts'
import { VaultFileSchema } from '../../../src/protocol/vault-file.ts'
import { fixedIdentity } from '../../vectors/fixed-keys.ts'

const alice = fixedIdentity('alice')

test('a vault opens with its password and name only', async () => {
  const { file, key } = await createVault('pass\u00e9', 'alice')
  expect(parseStrictJson(VaultFileSchema, encodeJson(file))).toEqual(file)
  expect(await openVault(file, 'pass\u00e9', 'alice')).toEqual(key)
  expect(await openVault(file, 'passe\u0301', 'alice')).toEqual(key)
  expect(await openVault(file, 'passe', 'alice')).toBeUndefined()
  expect(await openVault(file, 'pass\u00e9', 'bob')).toBeUndefined()
  expect(await openVault({ ...file, salt: 'AAAA' }, 'pass\u00e9', 'alice')).toBeUndefined()
  expect(await openVault({ ...file, box: 'AAAA' }, 'pass\u00e9', 'alice')).toBeUndefined()
  expect(await openVault({ ...file, box: '=' }, 'pass\u00e9', 'alice')).toBeUndefined()
})

test('a new password opens the same vault, the old one no longer', async () => {
  const { key } = await createVault('old', 'alice')
  const file = await rewrapVault(key, 'new', 'alice')
  expect(await openVault(file, 'new', 'alice')).toEqual(key)
  expect(await openVault(file, 'old', 'alice')).toBeUndefined()
})

test('each purpose has a key of its own', () => {
  const key = Buffer.alloc(32, 1)
  expect(vaultSubKey(key, 'disk')).toEqual(vaultSubKey(key, 'disk'))
  expect(vaultSubKey(key, 'disk').equals(vaultSubKey(key, 'pkcs8'))).toBe(false)
  expect(vaultSubKey(key, 'disk')).toHaveLength(32)
})

test('a private key rests encrypted and comes back with the vault key only', () => {
  const key = randomBytes(32)
  const pem = encryptPrivateKey(alice.privateKey, key)
  expect(pem).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----/)
  const loaded = decryptPrivateKey(pem, key)
  expect(loaded && identityFromKey(loaded).kid).toBe(alice.kid)
  expect(decryptPrivateKey(pem, randomBytes(32))).toBeUndefined()
  expect(decryptPrivateKey(pem.slice(0, -200), key)).toBeUndefined()
  expect(decryptPrivateKey('', key)).toBeUndefined()
})

test('a key that somebody put there unencrypted is refused', () => {
  const pem = alice.privateKey.export({ type: 'pkcs8', format: 'pem' })
  expect(decryptPrivateKey(pem, randomBytes(32))).toBeUndefined()
})

test('a private key that is not allowed is refused even when well encrypted', () => {
  const key = randomBytes(32)
  const weak = generateKeyPairSync('rsa', { modulusLength: 1_024 }).privateKey
  expect(decryptPrivateKey(encryptPrivateKey(weak, key), key)).toBeUndefined()
})
