/**
 * What was asked of the programs in one run and what they showed: the only thing that the checker judges. Every entry carries
 * a tick, one number that rises with everything that happens in the process that watches.
 */
export interface RunRecord {
  readonly sends: readonly Send[]
  readonly leaves: readonly Leave[]
  readonly rejoins: readonly Rejoin[]
  readonly receipts: readonly Receipt[]
  readonly announcements: readonly Announcement[]
  readonly sightings: readonly Sighting[]
}

/** `#room`, or the two names of a direct chat, sorted and joined by `+`. */
export type ChatKey = string

/** One call of `messages.send`. Texts are unique in a run, so that a text names its message. */
export interface Send {
  readonly chat: ChatKey
  readonly from: string
  readonly text: string
  /** When it was asked for. */
  readonly tick: number
  /** `unknown`: the program ended, or was not heard of any more, before it answered. */
  readonly outcome: 'acknowledged' | 'refused' | 'unknown'
  /** As the answer said. */
  readonly id: string | null
  /** When the answer came. */
  readonly answeredTick: number | null
  /** Members as the author's program named them just before and just after; null where it could not be asked. */
  readonly knownBefore: readonly string[] | null
  readonly knownAfter: readonly string[] | null
}

/** Somebody began to leave a room; whether it succeeded does not matter. */
export interface Leave {
  readonly chat: ChatKey
  readonly user: string
  readonly tick: number
}

/** `observer` showed that `user` joined. */
export interface Rejoin {
  readonly chat: ChatKey
  readonly user: string
  readonly observer: string
  readonly tick: number
}

/** The author's program told that `by` has the message. */
export interface Receipt {
  readonly chat: ChatKey
  readonly author: string
  readonly id: string
  readonly by: string
  readonly state: MessageState
  readonly tick: number
}

/** A program told of a message as it came in. */
export interface Announcement {
  readonly chat: ChatKey
  readonly user: string
  readonly id: string
  readonly tick: number
}

/** The whole history of one chat as one program showed it. */
export interface Sighting {
  readonly user: string
  readonly chat: ChatKey
  /** It shows at least what was there at this time: when it was asked for, or when the program was killed before. */
  readonly asOf: number
  readonly seenAt: number
  /** Read after everything had come to rest. */
  readonly isFinal: boolean
  readonly messages: readonly SeenMessage[]
}

export interface SeenMessage {
  readonly id: string
  readonly from: string
  readonly text: string
  readonly state: MessageState
  readonly problem?: string
}

export type MessageState = 'sending' | 'stored' | 'delivered' | 'read'

/** How far a state is; nothing ever goes back. */
export const RANK: Readonly<Record<MessageState, number>> = {
  sending: 0,
  stored: 1,
  delivered: 2,
  read: 3,
}

/** Everybody for whom messages of this chat can be at all, as far as its name tells. */
export function directUsers(chat: ChatKey): readonly string[] | undefined {
  return chat.startsWith('#') ? undefined : chat.split('+')
}

export function directChat(one: string, other: string): ChatKey {
  return [one, other].toSorted().join('+')
}
