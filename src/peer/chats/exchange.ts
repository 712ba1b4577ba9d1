import { setTimeout as sleep } from 'node:timers/promises'
import { entryId } from '../../crypto/entry.ts'
import type { Connection } from '../../net/connection.ts'
import type { RawEntry } from '../../protocol/entry.ts'
import type { ChatId, EntryId, Kid } from '../../protocol/ids.ts'
import { CHATS_PER_DIGEST, RANGES_PER_WANT, ROOM_MEMBERS_MAX } from '../../protocol/limits.ts'
import { decodeParts, encodeParts } from '../../protocol/parts.ts'
import { WrapSchema, type Wrap } from '../../protocol/records.ts'
import { encodeJson, parseStrictJson } from '../../protocol/strict-json.ts'
import { isChatError, ProtocolError } from '../../shared/errors.ts'
import { createLogger } from '../../shared/logger.ts'
import { planSpread } from '../links/spread-plan.ts'
import { createPushQueue, type PushQueue } from '../links/push-queue.ts'
import type { Mailbox } from '../delivery/mailbox.ts'
import { READERS_MAX, type Marks } from '../delivery/marks.ts'
import type { ActiveChat } from './active-chat.ts'
import type { Received } from './chat.ts'
import { heldOf, pullChat } from './catch-up/chat-sync.ts'
import { takeEntries, type TakingEntries } from './catch-up/take-entries.ts'
import { sealedEpochs } from './catch-up/sealed-epochs.ts'

const log = createLogger('sync')
const WRAPS_TIMEOUT_MS = 1_500
const TELL_TIMEOUT_MS = 2_000

/** How entries and wraps travel between this peer, its links and the tracker. */
export interface Exchange {
  /** A link came up: both sides find out what the other lacks. */
  onLink(connection: Connection): Promise<void>
  /** This peer and the tracker are brought to the same. */
  compareWithTracker(active: ActiveChat, connection: Connection): Promise<void>
  /** Takes entries in and passes news on to the members up to `until`. */
  receive(
    active: ActiveChat,
    entries: readonly RawEntry[],
    from: Connection,
    until: Kid,
  ): Promise<Received>
  /** Sends own entries to whoever is linked and belongs to the chat; the tracker gets what has to wait for somebody. */
  spread(active: ActiveChat, entries: readonly RawEntry[]): void
  /** Sends entries to these users and waits, for a moment, until those who can be reached have them. */
  tell(
    active: ActiveChat,
    entries: readonly RawEntry[],
    kids: readonly Kid[],
    timeoutMs?: number,
  ): Promise<void>
  /** Sends control entries to somebody who need not be a member any more, if he is linked. */
  tellNow(active: ActiveChat, entries: readonly RawEntry[], kid: Kid): void
  /** Resolves when the tracker has taken what was spread so far, or after a moment. */
  trackerTold(active: ActiveChat): Promise<void>
  offerWraps(active: ActiveChat, wraps: readonly Wrap[]): void
  askForWraps(active: ActiveChat, epochs: readonly EntryId[]): Promise<void>
  compare(active: ActiveChat, connection: Connection): Promise<void>
}

export interface ExchangeOptions extends TakingEntries {
  readonly self: Kid
  chats(): Iterable<ActiveChat>
  links(): Iterable<Connection>
  reach(kid: Kid, timeoutMs: number): Promise<Connection | undefined>
  tracker(): Connection | undefined
  readonly mailbox: Mailbox
  readonly marks: Marks
  onTrouble(error: unknown): void
}

export function createExchange(options: ExchangeOptions): Exchange {
  const queues = new WeakMap<Connection, Map<ChatId, PushQueue>>()
  const comparing = new WeakMap<Connection, Map<ChatId, Promise<void>>>()

  function queueTo(connection: Connection, active: ActiveChat): PushQueue {
    return memo(queues, connection, active.chat.id, () =>
      createPushQueue(connection, active.chat.id, {
        onAcknowledged({ held, complete }, entries) {
          if (complete) active.governance.learned(connection.kid, controlIds(entries))
          for (const { author, seq } of held) {
            if (author === options.self) active.progress.delivered(connection.kid, seq)
          }
        },
        onIncomplete(error) {
          log('push failed', { code: isChatError(error) ? error.code : 'too much' })
          if (error !== undefined && !isChatError(error)) options.onTrouble(error)
        },
      }),
    )
  }

  function membersLinked(active: ActiveChat): readonly Connection[] {
    const { members } = active.chat.log.view()
    return [...options.links()].filter((link) => members.has(link.kid))
  }

  function spread(active: ActiveChat, entries: readonly RawEntry[], until: Kid): void {
    const links = new Map(membersLinked(active).map((link) => [link.kid, link]))
    for (const step of planSpread(options.self, until, links.keys())) {
      const link = links.get(step.kid)
      if (link !== undefined) queueTo(link, active).push(entries, step.until)
    }
  }

  /** One comparison of a chat with one neighbour at a time; who comes meanwhile shares it. */
  function compare(active: ActiveChat, connection: Connection): Promise<void> {
    return memo(comparing, connection, active.chat.id, () =>
      quietly(connection, async () => {
        const heads = await pullChat(active, connection, options)
        active.progress.delivered(connection.kid, heldOf(heads, options.self))
        active.governance.learned(connection.kid, heads.control)
        acknowledge(active, connection)
      }).finally(() => comparing.get(connection)?.delete(active.chat.id)),
    )
  }

  /** What came by a pull, or by somebody else, has no reply that could tell its author. */
  function acknowledge(active: ActiveChat, author: Connection): void {
    const seq = active.chat.log.chain(author.kid)?.seq
    if (seq !== undefined) author.notify('held', { chat: active.chat.id, seq })
  }

  /** A link that breaks or a refusal ends the exchange with that neighbour; the next digest begins it anew. */
  async function quietly(connection: Connection, task: () => Promise<void>): Promise<void> {
    try {
      await task()
    } catch (error) {
      if (error instanceof ProtocolError) {
        connection.close(error.code)
        return
      }
      if (!isChatError(error)) throw error
      log('exchange ended', { code: error.code })
      if (error.code.startsWith('DISK_')) options.onTrouble(error)
    }
  }

  /** What each has read of the other's, where it was not told yet. */
  async function exchangeMarks(active: ActiveChat, connection: Connection): Promise<void> {
    if (active.recipients().length >= READERS_MAX) return
    await options.marks.tell(active)
    if (active.progress.isUnreadBy(connection.kid)) await options.marks.fetch(active, connection)
  }

  async function readWraps(
    active: ActiveChat,
    connection: Connection,
    epochs: readonly EntryId[],
  ): Promise<void> {
    const { body } = await connection.request(
      'wraps.get',
      { chat: active.chat.id, epochs: [...epochs].slice(-RANGES_PER_WANT) },
      { timeoutMs: WRAPS_TIMEOUT_MS },
    )
    const parts = decodeParts(body, ROOM_MEMBERS_MAX)
    await active.chat.receiveWraps(parts.map((part) => parseStrictJson(WrapSchema, part)))
  }

  return {
    async onLink(connection) {
      const shared = [...options.chats()].filter((active) =>
        active.chat.log.view().members.has(connection.kid),
      )
      for (let at = 0; at < shared.length; at += CHATS_PER_DIGEST) {
        const some = shared.slice(at, at + CHATS_PER_DIGEST)
        await quietly(connection, async () => {
          const digests = some.map((active) => active.chat.log.digest(connection.kid))
          const { result } = await connection.request('sync.digest', { digests })
          for (const active of some) {
            if (result.different.includes(active.chat.id)) await compare(active, connection)
            else {
              active.progress.delivered(connection.kid, active.progress.end)
              active.governance.learned(connection.kid, active.chat.log.controlTip().deps)
              active.search.exhausted(connection)
            }
            const sealed = await sealedEpochs(active.chat)
            if (sealed.length > 0) await readWraps(active, connection, sealed)
            await exchangeMarks(active, connection)
          }
        })
      }
    },
    compareWithTracker: (active, connection) => options.mailbox.compare(active, connection),
    async receive(active, entries, from, until) {
      const passOn = (news: readonly RawEntry[]): void => {
        if (until !== options.self) spread(active, news, until)
        if (from !== options.tracker()) options.mailbox.passOn(active, news)
      }
      if (from === options.tracker()) options.mailbox.received(active, entries)
      const received = await takeEntries(active, entries, from, options, passOn)
      for (const link of membersLinked(active)) {
        if (link !== from && received.authors.has(link.kid)) acknowledge(active, link)
      }
      if (received.complete) return received
      if (from === options.tracker()) options.mailbox.compare(active, from).catch(options.onTrouble)
      else compare(active, from).catch(options.onTrouble)
      return received
    },
    spread(active, entries) {
      spread(active, entries, options.self)
      options.mailbox.written(active, entries)
    },
    async tell(active, entries, kids, timeoutMs = TELL_TIMEOUT_MS) {
      const told = kids.map(async (kid) => {
        const link = await options.reach(kid, timeoutMs)
        if (link === undefined) return
        const queue = queueTo(link, active)
        queue.push(entries, kid)
        await queue.flushed()
      })
      await Promise.race([Promise.all(told), sleep(timeoutMs, undefined, { ref: false })])
    },
    tellNow(active, entries, kid) {
      const link = [...options.links()].find((one) => one.kid === kid)
      if (link !== undefined) queueTo(link, active).push(entries, kid)
    },
    async trackerTold(active) {
      const tracker = options.tracker()
      if (tracker === undefined) return
      const told = options.mailbox.compare(active, tracker)
      await Promise.race([told, sleep(TELL_TIMEOUT_MS, undefined, { ref: false })])
    },
    offerWraps(active, wraps) {
      options.mailbox.offer(active, wraps)
      for (const connection of membersLinked(active)) {
        const fitting = wraps.filter((wrap) => wrap.to === connection.kid)
        if (fitting.length === 0) continue
        const body = encodeParts(fitting.map(encodeJson))
        quietly(connection, async () => {
          await connection.request('wraps.put', { chat: active.chat.id }, { body })
        }).catch(options.onTrouble)
      }
    },
    async askForWraps(active, epochs) {
      const tracker = options.tracker()
      const sources = [...membersLinked(active).slice(0, 3), ...(tracker ? [tracker] : [])]
      await Promise.all(
        sources.map((connection) =>
          quietly(connection, async () => {
            if (connection === tracker) await options.mailbox.open(active, connection)
            await readWraps(active, connection, epochs)
          }),
        ),
      )
    },
    compare,
  }
}

function controlIds(entries: readonly RawEntry[]): readonly EntryId[] {
  const controls = entries.filter(({ header }) => header.includes('"lane":"control"'))
  return controls.map(({ header, body }) => entryId(header, body))
}

function memo<V>(
  maps: WeakMap<Connection, Map<ChatId, V>>,
  connection: Connection,
  chat: ChatId,
  create: () => V,
): V {
  const map = maps.get(connection) ?? new Map<ChatId, V>()
  maps.set(connection, map)
  const known = map.get(chat)
  if (known !== undefined) return known
  const value = create()
  map.set(chat, value)
  return value
}
