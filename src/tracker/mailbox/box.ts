import type { AcceptedMessage, ChatLog } from '../../log/chat-log.ts'
import type { RawEntry } from '../../protocol/entry.ts'
import type { EntryId, Kid } from '../../protocol/ids.ts'
import type { Mark } from '../../protocol/mark.ts'
import type { Range } from '../../protocol/sync.ts'
import { ChatError, isChatError } from '../../shared/errors.ts'
import type { LaneLogs, StoredLanes } from '../../store/tracker/lane-logs.ts'
import { createLanes, liveMessages } from './lanes.ts'
import { QUOTA_RETRY_MS, type MailboxLimits, type MailboxUsage } from './mailbox-limits.ts'
import { createMarkBook, type MarkBook } from './mark-book.ts'
import type { MessageEntry } from './pushed-entries.ts'

/** A log is written anew once this much of it is of no use, and more than half. */
const TIDY_BYTES = 64 * 1024
/** Marks may go this much beyond what all may take. */
const MARKS_SHARE = 1.25

/**
 * What waits of one chat: messages that some member may still lack, and marks. Calls must not overlap; see Room.alone.
 */
export interface Box {
  /**
   * Verifies and keeps messages that `pusher` hands in; resolves with what is new on disk. Throws QUOTA, ProtocolError for forgeries,
   * and disk errors, after which the next call writes what is still missing.
   */
  take(messages: readonly MessageEntry[], pusher: Kid): Promise<TakenMessages>
  /** Keeps messages that were accepted by the log otherwise, with the next `save`. */
  add(messages: readonly AcceptedMessage[]): void
  save(): Promise<readonly AcceptedMessage[]>
  /** How far this author's messages are on disk. */
  end(author: Kid): number | undefined
  /** Messages up to `maxBytes`, ending on signed ones; at least one if there is any. */
  read(ranges: readonly Range[], maxBytes: number): Promise<Reading>
  /** Keeps marks whose signatures were verified; resolves with those that say something new, on disk. Throws QUOTA. */
  putMarks(marks: readonly Mark[]): Promise<readonly Mark[]>
  readonly marks: Pick<MarkBook, 'about'>
  /** Gives up what all members have that could read it: of these authors, or of all. */
  collect(authors?: Iterable<Kid>): Promise<void>
  /** Gives up what has been here for too long. */
  expire(): Promise<void>
}

export interface TakenMessages {
  readonly messages: readonly AcceptedMessage[]
  readonly complete: boolean
}

export interface Reading {
  readonly entries: readonly RawEntry[]
  readonly more: boolean
}

export interface BoxOptions {
  readonly log: ChatLog
  readonly store: Omit<LaneLogs, 'close'>
  readonly limits: MailboxLimits
  /** Shared by all boxes. */
  readonly usage: MailboxUsage
  readonly now: () => number
  /** Already on disk. */
  readonly restored?: StoredLanes | undefined
}

export function createBox(options: BoxOptions): Box {
  const { log, store, limits, usage, now, restored } = options
  const { chat } = log
  const lanes = createLanes()
  const marks = createMarkBook()
  let unsaved: readonly AcceptedMessage[] = []
  let unsavedMarks: readonly Mark[] = []
  let counted = 0

  /** Tells the sum over all boxes what this one takes now. */
  function recount(): void {
    const bytes = lanes.bytes + marks.bytes
    usage.bytes += bytes - counted
    counted = bytes
  }

  function restore({ messages, marks: found }: StoredLanes): void {
    const live = liveMessages(messages)
    for (const { header, ...slot } of live) {
      lanes.add(header.author, { ...slot, seq: header.seq, epoch: header.epoch })
    }
    log.restore(live.map(({ id, header }) => ({ lane: 'message', id, header })))
    for (const mark of found) marks.put(mark)
    recount()
  }

  async function save(): Promise<readonly AcceptedMessage[]> {
    const saving = unsaved
    if (saving.length === 0) return []
    const at = now()
    const added = saving.map(({ id, raw }) => ({ id, at, raw }))
    const places = await store.append(chat, { messages: added })
    unsaved = []
    for (const [index, { header, raw }] of saving.entries()) {
      const place = places[index]
      if (place === undefined) continue
      const { author, seq, epoch } = header
      const isSigned = raw.signature !== undefined
      lanes.add(author, { seq, epoch, at, isSigned, bytes: sizeOf(raw), place })
    }
    recount()
    return saving
  }

  /** Throws QUOTA. What is here already costs nothing. */
  function checkQuota(messages: readonly MessageEntry[], restarts: Kid | undefined): void {
    const fresh = messages.filter(({ header }) => header.seq > (log.chain(header.author)?.seq ?? 0))
    const bytes = fresh.reduce((sum, message) => sum + message.bytes, 0)
    if (fresh.length === 0) return
    if (usage.bytes + bytes > limits.totalBytes) throw full(QUOTA_RETRY_MS.all)
    if (counted + bytes > limits.chatBytes) throw full(QUOTA_RETRY_MS.chat)
    for (const author of new Set(fresh.map(({ header }) => header.author))) {
      if (author === restarts) continue
      const used = lanes.usage(author, marks.highest(author) + 1)
      if (used.count >= limits.authorMessages || used.bytes >= limits.authorBytes) {
        throw full(QUOTA_RETRY_MS.author)
      }
    }
  }

  /** Where the pusher's own row begins anew: he alone may say that all below is at everybody who should have it. */
  function restartOf(messages: readonly MessageEntry[], pusher: Kid): number | undefined {
    const own = messages.filter(({ header }) => header.author === pusher)
    const first = Math.min(...own.map(({ header }) => header.seq))
    return own.length > 0 && first > (log.chain(pusher)?.seq ?? 0) + 1 ? first : undefined
  }

  /** How far everybody has `author`'s messages of an epoch who is a member and could read them. */
  function everybodyHas(author: Kid, epoch: EntryId): number {
    const { members, epochs } = log.view()
    const readers = epochs.get(epoch)?.members ?? members
    let lowest = Infinity
    for (const kid of readers) {
      if (kid !== author && members.has(kid)) lowest = Math.min(lowest, marks.level(kid, author))
    }
    return lowest
  }

  /** What the disk does not give back is as if it had never come, and what its author wrote before it. */
  function lose(author: Kid, seq: number): void {
    const floor = lanes.giveUp(author, (slot) => slot.seq <= seq)
    if (floor !== undefined) log.raiseFloor(author, floor)
    recount()
  }

  async function tidy(): Promise<void> {
    recount()
    const used = lanes.lineBytes + marks.bytes
    const useless = store.size(chat) - used
    if (useless < TIDY_BYTES || useless < used) return
    try {
      const slots = lanes.all()
      const places = slots.map(({ place }) => place)
      lanes.move(await store.rewrite(chat, places, marks.all()))
    } catch (error) {
      // A disk in trouble keeps what it has; the next time may be better.
      if (!isChatError(error)) throw error
    }
    recount()
  }

  if (restored !== undefined) restore(restored)

  return {
    async take(messages, pusher) {
      await save()
      const isNeeded = ({ header }: MessageEntry): boolean =>
        header.seq >= (log.chain(header.author)?.floor ?? 0)
      const needed = messages.filter(isNeeded)
      const restart = restartOf(needed, pusher)
      checkQuota(needed, restart === undefined ? undefined : pusher)
      if (needed.length === 0) return { messages: [], complete: true }
      if (restart !== undefined) log.allowRestart(pusher, restart)
      const { accepted, complete } = await log.accept(needed.map(({ raw }) => raw))
      unsaved = accepted.filter((entry) => entry.lane === 'message')
      return { messages: await save(), complete }
    },
    add(messages) {
      unsaved = [...unsaved, ...messages]
    },
    save,
    end: (author) => lanes.end(author),
    async read(ranges, maxBytes) {
      const entries: RawEntry[] = []
      let bytes = 0
      for (const { author, from, to } of ranges) {
        if (bytes >= maxBytes) return { entries, more: true }
        const slots = lanes.find(author, from, to, maxBytes - bytes)
        const places = slots.map(({ place }) => place)
        for (const [index, raw] of (await store.read(chat, places)).entries()) {
          if (raw === undefined) {
            lose(author, slots[index]?.seq ?? 0)
            return { entries, more: true }
          }
          entries.push(raw)
          bytes += sizeOf(raw)
        }
        const last = slots.at(-1)?.seq
        if (last !== undefined && last < Math.min(to, lanes.end(author) ?? 0)) {
          return { entries, more: true }
        }
      }
      return { entries, more: false }
    },
    async putMarks(added) {
      // A full chat still takes marks, which empty it.
      if (marks.bytes >= limits.chatBytes) throw full(QUOTA_RETRY_MS.chat)
      if (usage.bytes >= MARKS_SHARE * limits.totalBytes) throw full(QUOTA_RETRY_MS.all)
      let refusal: ChatError | undefined
      for (const mark of added) {
        try {
          if (marks.put(mark)) unsavedMarks = [...unsavedMarks, mark]
        } catch (error) {
          if (!isChatError(error)) throw error
          refusal ??= error
        }
      }
      recount()
      const fresh = unsavedMarks
      if (fresh.length > 0) await store.append(chat, { marks: fresh })
      unsavedMarks = []
      if (refusal !== undefined) throw refusal
      return fresh
    },
    marks,
    async collect(authors = lanes.authors()) {
      for (const author of [...authors]) {
        const levels = new Map<EntryId, number>()
        const floor = lanes.giveUp(author, ({ seq, epoch }) => {
          const level = levels.get(epoch) ?? everybodyHas(author, epoch)
          levels.set(epoch, level)
          return seq <= level
        })
        if (floor !== undefined) log.raiseFloor(author, floor)
      }
      await tidy()
    },
    async expire() {
      const oldest = now() - limits.keptMs
      for (const author of lanes.authors()) {
        const floor = lanes.giveUp(author, ({ at }) => at < oldest)
        if (floor !== undefined) log.raiseFloor(author, floor)
      }
      await tidy()
    },
  }
}

function full(retryAfterMs: number): ChatError {
  return new ChatError('QUOTA', { retryAfterMs })
}

function sizeOf(raw: RawEntry): number {
  return raw.header.length + raw.body.length + (raw.signature?.length ?? 0)
}
