import type { ChatName, PolicyChange, RoomEventName, RoomState } from './state.ts'

/**
 * What a moderator does to a room, and what members see of it. Every act is a signed entry that all members' programs judge by
 * themselves. Names of rooms are given with or without `#`. Refusals: NOT_A_MEMBER, NOT_MODERATOR, ROOM_DELETED, UNKNOWN_ROOM.
 */
export interface Moderation {
  /** The tracker keeps names unique: throws ROOM_EXISTS, INVALID_ROOM_NAME, TRACKER_UNREACHABLE. */
  renameRoom(name: string, newName: string): Promise<RoomState>
  /** A new password makes the old one worthless; null opens the room to everybody. Throws INVALID_PASSWORD. */
  setPassword(name: string, password: string | null): Promise<RoomState>
  /** Seconds without a sign of the moderator after which the room becomes an archive; null: never. */
  setInactivity(name: string, timeoutS: number | null): Promise<RoomState>
  /** Throws UNKNOWN_USER for who is not in the room. Whoever was removed may come back as the room's rules allow. */
  removeMembers(name: string, usernames: readonly string[]): Promise<RoomState>
  /** Also of users who are not members. Throws UNKNOWN_USER. */
  ban(name: string, usernames: readonly string[]): Promise<RoomState>
  unban(name: string, usernames: readonly string[]): Promise<RoomState>
  /** The room is handed over once the other accepts and the moderator's program hears of it. */
  offerTransfer(name: string, username: string): Promise<void>
  /** Resolves when this user is the moderator, or after a moment, when the other's program has to come online first. */
  acceptTransfer(name: string): Promise<RoomState>
  declineTransfer(name: string): Promise<void>
  /** For everybody and for good; what was said stays readable as an archive. */
  deleteRoom(name: string): Promise<void>
  /** Removes a read-only chat with its history file; throws ALREADY_A_MEMBER while it is not read-only. */
  purgeArchive(chat: ChatName): Promise<void>
  /** Everything that happened to the room, in the order in which it counts, and what was refused lately. */
  audit(name: string): Promise<readonly AuditLine[]>
  /** The room computed anew from the bytes and signatures on this disk. */
  verifyAudit(name: string): Promise<AuditReport>
}

export interface AuditLine {
  /** Of the entry; null for what was refused and therefore not kept. */
  readonly id: string | null
  /** What its author claims, ms; of a refusal, when it happened. */
  readonly at: number
  /** Who signed it; of a refusal, who handed it in. */
  readonly by: string
  readonly what: RoomEventName | 'epoch' | 'refused' | 'hidden-message'
  /** To whom it was done, or the new name, or empty. */
  readonly subject: string
  /** With `policy-changed`, where it counts. */
  readonly policy?: PolicyChange
  readonly counts: boolean
  /** Why it does not count, as a short code such as `not-moderator`; null when it does. */
  readonly reason: string | null
  /** Number of a valid epoch, from 1. */
  readonly epoch: number | null
}

export interface AuditReport {
  /** Control entries whose signatures were verified and that were evaluated anew. */
  readonly entries: number
  readonly signatures: number
  /** Whether the room that they make is the one that is shown. */
  readonly matches: boolean
  /** The first entry that is not what it claims to be. */
  readonly wrong: { readonly id: string; readonly by: string; readonly reason: string } | null
}
