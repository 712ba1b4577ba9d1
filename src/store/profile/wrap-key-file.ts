import { kidOf, spkiOf, type PrivateKey } from '../../crypto/keys.ts'
import { decryptPrivateKey, encryptPrivateKey } from '../../crypto/vault.ts'
import type { WrapKeyRecord } from '../../protocol/records.ts'
import { damagedFile, type OnDamaged } from '../disk/damaged.ts'
import type { Disk } from '../disk/disk.ts'
import type { DocumentSeal } from '../documents/document-adapter.ts'
import { openDocument } from '../documents/document.ts'
import { WrapKeysSchema, type SealedWrapKey } from './schemas.ts'

export interface StoredWrapKey {
  readonly record: WrapKeyRecord
  readonly privateKey: PrivateKey
}

/** A user's own wrap keys, the oldest first. */
export interface WrapKeyFile {
  get(): readonly StoredWrapKey[]
  save(keys: readonly StoredWrapKey[]): Promise<void>
  /** As they rest on disk: for a backup. */
  sealed(): readonly SealedWrapKey[]
  /** Adds those that are not here yet and open under the vault key; returns them. */
  add(sealed: readonly SealedWrapKey[]): Promise<readonly StoredWrapKey[]>
  close(): Promise<void>
}

export async function openWrapKeys(
  disk: Disk,
  path: string,
  vaultKey: Buffer,
  seal: DocumentSeal,
  onDamaged: OnDamaged | undefined,
): Promise<WrapKeyFile> {
  const document = await openDocument<{ keys: SealedWrapKey[] }>({
    path,
    schema: WrapKeysSchema,
    fallback: { keys: [] },
    seal,
    disk,
    onDamaged,
  })
  let keys: readonly StoredWrapKey[] = document.get().keys.map(({ record, pem }) => {
    const privateKey = decryptPrivateKey(pem, vaultKey)
    if (privateKey === undefined) throw damagedFile(path, 'a key does not open')
    return { record, privateKey }
  })

  /** What is sealed already stays as it is, so that the same keys give the same bytes. */
  async function save(changed: readonly StoredWrapKey[], more: readonly SealedWrapKey[] = []) {
    const known = new Map(
      [...more, ...document.get().keys].map((key) => [key.record.wrapKid, key.pem]),
    )
    const stored = changed.map(({ record, privateKey }) => ({
      record,
      pem: known.get(record.wrapKid) ?? encryptPrivateKey(privateKey, vaultKey),
    }))
    await document.update(() => ({ keys: stored }))
    keys = changed
  }

  return {
    get: () => keys,
    save: (changed) => save(changed),
    sealed: () => document.get().keys,
    async add(sealed) {
      const known = new Set(keys.map(({ record }) => record.wrapKid))
      const added = sealed.flatMap(({ record, pem }) => {
        if (known.has(record.wrapKid)) return []
        const privateKey = decryptPrivateKey(pem, vaultKey)
        const wrapKid: string | undefined = privateKey && kidOf(spkiOf(privateKey))
        if (privateKey === undefined || wrapKid !== record.wrapKid) return []
        return [{ record, privateKey }]
      })
      if (added.length === 0) return []
      const all = [...keys, ...added].sort((a, b) => a.record.notBefore - b.record.notBefore)
      await save(all, sealed)
      return added
    },
    close: () => document.close(),
  }
}
