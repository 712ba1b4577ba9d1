import type { ChatId, EntryId, Hash, Kid } from '../protocol/ids.ts'
import type { ControlHeader, MessageHeader, RawEntry } from '../protocol/entry.ts'
import type { ControlEvent } from '../protocol/events.ts'
import type { Digest, Heads, Want } from '../protocol/sync.ts'
import type { ControlNode } from './control-graph.ts'
import type { EventPlace } from './event-places.ts'
import type { RoomView } from './room-view.ts'

/**
 * One chat's set of accepted entries, in memory: control entries whole, messages only as chains (their bytes rest in the
 * history). Knows no socket and no disk; tracker and peer both stand on it.
 */
export interface ChatLog {
  readonly chat: ChatId
  /** The room, or DM, as the accepted entries make it; the same object until a control entry changes it. */
  view(): RoomView
  /**
   * Checks entries that came in (form, signatures, chains, deps) and accepts those that fit; throws ProtocolError BAD_ENTRY or
   * BAD_SIGNATURE when the sender must be at fault. Entries that fit later are held back within bounds. Calls run one after
   * another. Nothing is on disk yet when it resolves: the caller writes `accepted`, then acknowledges.
   */
  accept(entries: readonly RawEntry[]): Promise<Acceptance>
  /** Entries of this node's own making, already signed: accepted without checks, in order. */
  acceptOwn(entries: readonly AcceptedEntry[]): Acceptance
  /**
   * Rebuilds the state from what the disk holds, in the order it was accepted; nothing is verified again. A control entry
   * whose deps the disk has lost is left out, to be fetched again.
   */
  restore(entries: Iterable<StoredEntry>): void
  /**
   * The same for whole chains, without their messages; control entries first. Of an author whose messages have holes the latest
   * part is the chain, and the earlier ones join it once what lies between was fetched again.
   */
  restoreChains(chains: readonly StoredChain[]): void

  /** What this node holds, as shown to `reader` (null: everything), whose floors leave out what it cannot open. */
  heads(reader: Kid | null): Heads
  digest(reader: Kid | null): Digest
  /** Hash of `heads` with every floor at 0, to compare with a node that gives up old messages. */
  ends(reader: Kid | null): Hash
  /** What to ask of a node that holds `theirs`; undefined when it has nothing that is missing here. */
  missing(theirs: Heads): Want | undefined
  /** Proofs of forks inside the ranges of `want`: to be sent before what the history has of them. */
  proofs(want: Want): readonly RawEntry[]
  /** Messages that are not here although their authors have signed later ones, which wait for them. */
  countGaps(): number
  /** Control entries outside the past of `have`, parents first. */
  controlsAfter(have: readonly EntryId[]): readonly RawEntry[]
  /** Up to 16 control heads, sorted, with the lamport of an entry that builds on them and the lowest clock it may have. */
  controlTip(): {
    readonly deps: readonly EntryId[]
    readonly lamport: number
    readonly clock: number
  }
  /** All control entries by (lamport, id). */
  controls(): readonly ControlNode[]
  /** Whether who knows `heads` knows this control entry. */
  isCovered(id: EntryId, heads: readonly EntryId[]): boolean
  /** A message of `author` in the history claims this time, ms: it may belie an expiry. */
  noteSpoken(author: Kid, sentAt: number): void
  /** Newest time that a message of `author` claims, ms; 0 for none. */
  spokenAt(author: Kid): number
  /** Where the lines of the events stand among the messages: the same at everyone who holds the same control entries. */
  eventPlaces(): readonly EventPlace[]
  /**
   * Lets `author`'s chain start anew at `seq`, beyond its end, once a run from there on was accepted; what lies below is forgotten. Only
   * for a node that need not hold everything, and at the author's own word.
   */
  allowRestart(author: Kid, seq: number): void
  /** Forgets the messages of `author` below `floor`; his last one stays. */
  raiseFloor(author: Kid, floor: number): void
  chain(author: Kid): ChainState | undefined
  chains(): ReadonlyMap<Kid, ChainState>
}

/** `floor` and `seq`: first and last message held of this author. */
export interface ChainState {
  readonly floor: number
  readonly seq: number
  readonly id: EntryId
  readonly clock: number
  /** First sequence number of which two signed entries exist: from here on the author is ignored. */
  readonly forkedAt: number | undefined
}

export interface Acceptance {
  /** Newly accepted, parents and predecessors first; earlier held-back entries among them. */
  readonly accepted: readonly AcceptedEntry[]
  /** False when something was held back or left out: compare heads with the sender. */
  readonly complete: boolean
  /** Authors whose keys are not known yet: read the directory and compare again. */
  readonly unknownAuthors: readonly Kid[]
  readonly forks: readonly ForkProof[]
}

export type AcceptedEntry = AcceptedControl | AcceptedMessage

export interface AcceptedControl {
  readonly lane: 'control'
  readonly id: EntryId
  readonly header: ControlHeader
  readonly event: ControlEvent
  readonly raw: RawEntry
}

export interface AcceptedMessage {
  readonly lane: 'message'
  readonly id: EntryId
  readonly header: MessageHeader
  readonly raw: RawEntry
}

/** What `restore` needs of an entry: control entries whole, of a message its place. */
export type StoredEntry =
  | AcceptedControl
  | {
      readonly lane: 'message'
      readonly id: EntryId
      readonly header: Pick<MessageHeader, 'author' | 'seq' | 'prev' | 'clock' | 'epoch'>
    }

/** Consecutive messages of one author as a history tells of them. */
export interface StoredChain {
  readonly author: Kid
  readonly floor: number
  readonly seq: number
  /** Of the last one. */
  readonly id: EntryId
  readonly clock: number
  /** Id of the message before the first. */
  readonly below: EntryId | null
  /** Where runs of messages under one epoch begin, in order. */
  readonly stretches: readonly { readonly from: number; readonly epoch: EntryId }[]
  idAt(seq: number): EntryId | undefined
}

/**
 * Proof that an author signed two entries with one sequence number: the runs up to a signature that this node's history does
 * not hold. Given to `accept` again after a start, together with the history they prove the fork anew.
 */
export interface ForkProof {
  readonly author: Kid
  readonly seq: number
  readonly entries: readonly RawEntry[]
}
