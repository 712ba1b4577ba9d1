import type { Connection } from '../../net/connection.ts'
import type { Kid } from '../../protocol/ids.ts'
import type { HistoryRecord } from '../../store/history.ts'
import type { StoredChat } from '../../store/profile/schemas.ts'
import type { PeerEvent } from '../peer.ts'
import type { ChatName, ChatState } from '../state.ts'
import type { Chat } from './chat.ts'
import type { Typing } from './typing.ts'

/** What is kept of a chat besides its history. */
export type ChatRecord = StoredChat

export interface ActiveChatOptions {
  readonly chat: Chat
  readonly record: ChatRecord
  readonly self: Kid
  readonly username: string
  readonly typing: Typing
  nameOf(kid: Kid): string
  isOnline(kid: Kid): boolean
  isBlocked(name: ChatName): boolean
  /** Whether others are told what this user has read. */
  tellsReading(): boolean
  /** Messages that could not be opened at the start. */
  readonly sealed: readonly HistoryRecord[]
  /** Who can be asked for what is missing: the tracker and the members who are linked. */
  neighbours(): readonly Connection[]
  /** How the tracker is called. */
  trackerName(): string
  onState(state: ChatState): void
  onRecord(record: ChatRecord): void
  /** The records of all chats are on disk when it resolves. */
  save(): Promise<void>
  /** A message that offers a file was read for the first time. */
  onFile(message: HistoryRecord): void
  emit(event: PeerEvent): void
  /** Members' programs have told each other something in a sealed message. */
  onRoomContent(stored: HistoryRecord): void
  /** A message that counts for nothing was accepted. */
  onHidden(stored: HistoryRecord): void
  onTrouble(error: unknown): void
}
