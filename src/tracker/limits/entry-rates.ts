import type { AcceptedControl } from '../../log/chat-log.ts'
import type { Kid } from '../../protocol/ids.ts'
import { ChatError } from '../../shared/errors.ts'
import type { PushedEntries } from '../mailbox/pushed-entries.ts'
import { createTokenBuckets } from './token-buckets.ts'

/** Control entries of one author; a batch may take more and pays it back. */
const AUTHOR_RATE = { perSecond: 50, burst: 500 }
/** Entries that one user hands in, of whomever: several times what he may write, to bring a tracker up to date. */
const PUSHER_RATE = { perSecond: 500, burst: 5_000 }

/** How fast entries may come, over all chats. */
export interface EntryRates {
  /** Throws QUOTA when the pusher or an author has to wait; else the pusher pays. */
  check(pusher: Kid, entries: PushedEntries): void
  /** What was accepted costs its authors. */
  spend(accepted: readonly AcceptedControl[]): void
}

export function createEntryRates(now: () => number): EntryRates {
  const authors = createTokenBuckets(AUTHOR_RATE)
  const pushers = createTokenBuckets(PUSHER_RATE)
  return {
    check(pusher, { controls, messages }) {
      const at = now()
      const waits = controls.map(({ header }) => authors.waitMs(header.author, at))
      const retryAfterMs = Math.max(pushers.waitMs(pusher, at), ...waits)
      if (retryAfterMs > 0) throw new ChatError('QUOTA', { retryAfterMs })
      pushers.take(pusher, controls.length + messages.length, at)
    },
    spend(accepted) {
      for (const { header } of accepted) authors.take(header.author, 1, now())
    },
  }
}
