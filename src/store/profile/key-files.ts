import * as v from 'valibot'
import { fromPem, toPem } from '../../crypto/certificate.ts'
import { identityFromKey, type Identity } from '../../crypto/identity.ts'
import { createVault, decryptPrivateKey, encryptPrivateKey, openVault } from '../../crypto/vault.ts'
import type { VaultFile } from '../../protocol/vault-file.ts'
import { VaultFileSchema } from '../../protocol/vault-file.ts'
import { ChatError } from '../../shared/errors.ts'
import { damagedFile } from '../disk/damaged.ts'
import type { Disk } from '../disk/disk.ts'
import { withDiskErrors } from '../disk/disk-error.ts'
import { replaceFile } from '../documents/document-adapter.ts'
import type { PeerPaths } from '../paths.ts'
import { BackupSchema } from './schemas.ts'

/** What a password opens. */
export interface UnlockedKeys {
  readonly vaultKey: Buffer
  readonly identity: Identity
  readonly vault: VaultFile
  /** The identity key, encrypted. */
  readonly pem: string
}

/** Puts a new identity under a new vault. */
export async function createKeys(account: {
  readonly username: string
  readonly password: string
  readonly identity: Identity
}): Promise<UnlockedKeys> {
  const { file, key } = await createVault(account.password, account.username)
  const pem = encryptPrivateKey(account.identity.privateKey, key)
  return { vaultKey: key, identity: account.identity, vault: file, pem }
}

/** The vault is written last: only with it the profile exists. */
export async function saveKeys(
  disk: Disk,
  paths: PeerPaths,
  { vault, pem }: UnlockedKeys,
): Promise<void> {
  await withDiskErrors(paths.keys, async () => {
    await replaceFile(disk, paths.identity, Buffer.from(pem, 'utf8'))
    await replaceFile(disk, paths.vault, Buffer.from(`${JSON.stringify(vault)}\n`, 'utf8'))
  })
}

/** Sealed, so that anybody may keep it: with the password it opens the profile on another machine. */
export function backupOf({ vault, pem }: UnlockedKeys): Buffer {
  return Buffer.from(JSON.stringify({ v: 1, vault, identity: pem }), 'utf8')
}

/** Throws WRONG_PASSWORD, NO_PROFILE_HERE or PROFILE_DAMAGED. */
export async function readKeys(
  disk: Disk,
  paths: PeerPaths,
  account: { readonly username: string; readonly password: string },
): Promise<UnlockedKeys> {
  const vaultText = await readText(disk, paths.vault)
  if (vaultText === undefined) {
    throw new ChatError('NO_PROFILE_HERE', { subject: account.username })
  }
  const vault = v.safeParse(VaultFileSchema, parseJson(vaultText))
  if (!vault.success) throw damagedFile(paths.vault, 'not a vault')
  const pem = await readText(disk, paths.identity)
  if (pem === undefined) throw damagedFile(paths.identity, 'missing')
  return await unlock(vault.output, pem, account, paths.identity)
}

/** Opens a backup; throws WRONG_PASSWORD, or PROFILE_DAMAGED when it is none. */
export async function openBackup(account: {
  readonly username: string
  readonly password: string
  readonly backup: Buffer
}): Promise<UnlockedKeys> {
  const backup = v.safeParse(BackupSchema, parseJson(account.backup.toString('utf8')))
  if (!backup.success) throw damagedFile(account.username, 'not a backup')
  const { vault, identity } = backup.output
  return await unlock(vault, identity, account, account.username)
}

export async function readCertificate(disk: Disk, path: string): Promise<Buffer> {
  const text = await readText(disk, path)
  try {
    return fromPem(text ?? '')
  } catch {
    throw damagedFile(path, 'not a certificate')
  }
}

export async function writeCertificate(disk: Disk, path: string, der: Buffer): Promise<void> {
  await withDiskErrors(path, () => replaceFile(disk, path, Buffer.from(toPem(der), 'utf8')))
}

async function unlock(
  vault: VaultFile,
  pem: string,
  { username, password }: { readonly username: string; readonly password: string },
  path: string,
): Promise<UnlockedKeys> {
  const vaultKey = await openVault(vault, password, username)
  if (vaultKey === undefined) throw new ChatError('WRONG_PASSWORD', { subject: username })
  const privateKey = decryptPrivateKey(pem, vaultKey)
  if (privateKey === undefined) throw damagedFile(path, 'not the identity of this vault')
  return { vaultKey, identity: identityFromKey(privateKey), vault, pem }
}

async function readText(disk: Disk, path: string): Promise<string | undefined> {
  const bytes = await withDiskErrors(path, () => disk.readFile(path))
  return bytes?.toString('utf8')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
