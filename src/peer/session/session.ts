import type { Emitter } from '../../shared/emitter.ts'
import type { ChatError } from '../../shared/errors.ts'
import type { ArchivedChats } from '../archive/archived-chats.ts'
import type { ActiveChat } from '../chats/active-chat.ts'
import type { Chats } from '../chats/chats.ts'
import type { Moderation } from '../moderation.ts'
import type { Farewell, PasswordChange, PeerEvent, Session as SessionInfo } from '../peer.ts'
import type { StateEvent } from '../reducer.ts'
import type { Rooms } from '../rooms/rooms.ts'
import type { RoomState } from '../state.ts'
import type { TrackerAddress } from '../trackers.ts'
import type { SessionFiles } from '../transfers/transfers.ts'
import type { Verification } from '../verification.ts'

/** One user at work: everything between login and logout. */
export interface Session {
  readonly info: SessionInfo
  readonly chats: Chats
  readonly rooms: Rooms
  readonly moderation: Moderation
  /** The tracker's rooms, which the state shows from now on. */
  listRooms(): Promise<readonly RoomState[]>
  /** The DM with a user of the directory; throws ChatError UNKNOWN_USER, DM_WITH_SELF. */
  openDm(typed: string): Promise<ActiveChat>
  acceptKey(username: string): Promise<void>
  readonly verification: Verification
  readonly archived: ArchivedChats
  sendTyping(active: ActiveChat): void
  readonly files: SessionFiles
  /** What can be read in the chat has been read; others are told unless this user does not want that. */
  markRead(active: ActiveChat): void
  setReadReceipts(on: boolean): Promise<void>
  /** Brings people and their presence up to date with the tracker. */
  refreshUsers(): Promise<void>
  changePassword(change: PasswordChange): Promise<void>
  /** `said` resolves when what this user is saying is written or refused. */
  close(said: Promise<void>): Promise<Farewell>
}

export interface SessionSurroundings {
  /** Where the session's tracker is now. */
  trackerAddress(): TrackerAddress
  /** Whether a tracker is reached decides whether one is looked for. */
  onTracker(status: 'online' | 'offline'): void
  readonly listenPort: number | null
  now(): number
  dispatch(event: StateEvent): void
  readonly events: Emitter<PeerEvent>
  /** The account is in use elsewhere, or refused: the session has to end. */
  onRefused(error: ChatError): void
  onTrouble(error: unknown): void
}
