import type { Observable } from '../shared/observable.ts'
import type { Moderation } from './moderation.ts'
import type { Files, TransferState } from './files.ts'
import type { Trackers } from './trackers.ts'
import type { Verification } from './verification.ts'
import type {
  ChatName,
  EventItem,
  MessageItem,
  MessageStateName,
  PeerState,
  RoomState,
} from './state.ts'

/**
 * The chat without a screen. Faces read `state`, call the actions and hear `events`; every action that is refused throws a
 * ChatError, after which the peer lives on.
 */
export interface Peer {
  readonly state: Observable<PeerState>
  /** What happens, one by one, for scripts; the returned function stops listening. */
  onEvent(listener: (event: PeerEvent) => void): () => void

  readonly trackers: Trackers
  readonly verification: Verification

  /** New account and identity, then logged in. WRONG_PASSWORD is never thrown here; USERNAME_TAKEN, INVALID_USERNAME are. */
  register(credentials: Credentials): Promise<Account>
  /**
   * Opens the profile with its password and goes online; without a tracker it stays offline and keeps trying. On a machine without
   * the profile it is made from the backup of the keys that the tracker keeps; throws NO_PROFILE_HERE, NO_BACKUP when there is none.
   */
  login(credentials: Credentials): Promise<Session>
  /** What was only just written is brought to somebody first, if that does not take long. */
  logout(): Promise<Farewell>
  /**
   * Another password for this account, at the tracker, here and in the backup of the keys. Throws WRONG_PASSWORD, INVALID_PASSWORD,
   * TRACKER_UNREACHABLE; after CONNECTION_LOST or TIMEOUT it may have happened.
   */
  changePassword(change: PasswordChange): Promise<void>
  /** Logs out and ends everything; what is durable stays. Idempotent. */
  close(): Promise<Farewell>
  /** Names of the profiles in the data folder, the last used first. */
  listProfiles(): Promise<readonly string[]>

  /** Asks the tracker who there is and who is online, and updates `state.users`. */
  refreshUsers(): Promise<void>
  /** Asks the tracker for its rooms and updates `state.rooms`. */
  listRooms(): Promise<readonly RoomState[]>
  createRoom(options: {
    name: string
    password?: string | undefined
    inactivityTimeoutS?: number | undefined
  }): Promise<RoomState>
  /**
   * Resolves with `joined: false` when a password room has nobody online who could let this user in: the wish waits, see
   * GovernanceState.admission. Throws WRONG_ROOM_PASSWORD, TOO_MANY_ATTEMPTS, BANNED, UNKNOWN_ROOM.
   */
  joinRoom(options: { name: string; password?: string | undefined }): Promise<RoomState>
  /** Withdraws the wish to be let in as well, which throws TRACKER_UNREACHABLE while no tracker can forget it. */
  leaveRoom(name: string): Promise<void>
  readonly moderation: Moderation
  /** Makes the chat `@username` exist in the state, so that it can be shown and written to. */
  openDm(username: string): Promise<void>
  /** Removes a read-only room from the list; its history file stays. */
  closeChat(chat: ChatName): Promise<void>

  /** Resolves once the message is durable on this peer's disk. */
  sendText(chat: ChatName, text: string): Promise<SentMessage>
  /** Says that this user is writing; cheap, may be called on every key. */
  sendTyping(chat: ChatName): void
  /** Messages only, oldest first; `before` is a message id. */
  readHistory(
    chat: ChatName,
    page: { limit?: number; before?: string },
  ): Promise<readonly MessageItem[]>
  markRead(chat: ChatName): void
  /** How far one message has come. Throws UNKNOWN_MESSAGE. */
  messageDetails(chat: ChatName, id: string): Promise<MessageDetails>
  /** Whether others are told from now on what this user has read; kept with the profile. */
  setReadReceipts(on: boolean): Promise<void>

  /** Widens the window of `chat` at its old end and stops following the end. */
  loadOlder(chat: ChatName): Promise<void>
  loadNewer(chat: ChatName): Promise<void>
  /** Moves the window to the start of the history. */
  showOldest(chat: ChatName): Promise<void>
  /** Moves the window to the end and follows it again. */
  showLatest(chat: ChatName): Promise<void>
  /** Keeps the window where it is while new items arrive. */
  detach(chat: ChatName): void

  /** From now on the user's new key counts; DMs with the old one stay as they were. */
  acceptKeyChange(username: string): Promise<void>
  dismissAlert(id: number): void

  readonly files: Files
}

export interface MessageDetails {
  readonly id: string
  readonly from: string
  readonly sentAt: number
  /** Of the least served recipient; like the rest of it, meant for own messages. */
  readonly state: MessageStateName
  /** The tracker has acknowledged it. */
  readonly stored: boolean
  /** By name, in chats of up to 50 people; empty in larger ones and for messages of others. */
  readonly recipients: readonly RecipientState[]
  readonly counts: {
    readonly recipients: number
    readonly delivered: number
    readonly read: number
  }
}

export interface RecipientState {
  readonly username: string
  readonly state: 'waiting' | 'delivered' | 'read'
}

export interface Credentials {
  readonly username: string
  readonly password: string
}

export interface PasswordChange {
  readonly current: string
  readonly next: string
}

export interface Account {
  readonly username: string
  readonly fingerprint: string
}

export interface Session extends Account {
  readonly address: { readonly host: string; readonly port: number }
}

/** How a session ended. */
export interface Farewell {
  /** Own messages that nobody else has, or not everybody: they go out at the next start. */
  readonly waiting: number
}

export interface SentMessage {
  readonly id: string
  readonly sentAt: number
}

/** `own` messages are reported as well, so that a script sees the whole chat. */
export type PeerEvent =
  | { readonly type: 'message'; readonly chat: ChatName; readonly message: MessageItem }
  | {
      readonly type: 'receipt'
      readonly chat: ChatName
      readonly id: string
      /** Username of the recipient, or the tracker's name for `stored`. */
      readonly by: string
      readonly state: Exclude<MessageStateName, 'sending'>
    }
  | { readonly type: 'presence'; readonly username: string; readonly online: boolean }
  | { readonly type: 'room'; readonly name: string; readonly item: EventItem }
  /** A warning: unless its moderator is seen, the room expires at `at` (ms). */
  | { readonly type: 'expiring'; readonly name: string; readonly at: number }
  /** State or progress of a transfer, at most ten times a second for each. */
  | { readonly type: 'transfer'; readonly transfer: TransferState }
  | { readonly type: 'connection'; readonly tracker: 'online' | 'offline' }
