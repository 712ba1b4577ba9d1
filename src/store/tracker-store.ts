import { dirname } from 'node:path'
import type { RawEntry } from '../protocol/entry.ts'
import type { ChatId } from '../protocol/ids.ts'
import { DirectoryRecordSchema, type DirectoryRecord } from '../protocol/records.ts'
import type { RoomListing } from '../protocol/room-listing.ts'
import { fromB64, toB64 } from '../shared/bytes.ts'
import * as v from 'valibot'
import { closeAll, openTogether, type Closable } from './close-all.ts'
import type { OnDamaged } from './disk/damaged.ts'
import type { Disk } from './disk/disk.ts'
import { withDiskErrors } from './disk/disk-error.ts'
import { acquireLock } from './disk/lock.ts'
import { nodeDisk } from './disk/node-disk.ts'
import { openDocument, type Document } from './documents/document.ts'
import { replaceFile } from './documents/document-adapter.ts'
import { dataPaths } from './paths.ts'
import { openRecordLog } from './log/record-log.ts'
import { openTable } from './documents/table.ts'
import { openLaneLogs, type LaneLogs, type StoredLanes } from './tracker/lane-logs.ts'
import { readTrackerKeys, writeTrackerKeys, type TrackerKeys } from './tracker/key-files.ts'
import {
  openRoomLogs,
  type RoomContents,
  type SourcedWrap,
  type StoredRoom,
} from './tracker/room-logs.ts'
import {
  EMPTY_GOVERNANCE,
  GovernanceFileSchema,
  type GovernanceFile,
} from './tracker/governance-schema.ts'
import {
  RoomListSchema,
  StoredAccountSchema,
  VaultBackupSchema,
  type StoredAccount,
} from './tracker/schemas.ts'

/** Everything of a tracker that survives it: durable when a promise resolves, not there when it rejects. */
export interface TrackerStore {
  /** undefined on the first run. */
  readonly keys: TrackerKeys | undefined
  saveKeys(keys: Pick<TrackerKeys, 'privateKey' | 'certificate'>): Promise<void>

  /** As found at the start. */
  readonly accounts: readonly StoredAccount[]
  save(account: StoredAccount): Promise<void>
  /** A user's sealed vault, kept for his other machines. */
  saveVault(username: string, vault: Buffer): Promise<void>
  readVault(username: string): Promise<Buffer | undefined>
  removeVault(username: string): Promise<void>

  /** As found at the start. */
  readonly directory: readonly DirectoryRecord[]
  appendDirectory(records: readonly DirectoryRecord[]): Promise<void>

  /** As found at the start. */
  readonly rooms: readonly StoredRoom[]
  appendRoom(chat: ChatId, entries: readonly RawEntry[]): Promise<void>
  appendWraps(chat: ChatId, wraps: readonly SourcedWrap[]): Promise<void>
  /** Puts only this in place of all that is kept of a room. */
  replaceRoom(chat: ChatId, contents: RoomContents): Promise<void>

  /** The same of DMs. */
  readonly dms: readonly StoredRoom[]
  appendDm(chat: ChatId, contents: Partial<RoomContents>): Promise<void>
  replaceDm(chat: ChatId, contents: RoomContents): Promise<void>

  /** Messages and marks of rooms and DMs, as found at the start. */
  readonly lanes: readonly StoredLanes[]
  readonly laneLogs: Omit<LaneLogs, 'close'>
  readonly governance: Document<GovernanceFile>
  /** The rooms by their names, for people who look after a tracker; on disk within a second. */
  saveRoomList(rooms: readonly RoomListing[]): void

  close(): Promise<void>
}

export interface TrackerStoreOptions {
  readonly dataDir: string
  readonly disk?: Disk | undefined
  readonly onDamaged?: OnDamaged | undefined
}

/** Throws PROFILE_IN_USE when another tracker runs on this folder, PROFILE_DAMAGED. */
export async function openTrackerStore(options: TrackerStoreOptions): Promise<TrackerStore> {
  const { dataDir } = options
  const lock = await acquireLock(dataPaths(dataDir).tracker.lock)
  try {
    const store = await openTogether((keep) => openLocked({ ...options, keep }))
    return {
      ...store,
      async close() {
        try {
          await store.close()
        } finally {
          await lock.release()
        }
      },
    }
  } catch (error) {
    await lock.release()
    throw error
  }
}

async function openLocked({
  dataDir,
  disk = nodeDisk,
  onDamaged,
  keep,
}: TrackerStoreOptions & {
  readonly keep: <P extends Closable>(part: P) => P
}): Promise<TrackerStore> {
  const paths = dataPaths(dataDir).tracker
  const keys = await readTrackerKeys(disk, paths)
  const accounts = keep(
    await openTable({
      path: paths.users,
      schema: StoredAccountSchema,
      keyOf: (account) => account.username,
      disk,
      onDamaged,
    }),
  )
  const records: DirectoryRecord[] = []
  // A chain of hashes with a hole is none: damage has to be looked at.
  const directory = keep(
    await openRecordLog<DirectoryRecord>({
      path: paths.directory,
      schema: DirectoryRecordSchema,
      disk,
      onRecord: (record) => records.push(record),
    }),
  )
  const governance = await openDocument<GovernanceFile>({
    path: paths.governance,
    schema: GovernanceFileSchema,
    fallback: EMPTY_GOVERNANCE,
    disk,
  })
  const roomList = await openDocument<{ rooms: RoomListing[] }>({
    path: paths.rooms,
    schema: RoomListSchema,
    fallback: { rooms: [] },
    disk,
    onDamaged: onDamaged ?? (() => undefined),
  })
  const roomLogs = { folder: paths.roomLogs, pathOf: paths.roomLog }
  const { logs, rooms } = await openRoomLogs({ ...roomLogs, disk, onDamaged })
  keep(logs)
  const dmPlaces = { folder: paths.dmLogs, pathOf: paths.dmLog }
  const dms = await openRoomLogs({ ...dmPlaces, disk, onDamaged })
  keep(dms.logs)
  const lanePlaces = { folder: paths.lanes, pathOf: paths.lane }
  const lanes = await openLaneLogs({ ...lanePlaces, disk, onDamaged })
  keep(lanes.logs)

  return {
    keys,
    saveKeys: (made) => writeTrackerKeys(disk, paths, made),
    accounts: [...accounts.values()],
    save: (account) => accounts.put(account),
    async saveVault(username, vault) {
      const path = paths.vault(username)
      const bytes = Buffer.from(`${JSON.stringify({ v: 1, sealed: toB64(vault) })}\n`, 'utf8')
      await withDiskErrors(path, async () => {
        await disk.makeFolder(dirname(path))
        await replaceFile(disk, path, bytes)
      })
    },
    async readVault(username) {
      const path = paths.vault(username)
      const bytes = await withDiskErrors(path, () => disk.readFile(path))
      if (bytes === undefined) return undefined
      const parsed = v.safeParse(VaultBackupSchema, parseJson(bytes.toString('utf8')))
      return parsed.success ? fromB64(parsed.output.sealed) : undefined
    },
    async removeVault(username) {
      const path = paths.vault(username)
      await withDiskErrors(path, async () => {
        await disk.makeFolder(dirname(path))
        await disk.remove(path)
        await disk.syncFolder(dirname(path))
      })
    },
    directory: records,
    appendDirectory: (added) => directory.append(added),
    rooms,
    appendRoom: (chat, entries) => logs.append(chat, { entries }),
    appendWraps: (chat, wraps) => logs.append(chat, { wraps }),
    replaceRoom: (chat, contents) => logs.replace(chat, contents),
    governance,
    dms: dms.rooms,
    appendDm: (chat, contents) => dms.logs.append(chat, contents),
    replaceDm: (chat, contents) => dms.logs.replace(chat, contents),
    lanes: lanes.lanes,
    laneLogs: lanes.logs,
    saveRoomList: (listings) => roomList.updateSoon(() => ({ rooms: [...listings] })),
    close: () => closeAll([accounts, directory, roomList, governance, logs, dms.logs, lanes.logs]),
  }
}

/** A backup that cannot be read is none: its owner's machines write it anew. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
