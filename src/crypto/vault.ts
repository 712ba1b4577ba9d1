import { createPrivateKey } from 'node:crypto'
import { lp } from '../protocol/parts.ts'
import type { VaultFile } from '../protocol/vault-file.ts'
import { fromB64, toB64 } from '../shared/bytes.ts'
import { hkdf, randomBytes } from './hash.ts'
import { isAllowedKey } from './keys.ts'
import type { PrivateKey } from './keys.ts'
import { stretchPassword } from './primitives/scrypt.ts'
import { KEY_BYTES } from './primitives/gcm.ts'
import { openBytes, sealBytes } from './seal.ts'

const VAULT_COST = 2 ** 17
const SALT_BYTES = 16

export type { VaultFile } from '../protocol/vault-file.ts'

/** A new random key for all that a user keeps on disk, and the same under the password. */
export async function createVault(
  password: string,
  username: string,
): Promise<{ file: VaultFile; key: Buffer }> {
  const key = randomBytes(KEY_BYTES)
  return { file: await rewrapVault(key, password, username), key }
}

/** The vault key; undefined when the password is wrong (or the file is another user's, or damaged). */
export async function openVault(
  file: VaultFile,
  password: string,
  username: string,
): Promise<Buffer | undefined> {
  const salt = fromB64(file.salt)
  const box = fromB64(file.box)
  if (salt === undefined || box === undefined) return undefined
  const key = openBytes(await stretchPassword(password, salt, VAULT_COST), box, vaultAad(username))
  return key?.length === KEY_BYTES ? key : undefined
}

/** The same vault key under another password: all that a password change has to write. */
export async function rewrapVault(
  key: Uint8Array,
  password: string,
  username: string,
): Promise<VaultFile> {
  const salt = randomBytes(SALT_BYTES)
  const wrapping = await stretchPassword(password, salt, VAULT_COST)
  return { v: 1, salt: toB64(salt), box: toB64(sealBytes(wrapping, key, vaultAad(username))) }
}

/** A key of its own for each purpose ("disk", "pkcs8", …). */
export function vaultSubKey(key: Uint8Array, purpose: string): Buffer {
  return hkdf(key, new Uint8Array(0), lp('vault-key', purpose), KEY_BYTES)
}

/**
 * Encrypted PKCS#8 in PEM. OpenSSL stretches its passphrase with only 2,048 rounds of PBKDF2. That is enough here and nowhere
 * else: the passphrase is no password but 32 random bytes, which no guessing reaches; the password's own stretching is the
 * vault's scrypt.
 */
export function encryptPrivateKey(privateKey: PrivateKey, vaultKey: Uint8Array): string {
  return privateKey.export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: pkcs8Passphrase(vaultKey),
  })
}

/** Opposite of `encryptPrivateKey`; undefined when the key is not the one or the file is damaged. */
export function decryptPrivateKey(pem: string, vaultKey: Uint8Array): PrivateKey | undefined {
  // Only the encrypted form: an unencrypted key in its place was put there by somebody else.
  if (!pem.startsWith('-----BEGIN ENCRYPTED PRIVATE KEY-----')) return undefined
  try {
    const passphrase = pkcs8Passphrase(vaultKey)
    const key = createPrivateKey({ key: pem, format: 'pem', passphrase })
    return isAllowedKey(key) ? key : undefined
  } catch {
    return undefined
  }
}

function vaultAad(username: string): Buffer {
  return lp('vault', username)
}

function pkcs8Passphrase(vaultKey: Uint8Array): string {
  return toB64(vaultSubKey(vaultKey, 'pkcs8'))
}
