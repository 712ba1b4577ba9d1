import type { ChatErrorCode } from '../shared/errors.ts'
import type { AutoAccept, OwnShare, TransferState } from './files.ts'
import type { DirectState } from './direct.ts'
import type { TrackersState } from './trackers.ts'

/** How a chat is named in every face: `#room` or `@user`. */
export type ChatName = `#${string}` | `@${string}`

/** What a peer knows and shows: one immutable value, the same for every face. */
export interface PeerState {
  readonly session: SessionState
  readonly tracker: TrackerState
  /** Those that one could log in to instead. */
  readonly trackers: TrackersState
  /** Everybody on the tracker but oneself, by username. */
  readonly users: ReadonlyMap<string, UserState>
  /** null with a tracker. */
  readonly direct: DirectState | null
  /** Rooms of the tracker, joined or not, by room name without `#`. */
  readonly rooms: ReadonlyMap<string, RoomState>
  /** One's own chats: joined rooms, archives and opened DMs. */
  readonly chats: ReadonlyMap<ChatName, ChatState>
  /** Files on their way, and those that ended lately, by id; oldest first. */
  readonly transfers: ReadonlyMap<string, TransferState>
  /** What this user shares. */
  readonly shares: readonly OwnShare[]
  readonly autoAccept: AutoAccept
  /** What this user has chosen; kept with the profile. */
  readonly settings: SettingsState
  /** What went wrong outside any action, newest last, at most a handful; shown until dismissed. */
  readonly alerts: readonly Alert[]
}

export interface SettingsState {
  /** Whether others are told what this user has read. */
  readonly readReceipts: boolean
}

export type SessionState =
  | {
      readonly status: 'out'
      /** After a session: messages that go out at the next start, see Farewell. */
      readonly waiting?: number
    }
  | { readonly status: 'entering'; readonly username: string }
  | {
      readonly status: 'in'
      readonly username: string
      /** SHA-256 of the identity key's SPKI, grouped for reading aloud. */
      readonly fingerprint: string
      /** Where this peer listens. */
      readonly address: { readonly host: string; readonly port: number }
    }
  /** The same account logged in elsewhere; this peer has stopped. */
  | { readonly status: 'displaced'; readonly username: string }

export interface TrackerState {
  readonly status: 'offline' | 'connecting' | 'online'
  /** '' while none is known or chosen. */
  readonly host: string
  readonly port: number
  /** Its key as words to compare; empty before the first meeting. */
  readonly words: string
  /** Why it is not online, when known. */
  readonly problem: ChatErrorCode | null
}

export type Trust = 'unverified' | 'verified' | 'changed'

/** `relay`: through the tracker, which cannot read it. */
export type LinkWay = 'direct' | 'relay'

export interface UserState {
  readonly username: string
  /** Of the key that counts; with `changed` trust, of the new one that waits for a decision. */
  readonly fingerprint: string
  readonly online: boolean
  readonly trust: Trust
  /** How the connection to this user goes that is open now; null: there is none. */
  readonly via: LinkWay | null
}

export interface RoomState {
  readonly name: string
  readonly private: boolean
  /** Username; null when nobody moderates it any more. */
  readonly moderator: string | null
  readonly memberCount: number
  readonly joined: boolean
}

export interface ChatState extends GovernanceState {
  readonly name: ChatName
  readonly kind: 'room' | 'dm'
  /** `active`; the others are read-only, `imported` being the history of another program. */
  readonly phase: 'active' | 'left' | 'removed' | 'deleted' | 'expired' | 'imported'
  /** Why nothing can be sent although the chat is active. */
  readonly blocked: 'KEY_CHANGED' | null
  readonly private: boolean
  readonly moderator: string | null
  /** Members of a room, oneself included, or both ends of a DM; sorted by name. */
  readonly members: readonly MemberState[]
  /** The same whatever the chat is called. */
  readonly id: string
  readonly unread: number
  readonly mentions: number
  /** Id of the last item that was read; the line `new` stands after it. */
  readonly readUpTo: string | null
  readonly log: LogWindow
  /** Who is writing now. */
  readonly typing: readonly string[]
  /** Why own messages wait before the tracker; it is tried again at `retryAt` (ms). */
  readonly mailbox: MailboxTrouble | null
  /** Messages that are known to exist and are not here yet. */
  readonly gap: Gap | null
  /** Users who signed two different messages at one place: what they wrote from there on is hidden at everybody. */
  readonly forked: readonly string[]
  /** Order in the sidebar: time of the last item, ms. */
  readonly lastActivity: number
}

export interface MailboxTrouble {
  readonly code: 'QUOTA'
  readonly retryAt: number
}

export interface Gap {
  readonly missing: number
  /** Somebody is being asked for them, or is there and was not asked yet; without that nobody who is here has them. */
  readonly fetching: boolean
}

export interface MemberState {
  readonly username: string
  readonly moderator: boolean
  readonly online: boolean
  readonly self: boolean
  /** When he came into the room, ms; 0 in a DM. */
  readonly joinedAt: number
}

/** How a room is governed; a DM has none of it. */
export interface GovernanceState {
  readonly policy: {
    readonly admit: 'open' | 'password'
    /** Seconds without a sign of the moderator after which the room expires; null: never. */
    readonly inactivity: number | null
  }
  /** Usernames, sorted. */
  readonly banned: readonly string[]
  /** How many keys the room has had. */
  readonly epochNumber: number
  /** How many members have learned of this user's last act as moderator, himself included; null before the first. */
  readonly knowledge: KnowledgeState | null
  /** When the room expires unless its moderator is seen before, ms; null while he is there or nothing expires. */
  readonly expiresAt: number | null
  /** ms; null when nobody knows, or while he is there. */
  readonly lastModeratorSeen: number | null
  /** Usernames; null without an offer that still stands. */
  readonly transferOffer: { readonly to: string; readonly from: string } | null
  /** How the wish to be let in stands; null for a member and for somebody who did not ask. */
  readonly admission: AdmissionState | null
}

export interface KnowledgeState {
  readonly id: string
  readonly what: RoomEventName
  readonly subject: string
  readonly known: number
  readonly of: number
}

export interface AdmissionState {
  /** `asking` a member now; `waiting` until one comes online; `refused`: wrong password; `paused` after too many tries. */
  readonly status: 'waiting' | 'asking' | 'refused' | 'paused'
  /** ms; with `paused`. */
  readonly retryAt: number | null
}

/** A chat that nobody governs. */
export const UNGOVERNED: GovernanceState = {
  policy: { admit: 'open', inactivity: null },
  banned: [],
  epochNumber: 0,
  knowledge: null,
  expiresAt: null,
  lastModeratorSeen: null,
  transferOffer: null,
  admission: null,
}

/**
 * The part of a chat's history that is in memory: a run of items without holes, oldest first. While `hasNewer` is false it
 * follows the end; a face that scrolls away detaches it and moves it with loadOlder and loadNewer.
 */
export interface LogWindow {
  readonly items: readonly LogItem[]
  readonly hasOlder: boolean
  readonly hasNewer: boolean
  /** Items in the whole history. */
  readonly total: number
  readonly loading: boolean
}

export type LogItem = MessageItem | EventItem

export type MessageStateName = 'sending' | 'stored' | 'delivered' | 'read'

export interface MessageItem {
  readonly type: 'message'
  readonly id: string
  readonly from: string
  readonly own: boolean
  /** Sanitised: safe for any terminal; may have line breaks. */
  readonly text: string
  readonly sentAt: number
  /** The sender's clock was off by more than ten minutes. */
  readonly clockOff: boolean
  /** Of the least served recipient; own messages only mean something by it. */
  readonly state: MessageStateName
  readonly delivered: number
  readonly recipients: number
  /** A file or folder that is offered; `text` is then its name. */
  readonly file: FilePart | null
  /** One's own name is mentioned. */
  readonly mentionsMe: boolean
  /** Why the text cannot be shown; the text is then empty. */
  readonly problem: 'sealed' | 'unreadable' | 'unknown-kind' | null
}

export interface FilePart {
  /** Sanitised. */
  readonly name: string
  readonly size: number
  readonly isFolder: boolean
  /** Id in `transfers`, and for the actions of `Peer.files`. */
  readonly transfer: string
}

export interface EventItem {
  readonly type: 'event'
  readonly id: string
  readonly event: RoomEventName
  /** Who did it. */
  readonly by: string
  /** To whom it was done, or the new name. */
  readonly subject: string
  /** With `policy-changed`, where it counts. */
  readonly policy?: PolicyChange
  readonly sentAt: number
}

/** Which of a room's rules are others now; null: as before. */
export interface PolicyChange {
  readonly admit: 'open' | 'password' | null
  /** Seconds without a sign of the moderator after which the room expires. */
  readonly inactivity: number | 'never' | null
}

export type RoomEventName =
  | 'created'
  | 'joined'
  | 'left'
  | 'added'
  | 'removed'
  | 'banned'
  | 'unbanned'
  | 'renamed'
  | 'password-changed'
  | 'policy-changed'
  | 'moderator-changed'
  | 'deleted'
  | 'expired'
  | 'key-accepted'

export interface Alert {
  readonly id: number
  readonly code: ChatErrorCode
  readonly subject: string
  readonly at: number
}
