import type { ChatErrorCode } from '../shared/errors.ts'
import type { ChatName } from './state.ts'

/** Files sent in chats and shared in lists. All actions throw ChatError; NOT_LOGGED_IN without a session. */
export interface Files {
  /**
   * Offers a file or a whole folder in a chat. Resolves with the transfer's id once the offer is durable; before that the file is
   * read once, which a provisional transfer (`preparing`) shows and whose `cancel` ends with CANCELLED. Throws FILE_NOT_FOUND,
   * FILE_TOO_LARGE, TOO_MANY_FILES, FOLDER_EMPTY, FILE_CHANGED, and what sendText throws.
   */
  send(chat: ChatName, path: string): Promise<string>
  /** Begins to fetch what was offered. Throws UNKNOWN_TRANSFER, DISK_FULL when it does not fit. */
  accept(id: string): Promise<void>
  /** Receiver: asks for no more until `resume`. Sender: gives no more until then. */
  pause(id: string): Promise<void>
  resume(id: string): Promise<void>
  /** Receiver: refuses or gives up, and removes what has come. Sender: withdraws the offer. */
  cancel(id: string): Promise<void>
  /** Begins again with what failed or was cancelled, from the last good part. */
  retry(id: string): Promise<void>
  /** Takes a finished, failed or cancelled transfer off the list; the file stays. */
  forget(id: string): Promise<void>

  /** Lists a file for everybody on the tracker while this peer is online. Throws SHARE_EXISTS, FILE_NOT_FOUND, FILE_TOO_LARGE. */
  share(path: string): Promise<Share>
  /** Throws UNKNOWN_SHARE. */
  unshare(name: string): Promise<void>
  /** What users who are online share, or one of them; one's own as well. Throws UNKNOWN_USER, TRACKER_UNREACHABLE. */
  listShares(username?: string): Promise<readonly Share[]>
  /** Fetches a share; resolves with the transfer's id. Throws UNKNOWN_SHARE, PEER_UNREACHABLE, DISK_FULL. */
  get(username: string, name: string): Promise<string>

  setAutoAccept(policy: AutoAccept): Promise<void>
}

/** Offers that are accepted without asking: of nobody, of people whose key was verified, of everybody; only smaller ones. */
export interface AutoAccept {
  readonly mode: 'off' | 'verified' | 'all'
  readonly belowBytes: number
}

export const AUTO_ACCEPT_USUAL: AutoAccept = { mode: 'verified', belowBytes: 10_000_000 }

export type TransferStateName =
  /** Nobody has begun to fetch it. */
  | 'offered'
  /** Accepted, but nobody who has it can be reached now. */
  | 'waiting'
  | 'active'
  | 'paused'
  | 'done'
  | 'failed'
  | 'cancelled'

/** One file or folder on its way, at either end. */
export interface TransferState {
  /** An offer in a chat has the id of its message. */
  readonly id: string
  /** Where it was offered; for a share `@` and its owner. */
  readonly chat: ChatName
  /** Username of whoever offered it. */
  readonly from: string
  readonly own: boolean
  /** Sanitised: safe for any terminal. */
  readonly name: string
  readonly isFolder: boolean
  readonly size: number
  /** Received and verified; at the sender: what the recipient that is furthest has. */
  readonly bytes: number
  /** Bytes a second at present. */
  readonly rate: number
  /** Seconds that are left at this rate; null when nothing moves. */
  readonly etaS: number | null
  readonly state: TransferStateName
  /** The file is read before it can be offered; `id` is provisional. */
  readonly preparing: boolean
  /** Sender: recipients who have it whole, of how many. */
  readonly recipients: { readonly done: number; readonly of: number } | null
  /** Where the received file lies, once it is done; at the sender what was sent. */
  readonly path: string | null
  /** Why it failed, or why it waits: FILE_PAUSED when its sender has paused it. */
  readonly problem: ChatErrorCode | null
  /** When it was offered. */
  readonly at: number
}

/** What a user offers to everybody while online. */
export interface Share {
  readonly username: string
  readonly name: string
  readonly size: number
  /** Of the whole file, in hexadecimal digits. */
  readonly sha256: string
}

/** One of this user's own shares. */
export interface OwnShare extends Share {
  readonly path: string
  /** `missing`: moved or removed; `changed`: is being read again. Only `listed` ones are seen by others. */
  readonly status: 'listed' | 'changed' | 'missing'
}
