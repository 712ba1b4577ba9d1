import { decryptPrivateKey, encryptPrivateKey, vaultSubKey } from '../../crypto/vault.ts'
import type { PrivateKey } from '../../crypto/keys.ts'
import {
  DirectoryRecordSchema,
  type DirectoryRecord,
  type WrapKeyRecord,
} from '../../protocol/records.ts'
import { closeAll, openTogether, type Closable } from '../close-all.ts'
import { damagedFile, type OnDamaged } from '../disk/damaged.ts'
import type { Disk } from '../disk/disk.ts'
import { openDocument, type Document } from '../documents/document.ts'
import {
  DocumentAdapter,
  type DocumentSchema,
  type DocumentSeal,
} from '../documents/document-adapter.ts'
import type { PeerPaths } from '../paths.ts'
import { openRecordLog, type RecordLog } from '../log/record-log.ts'
import { openEpochSecrets, type EpochSecrets } from './epoch-secrets.ts'
import {
  ContactsSchema,
  KnownUsersSchema,
  LocalRoomsSchema,
  TrackerFileSchema,
  WrapKeysSchema,
  type KnownUsers,
  type StoredChat,
  type StoredContact,
  type TrackerPin,
} from './schemas.ts'

/** The sealed documents and logs of an unlocked profile. */
export interface ProfileFiles {
  readonly diskKey: Buffer
  readonly rooms: Document<{ chats: StoredChat[] }>
  readonly users: Document<KnownUsers>
  readonly tracker: Document<{ pin: TrackerPin }>
  readonly contacts: Document<{ contacts: StoredContact[] }>
  readonly wrapKeys: WrapKeyFile
  readonly secrets: EpochSecrets
  readonly directory: RecordLog<DirectoryRecord>
  /** As found at the start. */
  readonly directoryRecords: readonly DirectoryRecord[]
}

export interface StoredWrapKey {
  readonly record: WrapKeyRecord
  readonly privateKey: PrivateKey
}

export interface WrapKeyFile {
  get(): readonly StoredWrapKey[]
  save(keys: readonly StoredWrapKey[]): Promise<void>
}

export async function openProfileFiles(
  disk: Disk,
  paths: PeerPaths,
  vaultKey: Buffer,
  onDamaged: OnDamaged | undefined,
): Promise<ProfileFiles> {
  return await openTogether((keep) => openFiles(disk, paths, vaultKey, onDamaged, keep))
}

async function openFiles(
  disk: Disk,
  paths: PeerPaths,
  vaultKey: Buffer,
  onDamaged: OnDamaged | undefined,
  keep: <P extends Closable>(part: P) => P,
): Promise<ProfileFiles> {
  const diskKey = vaultSubKey(vaultKey, 'disk')
  const seal = (label: string): DocumentSeal => ({ key: diskKey, label })
  const document = <T extends object>(
    path: string,
    label: string,
    schema: DocumentSchema<T>,
    fallback: T,
  ): Promise<Document<T>> =>
    openDocument({ path, schema, fallback, seal: seal(label), disk, onDamaged })

  const rooms = await document(paths.rooms, 'rooms', LocalRoomsSchema, { chats: [] })
  const contacts = await document(paths.contacts, 'contacts', ContactsSchema, { contacts: [] })
  // Whom this user trusts is never begun anew without his knowing: a damaged file has to be moved away by hand.
  const users = await openDocument<KnownUsers>({
    path: paths.users,
    schema: KnownUsersSchema,
    fallback: { users: {} },
    seal: seal('users'),
    disk,
  })
  const tracker = await openTracker(disk, paths.tracker, seal('tracker'))
  const wrapKeys = await openWrapKeys(disk, paths.wrapKeys, vaultKey, seal('wrap-keys'), onDamaged)
  const secrets = keep(
    await openEpochSecrets({
      path: paths.secrets,
      seal: seal('epoch-secrets'),
      disk,
      onDamaged,
    }),
  )
  const directoryRecords: DirectoryRecord[] = []
  const directory = await openRecordLog<DirectoryRecord>({
    path: paths.directory,
    seal: seal('directory'),
    schema: DirectoryRecordSchema,
    disk,
    onDamaged,
    onRecord: (record) => directoryRecords.push(record),
  })
  return {
    diskKey,
    rooms,
    contacts,
    users,
    tracker,
    wrapKeys,
    secrets,
    directory,
    directoryRecords,
  }
}

export async function closeProfileFiles(files: ProfileFiles): Promise<void> {
  const { rooms, contacts, users, tracker, secrets, directory } = files
  await closeAll([rooms, contacts, users, tracker, secrets, directory])
}

async function openTracker(
  disk: Disk,
  path: string,
  seal: DocumentSeal,
): Promise<Document<{ pin: TrackerPin }>> {
  const fallback = await new DocumentAdapter({ path, schema: TrackerFileSchema, seal, disk }).read()
  if (fallback === null) throw damagedFile(path, 'missing')
  return await openDocument({ path, schema: TrackerFileSchema, fallback, seal, disk })
}

async function openWrapKeys(
  disk: Disk,
  path: string,
  vaultKey: Buffer,
  seal: DocumentSeal,
  onDamaged: OnDamaged | undefined,
): Promise<WrapKeyFile> {
  const document = await openDocument<{ keys: { record: WrapKeyRecord; pem: string }[] }>({
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
  return {
    get: () => keys,
    async save(changed) {
      const stored = changed.map(({ record, privateKey }) => ({
        record,
        pem: encryptPrivateKey(privateKey, vaultKey),
      }))
      await document.update(() => ({ keys: stored }))
      keys = changed
    },
  }
}
