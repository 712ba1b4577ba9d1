import type { StoredTransfer } from '../../store/transfers/schemas.ts'
import type { FoundOffer } from './offer-in.ts'

type Facts = Pick<StoredTransfer, 'id' | 'chat' | 'chatName' | 'author' | 'at' | 'offer'>

/** A transfer of which nothing has moved yet. */
export function newTransfer(facts: Facts): StoredTransfer {
  return {
    ...facts,
    own: false,
    state: 'offered',
    problem: null,
    part: null,
    path: null,
    doneBy: [],
  }
}

/** The transfer that a message offers. */
export function transferOf({ active, message, offer }: FoundOffer): StoredTransfer {
  return newTransfer({
    id: message.id,
    chat: active.chat.id,
    chatName: active.record().name,
    author: message.author,
    at: message.sentAt,
    offer,
  })
}
