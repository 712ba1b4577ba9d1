import { entryId } from '../../crypto/entry.ts'
import type { Connection } from '../../net/connection.ts'
import type { RawEntry } from '../../protocol/entry.ts'
import type { EntryId } from '../../protocol/ids.ts'
import { readMailboxReply, type MailboxChat } from '../../protocol/mark.ts'
import type { Wrap } from '../../protocol/records.ts'
import { isChatError, ProtocolError } from '../../shared/errors.ts'
import { createLogger } from '../../shared/logger.ts'
import type { ActiveChat } from '../chats/active-chat.ts'
import { sealedEpochs } from '../chats/catch-up/sealed-epochs.ts'
import { createCourier, type Courier, type CourierOptions } from './courier.ts'
import type { Marks } from './marks.ts'

const log = createLogger('mailbox')
/** Chats that are compared with the tracker at a time. */
const AT_A_TIME = 8

/** What the tracker keeps for members who are away: brought there, and fetched from there. */
export interface Mailbox {
  /** Everything that one side has and the other lacks, in all chats, after a time apart. */
  catchUp(connection: Connection): Promise<void>
  /** The same for one chat; a refusal or a connection that breaks ends it quietly. */
  compare(active: ActiveChat, connection: Connection): Promise<void>
  /** Own entries were written. */
  written(active: ActiveChat, entries: readonly RawEntry[]): void
  /** Control entries of others came from elsewhere than the tracker. */
  passOn(active: ActiveChat, entries: readonly RawEntry[]): void
  /** The tracker handed entries over. */
  received(active: ActiveChat, entries: readonly RawEntry[]): void
  offer(active: ActiveChat, wraps: readonly Wrap[]): void
  /** Before anything else is asked of the tracker about a chat. Throws ChatError. */
  open(active: ActiveChat, connection: Connection): Promise<void>
  /** Brings what was only just written, and no more after that. */
  stop(): Promise<void>
}

export interface MailboxOptions extends CourierOptions {
  readonly marks: Marks
  chats(): Iterable<ActiveChat>
  /** The chat that the tracker told of; undefined when it cannot be opened here. */
  chatFor(listed: MailboxChat): Promise<ActiveChat | undefined>
  askForWraps(active: ActiveChat, epochs: readonly EntryId[]): Promise<void>
}

export function createMailbox(options: MailboxOptions): Mailbox {
  const couriers = new WeakMap<ActiveChat, Courier>()
  const all = new Set<Courier>()

  function courierOf(active: ActiveChat): Courier {
    const known = couriers.get(active)
    if (known !== undefined) return known
    const courier = createCourier(active, options)
    couriers.set(active, courier)
    all.add(courier)
    return courier
  }

  async function quietly(connection: Connection, task: () => Promise<void>): Promise<void> {
    try {
      await task()
    } catch (error) {
      if (error instanceof ProtocolError) connection.close(error.code)
      else if (!isChatError(error)) throw error
      else {
        log('tracker refused', { code: error.code })
        if (error.code.startsWith('DISK_')) options.onTrouble(error)
      }
    }
  }

  /** Undefined when the tracker keeps no mailbox. */
  async function readListing(
    connection: Connection,
  ): Promise<ReadonlyMap<string, MailboxChat> | undefined> {
    try {
      const { body } = await connection.request('mailbox.chats', {})
      return new Map(readMailboxReply(body).map((listed) => [listed.chat, listed]))
    } catch (error) {
      if (isChatError(error, 'UNSUPPORTED')) return undefined
      throw error
    }
  }

  async function bring(
    active: ActiveChat,
    connection: Connection,
    listed: MailboxChat | undefined,
  ): Promise<void> {
    const courier = courierOf(active)
    const isDm = active.record().kind === 'dm'
    if (isDm && listed === undefined) courier.assumeEmpty(connection)
    else if (listed?.heads === active.chat.log.ends(options.self)) courier.assumeSame(connection)
    else await courier.compare(connection)
    const sealed = await sealedEpochs(active.chat)
    if (sealed.length > 0) await options.askForWraps(active, sealed)
    const isRead = active.record().settled.read >= active.progress.end
    if (listed !== undefined && !isRead) await options.marks.fetch(active, connection)
    await options.marks.tell(active)
  }

  return {
    catchUp: (connection) =>
      quietly(connection, async () => {
        const listing = await readListing(connection)
        const known = new Set([...options.chats()].map(({ chat }) => chat.id))
        for (const listed of listing?.values() ?? []) {
          if (!known.has(listed.chat)) await options.chatFor(listed)
        }
        const waiting = [...options.chats()]
        const work = async (): Promise<void> => {
          for (let active = waiting.shift(); active !== undefined; active = waiting.shift()) {
            const one = active
            const listed = listing?.get(one.chat.id)
            await quietly(connection, () => bring(one, connection, listed))
          }
        }
        await Promise.all(Array.from({ length: AT_A_TIME }, work))
      }),
    compare: (active, connection) =>
      quietly(connection, () => courierOf(active).compare(connection)),
    written(active, entries) {
      const courier = courierOf(active)
      courier.written()
      if (active.record().kind === 'room' && entries.some(isControl)) courier.hurry()
    },
    passOn(active, entries) {
      if (active.record().kind === 'room' && entries.some(isControl)) courierOf(active).hurry()
    },
    received(active, entries) {
      const control = entries.filter(isControl)
      courierOf(active).received(control.map(({ header, body }) => entryId(header, body)))
    },
    offer: (active, wraps) => courierOf(active).offer(wraps),
    open: (active, connection) => courierOf(active).open(connection),
    async stop() {
      // Also of chats that were not compared with this tracker yet.
      for (const active of options.chats()) if (active.progress.waiting() > 0) courierOf(active)
      await Promise.all([...all].map((courier) => courier.stop()))
    },
  }
}

function isControl(entry: RawEntry): boolean {
  return entry.header.includes('"lane":"control"')
}
