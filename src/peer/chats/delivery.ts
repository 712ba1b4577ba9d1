import type { EntryId, Kid } from '../../protocol/ids.ts'
import type { MessageStateName } from '../state.ts'

/** Receipts of older messages than these are counted but no longer reported one by one. */
const MAX_PENDING = 10_000

/** Who has which of this user's messages of one chat: one number per recipient, since chains have no holes. */
export interface Delivery {
  /** Notes an own message, so that its receipts can be named. */
  sent(seq: number, id: EntryId): void
  /** `recipient` holds everything up to `seq`; returns the ids that it is news for. Never goes backwards. */
  delivered(recipient: Kid, seq: number): readonly EntryId[]
  stateOf(seq: number, recipients: readonly Kid[]): MessageProgress
  watermarks(): ReadonlyMap<Kid, number>
}

export interface MessageProgress {
  readonly state: MessageStateName
  readonly delivered: number
  readonly recipients: number
}

export function createDelivery(known: ReadonlyMap<Kid, number>): Delivery {
  const upTo = new Map(known)
  const ids = new Map<number, EntryId>()

  return {
    sent(seq, id) {
      ids.set(seq, id)
      // Own messages are numbered without holes. Asking a map for its first key walks over all that were deleted before it.
      ids.delete(seq - MAX_PENDING)
    },
    delivered(recipient, seq) {
      const before = upTo.get(recipient) ?? 0
      if (seq <= before) return []
      upTo.set(recipient, seq)
      const news: EntryId[] = []
      for (let at = Math.max(before + 1, seq - MAX_PENDING); at <= seq; at++) {
        const id = ids.get(at)
        if (id !== undefined) news.push(id)
      }
      return news
    },
    stateOf(seq, recipients) {
      const delivered = recipients.filter((kid) => (upTo.get(kid) ?? 0) >= seq).length
      const state = delivered === recipients.length ? 'delivered' : 'sending'
      return { state, delivered, recipients: recipients.length }
    },
    watermarks: () => upTo,
  }
}
