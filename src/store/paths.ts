import { join } from 'node:path'
import type { ChatId } from '../protocol/ids.ts'
import { fromB64, toB64 } from '../shared/bytes.ts'
import { encodeFileName, encodeNamePart } from './file-name.ts'

/** Where everything of one data folder rests; see docs/ARCHITECTURE.md, Files. */
export interface DataPaths {
  readonly tracker: TrackerPaths
  /** Folder of all profiles. */
  readonly peers: string
  peer(username: string): PeerPaths
  /** Trackers that were met; beside the profiles, because any name among those may be a user's. */
  readonly knownTrackers: string
  /** In direct mode: what opens the profiles of this folder in place of passwords. */
  readonly secret: string
}

export interface TrackerPaths {
  readonly root: string
  readonly lock: string
  readonly key: string
  readonly certificate: string
  readonly users: string
  readonly directory: string
  readonly rooms: string
  readonly roomLogs: string
  /** What is remembered beside the rooms' logs. */
  readonly governance: string
  vault(username: string): string
  roomLog(chat: ChatId): string
  /** Control entries and wraps of DMs. */
  readonly dmLogs: string
  dmLog(chat: ChatId): string
  /** Messages and marks that wait for their readers, of rooms and DMs. */
  readonly lanes: string
  lane(chat: ChatId): string
}

export interface PeerPaths {
  readonly root: string
  readonly lock: string
  readonly keys: string
  readonly vault: string
  readonly identity: string
  readonly certificate: string
  readonly wrapKeys: string
  readonly backup: string
  readonly secrets: string
  readonly tracker: string
  readonly contacts: string
  readonly users: string
  readonly acquaintances: string
  readonly directory: string
  readonly rooms: string
  readonly forks: string
  readonly settings: string
  readonly drafts: string
  /** Histories of other programs. */
  readonly archives: string
  /** Received files. */
  readonly downloads: string
  /** How far files on their way have come. */
  readonly transfers: string
  /** History of a room, by its name. */
  room(name: string): string
  /** History of the DM between this user and another. */
  dm(other: string): string
}

export function dataPaths(dataDir: string): DataPaths {
  return {
    tracker: trackerPaths(join(dataDir, 'tracker')),
    peers: join(dataDir, 'peer'),
    knownTrackers: join(dataDir, 'trackers.json'),
    secret: join(dataDir, 'secret'),
    peer: (username) => peerPaths(join(dataDir, 'peer', encodeFileName(username)), username),
  }
}

function trackerPaths(root: string): TrackerPaths {
  return {
    root,
    lock: join(root, 'lock'),
    key: join(root, 'keys', 'tracker.pem'),
    certificate: join(root, 'keys', 'certificate.pem'),
    users: join(root, 'users', 'users.json'),
    directory: join(root, 'users', 'directory.jsonl'),
    rooms: join(root, 'rooms', 'rooms.json'),
    roomLogs: join(root, 'rooms', 'logs'),
    governance: join(root, 'rooms', 'governance.json'),
    vault: (username) => join(root, 'users', 'vaults', `${encodeFileName(username)}.json`),
    roomLog: (chat) => join(root, 'rooms', 'logs', `${hexOf(chat)}.jsonl`),
    dmLogs: join(root, 'mailbox', 'dms'),
    dmLog: (chat) => join(root, 'mailbox', 'dms', `${hexOf(chat)}.jsonl`),
    lanes: join(root, 'mailbox', 'lanes'),
    lane: (chat) => join(root, 'mailbox', 'lanes', `${hexOf(chat)}.jsonl`),
  }
}

/** The chat of a log in a tracker's folder; undefined for any other file. */
export function chatOfLog(name: string): ChatId | undefined {
  const hex = /^([0-9a-f]{64})\.jsonl$/.exec(name)?.[1]
  return hex === undefined ? undefined : (toB64(Buffer.from(hex, 'hex')) as ChatId)
}

/** The same whatever a file system thinks of case. */
function hexOf(chat: ChatId): string {
  const bytes = fromB64(chat)
  if (bytes?.length !== 32) throw new Error('not a chat id')
  return bytes.toString('hex')
}

function peerPaths(root: string, username: string): PeerPaths {
  const keys = join(root, 'keys')
  return {
    root,
    lock: join(root, 'lock'),
    keys,
    vault: join(keys, 'vault.json'),
    identity: join(keys, 'identity.pem'),
    certificate: join(keys, 'certificate.pem'),
    wrapKeys: join(keys, 'wrap-keys.json'),
    backup: join(keys, 'backup.json'),
    secrets: join(keys, 'epoch-secrets.jsonl'),
    tracker: join(root, 'known', 'tracker.json'),
    contacts: join(root, 'known', 'contacts.json'),
    users: join(root, 'known', 'users.json'),
    acquaintances: join(root, 'known', 'acquaintances.json'),
    directory: join(root, 'known', 'directory.jsonl'),
    rooms: join(root, 'local_rooms', 'rooms.json'),
    forks: join(root, 'local_rooms', 'forks.jsonl'),
    settings: join(root, 'known', 'settings.json'),
    drafts: join(root, 'local_rooms', 'drafts.json'),
    archives: join(root, 'archives'),
    downloads: join(root, 'downloads'),
    transfers: join(root, 'transfers'),
    room: (name) => join(root, 'room_chats', `room_${encodeFileName(name)}.jsonl`),
    dm: (other) =>
      join(root, 'users-dm.chats', `${encodeNamePart(username)}-${encodeNamePart(other)}.jsonl`),
  }
}
