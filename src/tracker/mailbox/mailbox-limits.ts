const MIB = 1024 * 1024
const DAY_MS = 24 * 3_600_000

/** What a tracker keeps for people who are away. Bytes are those of entries and marks. */
export interface MailboxLimits {
  /** Messages and marks of one chat. */
  readonly chatBytes: number
  /** Messages of one author in one chat that nobody has marked; the request that reaches it is still taken whole. */
  readonly authorBytes: number
  readonly authorMessages: number
  /** Of all chats together. */
  readonly totalBytes: number
  readonly keptMs: number
}

export const MAILBOX_LIMITS: MailboxLimits = {
  chatBytes: 16 * MIB,
  authorBytes: 4 * MIB,
  authorMessages: 500,
  totalBytes: 512 * MIB,
  keptMs: 30 * DAY_MS,
}

/** When it makes sense to try again: readers come back any time, and a whole tracker empties slowly. */
export const QUOTA_RETRY_MS = { author: 5_000, chat: 15_000, all: 60_000 } as const

/** What all chats of a mailbox take together. */
export interface MailboxUsage {
  bytes: number
}
