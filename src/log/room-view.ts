import type { ChatId, EntryId, Hash, Kid } from '../protocol/ids.ts'
import type { Policy } from '../protocol/events.ts'

/** What a chat is, computed from its accepted control entries alone: equal sets give equal views, in any order of arrival. */
export interface RoomView {
  readonly chat: ChatId
  readonly kind: 'room' | 'dm'
  /** '' until the create entry is here, and for a DM. */
  readonly name: string
  readonly phase: 'unknown' | 'active' | 'deleted' | 'expired'
  readonly members: ReadonlySet<Kid>
  /** H("members", sorted kids). */
  readonly membersHash: Hash
  readonly moderator: Kid | null
  /** How many times the room was handed over. */
  readonly generation: number
  /** The moderator, also when he has left the room; null until the create entry is here, and for a DM. */
  readonly lastModerator: Kid | null
  /** When each member came in, as claimed, ms; empty for a DM. */
  readonly since: ReadonlyMap<Kid, number>
  readonly banned: ReadonlySet<Kid>
  readonly policy: Policy
  /** Raised by every change of the room's password; 0 before the first. */
  readonly passwordGeneration: number
  /** Who set the present password; null for an open room that never had one. */
  readonly passwordBy: Kid | null
  /** Control entries that count, by id; what is not here was void. */
  readonly valid: ReadonlySet<EntryId>
  /** Why an accepted control entry does not count, for the audit. */
  readonly voided: ReadonlyMap<EntryId, VoidReason>
  /** Valid epoch events by id. */
  readonly epochs: ReadonlyMap<EntryId, EpochView>
  /** The epoch to seal with now, when one fits the members; else a new one is due. */
  readonly currentEpoch: EntryId | undefined
  /**
   * Whether a message may be shown: its epoch is valid and its author belongs to it, no cut or fork hides it, and it does not
   * go back to an epoch before its author's previous one.
   */
  isMessageVisible(message: { author: Kid; seq: number; epoch: EntryId }): boolean
}

export interface EpochView {
  readonly id: EntryId
  readonly author: Kid
  readonly members: ReadonlySet<Kid>
  readonly commitment: Hash
  readonly clock: number
  readonly sentAt: number
}

export type VoidReason =
  | 'not-a-member'
  | 'not-moderator'
  | 'concurrent-removal'
  | 'concurrent-password'
  | 'banned'
  | 'policy'
  | 'bad-request'
  | 'after-delete'
  | 'wrong-members'
  /** A transfer to somebody who is not a member. */
  | 'no-succession'
  | 'not-due'
  | 'malformed'
