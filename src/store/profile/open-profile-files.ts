import { vaultSubKey } from '../../crypto/vault.ts'
import { DirectoryRecordSchema, type DirectoryRecord } from '../../protocol/records.ts'
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
import type { UnlockedKeys } from './key-files.ts'
import { openRecordLog, type RecordLog } from '../log/record-log.ts'
import { openEpochSecrets, type EpochSecrets } from './epoch-secrets.ts'
import { openOwnKeys, type OwnKeys } from './own-keys.ts'
import { openWrapKeys, type WrapKeyFile } from './wrap-key-file.ts'
import {
  ContactsSchema,
  DraftsSchema,
  KnownUsersSchema,
  LocalRoomsSchema,
  SettingsSchema,
  StoredForkSchema,
  TrackerFileSchema,
  type Drafts,
  type KnownUsers,
  type Settings,
  type StoredChat,
  type StoredContact,
  type StoredFork,
  type TrackerPin,
} from './schemas.ts'

/** The sealed documents and logs of an unlocked profile. */
export interface ProfileFiles {
  readonly diskKey: Buffer
  readonly rooms: Document<{ chats: StoredChat[] }>
  readonly users: Document<KnownUsers>
  readonly tracker: Document<{ pin: TrackerPin }>
  readonly contacts: Document<{ contacts: StoredContact[] }>
  readonly settings: Document<Settings>
  readonly drafts: Document<Drafts>
  readonly wrapKeys: WrapKeyFile
  readonly keys: OwnKeys & Closable
  readonly secrets: EpochSecrets
  readonly directory: RecordLog<DirectoryRecord>
  /** As found at the start. */
  readonly directoryRecords: readonly DirectoryRecord[]
  readonly forks: RecordLog<StoredFork>
  /** As found at the start. */
  readonly forkRecords: readonly StoredFork[]
}

export async function openProfileFiles(
  disk: Disk,
  paths: PeerPaths,
  owner: { readonly username: string; readonly keys: UnlockedKeys },
  onDamaged: OnDamaged | undefined,
): Promise<ProfileFiles> {
  return await openTogether((keep) => openFiles(disk, paths, owner, onDamaged, keep))
}

async function openFiles(
  disk: Disk,
  paths: PeerPaths,
  { username, keys: unlocked }: { readonly username: string; readonly keys: UnlockedKeys },
  onDamaged: OnDamaged | undefined,
  keep: <P extends Closable>(part: P) => P,
): Promise<ProfileFiles> {
  const { vaultKey } = unlocked
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
  const drafts = await document(paths.drafts, 'drafts', DraftsSchema, { drafts: [] })
  const settings = await document(paths.settings, 'settings', SettingsSchema, {
    readReceipts: true,
  })
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
  const keys = await openOwnKeys({
    username,
    disk,
    paths,
    keys: unlocked,
    seal: seal('backup'),
    wrapKeys,
  })
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
  const forkRecords: StoredFork[] = []
  const forks = await openRecordLog<StoredFork>({
    path: paths.forks,
    seal: seal('forks'),
    schema: StoredForkSchema,
    disk,
    onDamaged,
    onRecord: (record) => forkRecords.push(record),
  })
  return {
    diskKey,
    rooms,
    settings,
    drafts,
    contacts,
    users,
    tracker,
    wrapKeys,
    keys,
    secrets,
    directory,
    directoryRecords,
    forks,
    forkRecords,
  }
}

export async function closeProfileFiles(files: ProfileFiles): Promise<void> {
  const { rooms, settings, drafts, contacts, users, tracker } = files
  const { wrapKeys, keys, secrets, directory, forks } = files
  const documents = [rooms, settings, drafts, contacts, users, tracker]
  await closeAll([...documents, wrapKeys, keys, secrets, directory, forks])
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
