import * as v from 'valibot'
import { fromPem, toPem } from '../../crypto/certificate.ts'
import { identityFromKey, type Identity } from '../../crypto/identity.ts'
import { createVault, decryptPrivateKey, encryptPrivateKey, openVault } from '../../crypto/vault.ts'
import type { VaultFile } from '../../protocol/vault-file.ts'
import { ChatError } from '../../shared/errors.ts'
import { damagedFile } from '../disk/damaged.ts'
import type { Disk } from '../disk/disk.ts'
import { withDiskErrors } from '../disk/disk-error.ts'
import { replaceFile } from '../documents/document-adapter.ts'
import type { PeerPaths } from '../paths.ts'
import { parseBackup } from './backup.ts'
import { VaultDocumentSchema } from './schemas.ts'

/** What a password opens. */
export interface UnlockedKeys {
  readonly vaultKey: Buffer
  readonly identity: Identity
  /** One for each password that opens the profile: two while a change is not finished. */
  readonly vaults: readonly VaultFile[]
  /** The one that the password opened. */
  readonly opened: VaultFile
  /** The identity key, encrypted. */
  readonly pem: string
}

interface Owner {
  readonly username: string
  readonly password: string
}

/** Puts a new identity under a new vault. */
export async function createKeys(
  account: Owner & { readonly identity: Identity },
): Promise<UnlockedKeys> {
  const { file, key } = await createVault(account.password, account.username)
  const pem = encryptPrivateKey(account.identity.privateKey, key)
  return { vaultKey: key, identity: account.identity, vaults: [file], opened: file, pem }
}

/** The vault is written last: only with it the profile exists. */
export async function saveKeys(
  disk: Disk,
  paths: PeerPaths,
  { vaults, pem }: Pick<UnlockedKeys, 'vaults' | 'pem'>,
): Promise<void> {
  await withDiskErrors(paths.keys, () =>
    replaceFile(disk, paths.identity, Buffer.from(pem, 'utf8')),
  )
  await saveVaults(disk, paths, vaults)
}

/** Whole or not at all: at every moment the passwords of the old or of the new ones open the profile. */
export async function saveVaults(
  disk: Disk,
  paths: PeerPaths,
  vaults: readonly VaultFile[],
): Promise<void> {
  const text = `${JSON.stringify({ v: 1, vaults })}\n`
  await withDiskErrors(paths.vault, () => replaceFile(disk, paths.vault, Buffer.from(text, 'utf8')))
}

/** Throws WRONG_PASSWORD, NO_PROFILE_HERE or PROFILE_DAMAGED. */
export async function readKeys(
  disk: Disk,
  paths: PeerPaths,
  account: Owner,
): Promise<UnlockedKeys> {
  const text = await readText(disk, paths.vault)
  if (text === undefined) throw new ChatError('NO_PROFILE_HERE', { subject: account.username })
  const document = v.safeParse(VaultDocumentSchema, parseJson(text))
  if (!document.success) throw damagedFile(paths.vault, 'not a vault')
  const pem = await readText(disk, paths.identity)
  if (pem === undefined) throw damagedFile(paths.identity, 'missing')
  return await unlock(document.output.vaults, pem, account, paths.identity)
}

/** Opens a backup; throws WRONG_PASSWORD, or PROFILE_DAMAGED when it is none. */
export async function openBackup(
  account: Owner & { readonly backup: Buffer },
): Promise<UnlockedKeys> {
  const backup = parseBackup(account.backup)
  if (backup === undefined) throw damagedFile(account.username, 'not a backup')
  return await unlock(backup.vaults, backup.identity, account, account.username)
}

/**
 * For a password that was changed on another machine: the backup's vault, which it opens, in place of the one here. Throws
 * WRONG_PASSWORD when it is not the vault of the keys that are here.
 */
export async function renewKeys(
  disk: Disk,
  paths: PeerPaths,
  account: Owner & { readonly backup: Buffer },
): Promise<UnlockedKeys> {
  const { vaultKey, opened } = await openBackup(account)
  const pem = await readText(disk, paths.identity)
  const privateKey = pem === undefined ? undefined : decryptPrivateKey(pem, vaultKey)
  if (pem === undefined || privateKey === undefined) {
    throw new ChatError('WRONG_PASSWORD', { subject: account.username })
  }
  await saveVaults(disk, paths, [opened])
  return { vaultKey, identity: identityFromKey(privateKey), vaults: [opened], opened, pem }
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
  vaults: readonly VaultFile[],
  pem: string,
  { username, password }: Owner,
  path: string,
): Promise<UnlockedKeys> {
  for (const opened of vaults) {
    const vaultKey = await openVault(opened, password, username)
    if (vaultKey === undefined) continue
    const privateKey = decryptPrivateKey(pem, vaultKey)
    if (privateKey === undefined) throw damagedFile(path, 'not the identity of this vault')
    return { vaultKey, identity: identityFromKey(privateKey), vaults, opened, pem }
  }
  throw new ChatError('WRONG_PASSWORD', { subject: username })
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
