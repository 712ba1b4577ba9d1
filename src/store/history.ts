import type { ChatId, EntryId, Kid } from '../protocol/ids.ts'
import type { RawEntry } from '../protocol/entry.ts'

/**
 * One chat's history on disk: every accepted entry with, once it could be opened, its plaintext; each record sealed by
 * itself, only ever appended. Positions are in screen order: (clock, control before message, author, seq or id).
 */
export interface History {
  /** Items in screen order that are shown: see `HistoryRecord.isListed`. */
  readonly count: number
  /** Writes records and resolves when they are on disk; calls that wait meanwhile share one fsync. */
  append(records: readonly HistoryRecord[]): Promise<void>
  /** The plaintext of an entry that was stored sealed. */
  appendOpened(opened: { author: Kid; seq: number; content: Buffer }): Promise<void>
  /** Items from position `from` (included) to `to` (excluded), oldest first. */
  slice(from: number, to: number): Promise<readonly HistoryRecord[]>
  /** Position of an item by its entry's id, in screen order; undefined when it is not here or not listed. */
  positionOf(id: EntryId): number | undefined
  /** Where an item would stand. */
  positionBefore(key: OrderKey): number
  /** Puts the line of a control entry before the messages of `clock`; `rank` orders the lines of one clock. True when it moved. */
  place(id: EntryId, clock: number, rank: number): boolean
  /** Raw messages of one author, ends included, at most `maxBytes` (but at least one); missing ones are skipped. */
  readChain(author: Kid, from: number, to: number, maxBytes: number): Promise<readonly RawEntry[]>
  /** Messages that were stored sealed and still are. */
  sealedMessages(epoch?: EntryId): Promise<readonly HistoryRecord[]>
  /** Control entries in the order they were written. */
  controls(): Promise<readonly HistoryRecord[]>
  /** Id of a message, read from the disk. */
  idAt(author: Kid, seq: number): EntryId | undefined
  /** Every author's messages, as chains; where some are missing in parts, the latest first. */
  chains(): readonly ChainPart[]
  close(): Promise<void>
}

export interface HistoryRecord {
  readonly id: EntryId
  readonly chat: ChatId
  readonly lane: 'control' | 'message'
  readonly author: Kid
  /** 0 in the control lane. */
  readonly seq: number
  readonly clock: number
  readonly sentAt: number
  /** Milliseconds; when this peer got it. */
  readonly receivedAt: number
  readonly raw: RawEntry
  /** Plaintext of a message (the content's JSON without padding); null while sealed; unused in the control lane. */
  readonly content: Buffer | null
  /** Whether it stands on the screen at all: epoch events do not. */
  readonly isListed: boolean
}

export interface OrderKey {
  readonly clock: number
  readonly lane: 'control' | 'message'
  readonly author: Kid
  readonly seq: number
  readonly id: EntryId
}

/** Consecutive messages of one author, without their bytes. */
export interface ChainPart {
  readonly author: Kid
  /** First and last message. */
  readonly floor: number
  readonly seq: number
  /** Id and clock of the last one. */
  readonly id: EntryId
  readonly clock: number
  /** Of all messages of the author that are here. */
  readonly highestClock: number
  /** Id of the message before the first; null when that is the author's first. */
  readonly below: EntryId | null
  /** Runs of messages under one epoch, in order. */
  readonly stretches: readonly {
    readonly from: number
    readonly to: number
    readonly epoch: EntryId
  }[]
  /** Id of one of them, read from the disk; undefined when it cannot be read. */
  idAt(seq: number): EntryId | undefined
}
