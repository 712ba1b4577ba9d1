import type { EntryId, Kid } from '../../protocol/ids.ts'
import type { MessageStateName } from '../state.ts'
import { createStretches, type Stretch } from './stretches.ts'

/** Receipts of older messages than these are counted but no longer reported one by one. */
const MAX_PENDING = 10_000

/** How far this user's messages of one chat have come: one number for each place, since chains have no holes. */
export interface Watermarks {
  /** What the tracker has acknowledged. */
  readonly stored: number
  readonly delivered: ReadonlyMap<Kid, number>
  readonly read: ReadonlyMap<Kid, number>
  /** Up to where every recipient had, or had read, everything: whoever comes back to a room later does not undo it. */
  readonly settled: { readonly delivered: number; readonly read: number }
}

/** Who is to get own messages: those who are members now, of whom each message has those in its epoch. */
export interface Audience {
  /** Without this user. */
  readonly present: readonly Kid[]
  isIn(epoch: EntryId, kid: Kid): boolean
}

/** Somebody has one of this user's messages; without `by` it is the tracker. */
export interface Receipt {
  readonly id: EntryId
  readonly by: Kid | undefined
  readonly state: Exclude<MessageStateName, 'sending'>
}

export interface MessageProgress {
  readonly state: MessageStateName
  readonly delivered: number
  readonly recipients: number
}

/** What is known of the own messages of one chat. What was learned is shown only when it is told to: once it is on disk. */
export interface Delivery {
  /** Notes an own message, so that its receipts can be named. */
  sent(seq: number, id: EntryId, epoch: EntryId): void
  /** Returns whether something counts as delivered to all, or read by all, that did not before. */
  setAudience(audience: Audience): boolean
  /** Each returns whether that was news. Nobody is believed to have more than was said. */
  stored(seq: number): boolean
  delivered(recipient: Kid, seq: number): boolean
  read(recipient: Kid, seq: number): boolean
  learned(): Watermarks
  /** From now on `watermarks` are what the user sees; returns what that is news for, message by message. */
  show(watermarks: Watermarks): readonly Receipt[]
  stateOf(seq: number): MessageProgress
  /** Each recipient of a message with the state that is shown. */
  recipientsOf(
    seq: number,
  ): readonly { readonly kid: Kid; readonly state: 'waiting' | 'delivered' | 'read' }[]
  isStored(seq: number): boolean
  /** The first message that somebody lacks, as far as is known, and who; undefined when everybody has everything. */
  lacking(): { readonly from: number; readonly kids: readonly Kid[] } | undefined
  /** Epochs of the messages from `from` on. */
  epochsFrom(from: number): readonly EntryId[]
  /** Whether `kid` was sent something that he is not known to have read. */
  isUnreadBy(kid: Kid): boolean
  /** How many messages wait at their author: the tracker does not have them, and some recipient lacks them. */
  waiting(): number
  /** The last own message; 0 for none. */
  readonly end: number
}

/** Own messages that were sent before the start; their ids are read from the disk. */
export interface Said {
  readonly stretches: readonly Stretch[]
  idAt(seq: number): EntryId | undefined
}

const NOTHING: Said = { stretches: [], idAt: () => undefined }
const NOBODY: Audience = { present: [], isIn: () => false }

export function createDelivery(known: Watermarks, said: Said = NOTHING): Delivery {
  const ids = new Map<number, EntryId>()
  const stretches = createStretches(said.stretches)
  const learned = {
    stored: known.stored,
    delivered: new Map(known.delivered),
    read: new Map(known.read),
    settled: { ...known.settled },
  }
  let audience = NOBODY
  let shown: Watermarks = known
  /** Recipients of each epoch and how far each of them is, sorted: asked for every message on the screen. */
  let counts = new Map<EntryId, Counts>()

  function recipientsUnder(epoch: EntryId): readonly Kid[] {
    return audience.present.filter((kid) => audience.isIn(epoch, kid))
  }

  function countsOf({ epoch }: Stretch): Counts {
    const made = counts.get(epoch) ?? count(recipientsUnder(epoch), shown)
    counts.set(epoch, made)
    return made
  }

  function raise(kind: 'delivered' | 'read', recipient: Kid, claimed: number): boolean {
    const seq = Math.min(claimed, stretches.end)
    if (seq <= (learned[kind].get(recipient) ?? 0)) return false
    learned[kind].set(recipient, seq)
    return true
  }

  function settle(): boolean {
    const { settled } = learned
    const before = settled.delivered + settled.read
    for (const kind of ['delivered', 'read'] as const) {
      for (const { epoch, from, to } of stretches.all()) {
        if (to <= settled[kind]) continue
        const recipients = recipientsUnder(epoch)
        // Nobody has read what nobody was there to read.
        if (kind === 'read' && recipients.length === 0) break
        const least = Math.min(to, ...recipients.map((kid) => learned[kind].get(kid) ?? 0))
        if (least >= from) settled[kind] = Math.max(settled[kind], least)
        if (least < to) break
      }
    }
    return settled.delivered + settled.read > before
  }

  function* receiptsOf(before: Watermarks): Generator<Receipt> {
    for (let at = Math.max(before.stored + 1, oldest()); at <= shown.stored; at++) {
      const id = idOf(at)
      // What everybody has already is not stored for anybody.
      if (id !== undefined && at > shown.settled.delivered) {
        yield { id, by: undefined, state: 'stored' }
      }
    }
    for (const state of ['delivered', 'read'] as const) {
      for (const [kid, seq] of shown[state]) {
        for (let at = Math.max((before[state].get(kid) ?? 0) + 1, oldest()); at <= seq; at++) {
          const id = idOf(at)
          const stretch = stretches.at(at)
          if (id === undefined || stretch === undefined) continue
          if (audience.isIn(stretch.epoch, kid)) yield { id, by: kid, state }
        }
      }
    }
  }

  function idOf(seq: number): EntryId | undefined {
    return ids.get(seq) ?? said.idAt(seq)
  }

  function oldest(): number {
    return Math.max(1, stretches.end - MAX_PENDING + 1)
  }

  return {
    sent(seq, id, epoch) {
      stretches.add(seq, epoch)
      if (seq < oldest()) return
      ids.set(seq, id)
      // Own messages are numbered without holes. Asking a map for its first key walks over all that were deleted before it.
      ids.delete(seq - MAX_PENDING)
    },
    setAudience(next) {
      audience = next
      counts = new Map()
      return settle()
    },
    stored(claimed) {
      const seq = Math.min(claimed, stretches.end)
      if (seq <= learned.stored) return false
      learned.stored = seq
      return true
    },
    delivered: (recipient, seq) => raise('delivered', recipient, seq),
    read(recipient, seq) {
      // Who has read it has it.
      const isDelivery = raise('delivered', recipient, seq)
      return raise('read', recipient, seq) || isDelivery
    },
    learned() {
      settle()
      const { stored, delivered, read, settled } = learned
      return {
        stored,
        delivered: new Map(delivered),
        read: new Map(read),
        settled: { ...settled },
      }
    },
    show(watermarks) {
      const before = shown
      shown = watermarks
      counts = new Map()
      return [...receiptsOf(before)]
    },
    stateOf(seq) {
      const stretch = stretches.at(seq)
      if (stretch === undefined) return { state: 'sending', delivered: 0, recipients: 0 }
      const { recipients, delivered, read } = countsOf(stretch)
      const have = atLeast(delivered, seq)
      const isDelivered = have === recipients || seq <= shown.settled.delivered
      const isRead =
        (recipients > 0 && atLeast(read, seq) === recipients) || seq <= shown.settled.read
      const state = isRead
        ? 'read'
        : isDelivered
          ? 'delivered'
          : seq <= shown.stored
            ? 'stored'
            : 'sending'
      return { state, delivered: have, recipients: isDelivered ? have : recipients }
    },
    recipientsOf(seq) {
      const stretch = stretches.at(seq)
      const recipients = stretch === undefined ? [] : recipientsUnder(stretch.epoch)
      return recipients.map((kid) => {
        if ((shown.read.get(kid) ?? 0) >= seq) return { kid, state: 'read' }
        return { kid, state: (shown.delivered.get(kid) ?? 0) >= seq ? 'delivered' : 'waiting' }
      })
    },
    isStored: (seq) => seq <= shown.stored,
    lacking() {
      let from = Infinity
      const kids: Kid[] = []
      for (const kid of audience.present) {
        const has = learned.delivered.get(kid) ?? 0
        if (has >= stretches.end) continue
        const next = stretches.all().find(({ to, epoch }) => to > has && audience.isIn(epoch, kid))
        if (next === undefined) continue
        from = Math.min(from, Math.max(next.from, has + 1))
        kids.push(kid)
      }
      return kids.length === 0 ? undefined : { from, kids }
    },
    epochsFrom: (from) => stretches.all().flatMap(({ to, epoch }) => (to >= from ? [epoch] : [])),
    isUnreadBy(kid) {
      const last = stretches.all().findLast(({ epoch }) => audience.isIn(epoch, kid))
      return last !== undefined && (learned.read.get(kid) ?? 0) < last.to
    },
    waiting() {
      const { stored, settled, delivered } = learned
      const safe = Math.max(stored, settled.delivered)
      let count = 0
      for (const { from, to, epoch } of stretches.all()) {
        if (to <= safe) continue
        const levels = recipientsUnder(epoch).map((kid) => delivered.get(kid) ?? 0)
        count += to - Math.max(safe, from - 1, Math.min(to, ...levels))
      }
      return count
    },
    get end() {
      return stretches.end
    },
  }
}

interface Counts {
  readonly recipients: number
  /** Ascending. */
  readonly delivered: Float64Array
  readonly read: Float64Array
}

function count(recipients: readonly Kid[], { delivered, read }: Watermarks): Counts {
  const levels = (of: ReadonlyMap<Kid, number>): Float64Array =>
    Float64Array.from(recipients, (kid) => of.get(kid) ?? 0).sort()
  return { recipients: recipients.length, delivered: levels(delivered), read: levels(read) }
}

/** How many of the ascending `levels` are `seq` or more. */
function atLeast(levels: Float64Array, seq: number): number {
  let low = 0
  let high = levels.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((levels[middle] ?? 0) < seq) low = middle + 1
    else high = middle
  }
  return levels.length - low
}
