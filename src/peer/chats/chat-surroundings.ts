import type { Identity } from '../../crypto/identity.ts'
import type { ForkProof } from '../../log/chat-log.ts'
import type { RoomView } from '../../log/room-view.ts'
import type { EntryId, Kid } from '../../protocol/ids.ts'
import type { Wrap, WrapKeyRecord } from '../../protocol/records.ts'
import type { HistoryRecord } from '../../store/history.ts'

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
