import type { Connection } from '../../net/connection.ts'
import { encodeEntries, type RawEntry } from '../../protocol/entry.ts'
import type { EntryId, Kid } from '../../protocol/ids.ts'
import { BATCH_BYTES } from '../../protocol/limits.ts'
import { encodeParts } from '../../protocol/parts.ts'
import type { Wrap, WrapKeyRecord } from '../../protocol/records.ts'
import { encodeJson } from '../../protocol/strict-json.ts'
import type { ChainHead, Heads } from '../../protocol/sync.ts'
import { isChatError } from '../../shared/errors.ts'
import type { ActiveChat } from '../chats/active-chat.ts'
import { heldOf, pullChat } from '../chats/catch-up/chat-sync.ts'
import type { TakingEntries } from '../chats/catch-up/take-entries.ts'
import { readRuns } from '../chats/catch-up/serve-chat.ts'
import { batchesOf } from '../links/push-queue.ts'

/** Messages of others that are brought to the tracker for somebody who vanished: what he had no time to bring himself. */
const OTHERS_MAX = 128

/** What the tracker has of one chat, as far as is known over one connection. Every step throws ChatError when it is refused. */
export interface Shelf {
  readonly connection: Connection
  /** Lets the tracker know who the members of a DM are. */
  open(): Promise<void>
  /** Fetches what is missing here, and finds out what is missing there. */
  compare(): Promise<void>
  /** The tracker has nothing of this chat, as it says itself. */
  assumeEmpty(): void
  /** It has exactly what is here, as it says itself. */
  assumeSame(): void
  /** Control entries that the tracker handed over: it need not be given them. */
  received(ids: readonly EntryId[]): void
  /** Brings what is missing there: all control entries, own messages up to `upTo` that somebody lacks, and the chain's end. */
  bring(upTo: number, withEnd: boolean): Promise<void>
  /** Wraps of a new epoch, which go behind its entry. */
  offer(wraps: readonly Wrap[]): void
}

export interface ShelfOptions extends TakingEntries {
  readonly self: Kid
  wrapKeysOf(kids: readonly Kid[]): Promise<readonly WrapKeyRecord[]>
  /** The tracker does not take control entries. */
  onControlRefused(error: unknown, entries: readonly RawEntry[]): void
}

export function createShelf(
  active: ActiveChat,
  connection: Connection,
  options: ShelfOptions,
): Shelf {
  const { chat, progress } = active
  const { self } = options
  const isDm = active.record().kind === 'dm'
  const wrapped = new Set<string>()
  let wraps: readonly Wrap[] = []
  let isOpen = false
  /** Control entries whose pasts it has; undefined until both were compared. */
  let have: readonly EntryId[] | undefined
  /** Up to where it has the own chain. */
  let own = 0

  async function open(): Promise<void> {
    const [other] = active.recipients()
    if (!isDm || isOpen || other === undefined) return
    await connection.request('dm.open', { chat: chat.id, with: other })
    isOpen = true
  }

  async function compare(): Promise<void> {
    await open()
    let heads: Heads
    try {
      heads = await pullChat(active, connection, options)
    } catch (error) {
      if (!isChatError(error) || !NOT_KEPT.has(error.code)) throw error
      have = []
      own = 0
      return
    }
    have = heads.control
    own = heldOf(heads, self)
    progress.stored(own)
    if (!isDm) for (const head of heads.chains) await bringOf(head)
  }

  /** Only where it continues what is there: nobody but its author may begin a chain anew. */
  async function bringOf({ author, seq }: ChainHead): Promise<void> {
    const chain = chat.log.chain(author)
    if (author === self || chain === undefined || chain.forkedAt !== undefined) return
    if (chain.seq <= seq || chain.floor > seq + 1 || chain.seq > seq + OTHERS_MAX) return
    const range = { author, from: seq + 1, to: chain.seq }
    await push(await readRuns(chat, range, BATCH_BYTES), [])
  }

  async function push(entries: readonly RawEntry[], lacking: readonly Kid[]): Promise<void> {
    for (const batch of batchesOf(entries)) {
      const { result } = await connection.request(
        'entries.push',
        { chat: chat.id, until: connection.kid, lacking: [...lacking] },
        { body: encodeEntries(batch) },
      )
      for (const { author, seq } of result.held) {
        if (author !== self) continue
        own = seq
        progress.stored(seq)
      }
      // Something is missing there: what that is comes out the next time.
      if (!result.complete) have = undefined
    }
  }

  async function bringControl(): Promise<void> {
    const news = chat.log.controlsAfter(have ?? [])
    const { control } = chat.log.heads(null)
    try {
      if (news.length > 0) await push(news, [])
    } catch (error) {
      options.onControlRefused(error, news)
      throw error
    }
    if (have !== undefined) have = control
    const waiting = wraps
    wraps = []
    await putWraps(waiting)
  }

  async function putWraps(some: readonly Wrap[]): Promise<void> {
    const fresh = some.filter(({ epoch, to }) => !wrapped.has(epoch + to))
    if (fresh.length === 0) return
    const body = encodeParts(fresh.map(encodeJson))
    await connection.request('wraps.put', { chat: chat.id }, { body })
    for (const { epoch, to } of fresh) wrapped.add(epoch + to)
  }

  /** Whoever lacks a message may lack the key to it as well: its author may have stopped between the two. */
  async function wrapFor(kids: readonly Kid[], from: number): Promise<void> {
    const epochs = progress.epochsFrom(from)
    const without = kids.filter((kid) => epochs.some((epoch) => !wrapped.has(epoch + kid)))
    if (without.length === 0) return
    const keys = await options.wrapKeysOf(without)
    await putWraps(keys.flatMap((key) => chat.wrapsFor(key, epochs)))
  }

  async function bringMessages(upTo: number): Promise<void> {
    for (;;) {
      const lacking = progress.lacking()
      if (lacking === undefined) return
      const from = Math.max(own + 1, lacking.from)
      if (from > Math.min(upTo, progress.end)) return
      const entries = await readRuns(chat, { author: self, from, to: upTo }, BATCH_BYTES)
      if (entries.length === 0) return
      await wrapFor([...lacking.kids, self], from)
      await push(entries, lacking.kids)
      if (own < from) return
    }
  }

  /** One signed message proves how long the chain is. */
  async function bringEnd(): Promise<void> {
    const { end } = progress
    if (end === 0 || own >= end) return
    await push(await chat.history.readChain(self, end, end, BATCH_BYTES), [])
  }

  return {
    connection,
    open,
    compare,
    assumeEmpty() {
      have = []
      own = 0
      active.search.exhausted(connection)
    },
    assumeSame() {
      have = chat.log.heads(null).control
      own = progress.end
      progress.stored(own)
      active.search.exhausted(connection)
    },
    received(ids) {
      if (have !== undefined) have = [...have, ...ids]
    },
    async bring(upTo, withEnd) {
      if (have === undefined) await compare()
      const from = progress.lacking()?.from ?? Infinity
      const hasMessages = Math.max(own + 1, from) <= upTo || (withEnd && own < progress.end)
      // Of a DM nothing is kept that nobody waits for.
      if (isDm && !hasMessages) return
      await open()
      await bringControl()
      await bringMessages(upTo)
      if (withEnd) await bringEnd()
    },
    offer(offered) {
      wraps = [...wraps, ...offered]
    },
  }
}

/** The tracker has no such chat; it may take it. */
const NOT_KEPT: ReadonlySet<string> = new Set(['UNKNOWN_ROOM', 'NOT_A_MEMBER', 'UNSUPPORTED'])
