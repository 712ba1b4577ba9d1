import {
  directChat,
  type Announcement,
  type ChatKey,
  type Leave,
  type MessageState,
  type Receipt,
  type Rejoin,
  type RunRecord,
  type Send,
  type Sighting,
} from '../checker/run-record.ts'
import type { Result } from './rpc-program.ts'

/** Writes down what happens in a run, as it happens. */
export interface Journal {
  readonly record: RunRecord
  /** Rises with everything that happens. */
  tick(): number
  /** Notes that something was asked for; `finish` says what came of it. */
  asked(send: Send): { finish(outcome: Partial<Send>): void }
  left(leave: Leave): void
  saw(sightings: readonly Sighting[]): void
  /** A notification of this user's program. */
  heard(user: string, method: string, params: Result): void
  /** Texts of this user's acknowledged messages of which he was not told that anybody else holds them. */
  notStored(user: string): readonly string[]
}

export function createJournal(peers: readonly string[]): Journal {
  const sends: Send[] = []
  const leaves: Leave[] = []
  const rejoins: Rejoin[] = []
  const receipts: Receipt[] = []
  const announcements: Announcement[] = []
  const sightings: Sighting[] = []
  const stored = new Set<string>()
  let last = 0
  const tick = (): number => ++last

  return {
    record: { sends, leaves, rejoins, receipts, announcements, sightings },
    tick,
    notStored: (user) =>
      sends
        .filter(({ from, id }) => from === user && id !== null && !stored.has(id))
        .map(({ text }) => text),
    asked(send) {
      const index = sends.push(send) - 1
      return {
        finish(outcome) {
          const before = sends[index]
          if (before !== undefined) sends[index] = { ...before, ...outcome }
        },
      }
    },
    left: (leave) => void leaves.push(leave),
    saw: (seen) => void sightings.push(...seen),
    heard(user, method, params) {
      const at = tick()
      if (method === 'receipt') {
        const { chat, id, by, state } = params as Record<string, string>
        const key = chatKey(user, chat ?? '')
        const receipt = { chat: key, author: user, id: id ?? '', by: by ?? '', tick: at }
        if (state !== 'stored' || !peers.includes(receipt.by)) {
          receipts.push({ ...receipt, state: state as MessageState })
        }
        stored.add(receipt.id)
      } else if (method === 'message') {
        const { chat, message } = params as { chat: string; message: { id: string } }
        announcements.push({ chat: chatKey(user, chat), user, id: message.id, tick: at })
      } else if (method === 'room' && JOINED.has(String(params['event']))) {
        const chat = `#${String(params['name'])}`
        rejoins.push({ chat, user: String(params['by']), observer: user, tick: at })
      }
    },
  }
}

const JOINED: ReadonlySet<string> = new Set(['created', 'joined'])

/** The chat as all name it, from the name that one of its users has for it. */
export function chatKey(user: string, name: string): ChatKey {
  return name.startsWith('@') ? directChat(user, name.slice(1)) : name
}
