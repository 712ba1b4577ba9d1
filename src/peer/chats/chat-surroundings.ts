import type { Identity } from '../../crypto/identity.ts'
import type { ChatLog, ForkProof } from '../../log/chat-log.ts'
import type { RoomView } from '../../log/room-view.ts'
import type { Connection } from '../../net/connection.ts'
import type { ChatId, EntryId, Kid } from '../../protocol/ids.ts'
import type { Wrap, WrapKeyRecord } from '../../protocol/records.ts'
import type { HistoryRecord } from '../../store/history.ts'
import type { Profile } from '../../store/profile.ts'
import type { PeerEvent } from '../peer.ts'
import type { ChatName, ChatState } from '../state.ts'
import type { ActiveChat } from './active-chat.ts'
import type { OwnWrapKeys } from './epoch-keys.ts'

/** What a chat needs from its surroundings, and tells them. */
export interface ChatSurroundings {
  readonly identity: Identity
  now(): number
  /** Wrap keys of these users as far as they can be had within a moment. */
  wrapKeysOf(kids: readonly Kid[]): Promise<readonly WrapKeyRecord[]>
  /** Before a message is added to this user's own chain: what he said elsewhere comes first. Throws NOT_CAUGHT_UP. */
  checkOwnChain(): Promise<void>
  /** Asks whoever may have them for wraps of these epochs; resolves when an answer was taken in or none came. */
  askForWraps(epochs: readonly EntryId[]): Promise<void>
  /** A new epoch's wraps, to be handed out beside its entry. */
  onWraps(wraps: readonly Wrap[]): void
  /** Entries that are on disk now; `own` ones are to be sent. */
  onWritten(records: readonly HistoryRecord[], own: boolean): void
  /** Messages that could be opened only now. */
  onOpened(records: readonly HistoryRecord[]): void
  /** Lines of events stand elsewhere than before. */
  onMoved(): void
  /** Authors were found out to have signed two messages at one place; resolves when the proofs are on disk. */
  onForks(forks: readonly ForkProof[]): Promise<void>
  /** Members, name or validity may be others than before. */
  onViewChanged(view: RoomView): void
  /** Something failed that nobody waits for. */
  onTrouble(error: unknown): void
}

/** What all chats together need. */
export interface ChatsOptions {
  readonly identity: Identity
  readonly username: string
  readonly profile: Pick<
    Profile,
    | 'records'
    | 'saveRecords'
    | 'writeRecords'
    | 'secrets'
    | 'openHistory'
    | 'renameHistory'
    | 'rewriteHistory'
    | 'forks'
    | 'saveFork'
    | 'removeHistory'
  >
  readonly ownWrapKeys: OwnWrapKeys
  createLog(id: ChatId, dm: readonly [Kid, Kid] | null): ChatLog
  now(): number
  kidsOf(username: string): readonly Kid[]
  nameOf(kid: Kid): string
  isOnline(kid: Kid): boolean
  isBlocked(name: ChatName): boolean
  tellsReading(): boolean
  neighbours(active: ActiveChat): readonly Connection[]
  trackerName(): string
  wrapKeysOf(kids: readonly Kid[]): Promise<readonly WrapKeyRecord[]>
  checkOwnChain(active: ActiveChat): Promise<void>
  askForWraps(active: ActiveChat, epochs: readonly EntryId[]): Promise<void>
  offerWraps(active: ActiveChat, wraps: readonly Wrap[]): void
  spreadOwn(active: ActiveChat, records: readonly HistoryRecord[]): void
  /** Entries of others are on disk. */
  onReceived(active: ActiveChat, records: readonly HistoryRecord[]): void
  /** A message that offers a file is on disk and shown. */
  onFile(active: ActiveChat, message: HistoryRecord): void
  /** Members of some chat changed, or a chat came or went. */
  onMembersChanged(): void
  onState(state: ChatState): void
  onClosed(name: ChatName): void
  onRenamed(from: ChatName, state: ChatState): void
  onRoomContent(active: ActiveChat, stored: HistoryRecord): void
  onHidden(active: ActiveChat, stored: HistoryRecord): void
  emit(event: PeerEvent): void
  onTrouble(error: unknown): void
}
