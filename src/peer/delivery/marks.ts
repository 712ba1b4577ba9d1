import type { Identity } from '../../crypto/identity.ts'
import type { PublicKey } from '../../crypto/keys.ts'
import { signMark, verifyMark } from '../../crypto/marks/mark.ts'
import { openRead, sealRead } from '../../crypto/marks/read-seal.ts'
import type { Connection, Reply } from '../../net/connection.ts'
import type { Kid } from '../../protocol/ids.ts'
import { readMarksReply, type Level, type Mark } from '../../protocol/mark.ts'
import { encodeParts } from '../../protocol/parts.ts'
import { encodeJson } from '../../protocol/strict-json.ts'
import { compareText } from '../../shared/bytes.ts'
import { isChatError } from '../../shared/errors.ts'
import type { ActiveChat } from '../chats/active-chat.ts'

/** In larger chats nobody is told who has read what. */
export const READERS_MAX = 50
const SOON_MS = 200
/** An author who is linked has heard it already; the tracker only needs it to clear its shelves. */
const LATER_MS = 5_000

/** Receipts that travel: what this user has told the authors of what he holds and has read, and what others tell him. */
export interface Marks {
  /** There is something to tell; `isUrgent` when somebody is waiting for it. */
  note(active: ActiveChat, isUrgent: boolean): void
  /** Tells everything that was not told yet, as far as somebody can be reached. Throws ChatError. */
  tell(active: ActiveChat): Promise<void>
  /** Believes what is signed by a member. */
  take(active: ActiveChat, marks: readonly Mark[]): Promise<void>
  /** What this user's mark for `author` says now; undefined when he has none of his messages. */
  markFor(active: ActiveChat, author: Kid): Promise<Mark | undefined>
  /** Reads the marks that tell of this user's messages. Throws ChatError. */
  fetch(active: ActiveChat, connection: Connection): Promise<void>
  /** Tells what was only just learned, and no more after that. */
  stop(): Promise<void>
}

export interface MarksOptions {
  readonly identity: Identity
  keyOf(kid: Kid): PublicKey | undefined
  refreshDirectory(): Promise<void>
  link(kid: Kid): Connection | undefined
  tracker(): Connection | undefined
  /** The tracker has to know the members of a DM before it takes marks. Throws ChatError. */
  openAtTracker(active: ActiveChat, connection: Connection): Promise<void>
  tellsReading(): boolean
  onTrouble(error: unknown): void
}

export function createMarks(options: MarksOptions): Marks {
  const self = options.identity.kid
  const soon = new Map<ActiveChat, NodeJS.Timeout>()
  const later = new Map<ActiveChat, NodeJS.Timeout>()
  /** Chats of which the tracker at the other end of a connection was given everything once. */
  const toldWhole = new WeakMap<Connection, Set<ActiveChat>>()
  let isStopped = false

  function schedule(
    timers: Map<ActiveChat, NodeJS.Timeout>,
    active: ActiveChat,
    delayMs: number,
  ): void {
    if (timers.has(active) || isStopped) return
    const timer = setTimeout(() => {
      timers.delete(active)
      void quietly(() => tell(active))
    }, delayMs)
    timers.set(active, timer.unref())
  }

  async function quietly(task: () => Promise<void>): Promise<void> {
    try {
      await task()
    } catch (error) {
      // What could not be told is told at the next occasion.
      if (!isChatError(error) || error.code.startsWith('DISK_')) options.onTrouble(error)
    }
  }

  /** Authors with what of them is on this disk, sorted. */
  function holdings(active: ActiveChat): readonly Level[] {
    const levels: Level[] = []
    for (const [author, { seq }] of active.chat.log.chains()) {
      if (author !== self && seq > 0) levels.push({ author, seq })
    }
    return levels.sort((a, b) => compareText(a.author, b.author))
  }

  function isNews(active: ActiveChat, { author, seq }: Level): boolean {
    const { told } = active.record()
    return seq > (told.held[author] ?? 0) || hasReadNews(active, author)
  }

  function hasReadNews(active: ActiveChat, author: Kid): boolean {
    const { told, reading } = active.record()
    return tellsReading(active) && (reading[author] ?? 0) > (told.read[author] ?? 0)
  }

  function tellsReading(active: ActiveChat): boolean {
    return options.tellsReading() && active.recipients().length < READERS_MAX
  }

  function makeMark(active: ActiveChat, held: readonly Level[]): Promise<Mark> {
    const read = tellsReading(active) ? readLevels(active, held) : null
    return signMark(options.identity, { chat: active.chat.id, held: [...held], read })
  }

  function readLevels(active: ActiveChat, held: readonly Level[]): Mark['read'] {
    const { reading } = active.record()
    const levels = held.flatMap(({ author, seq }): [Kid, number][] => {
      const read = Math.min(reading[author] ?? 0, seq)
      return read > 0 ? [[author, read]] : []
    })
    const sealing = sealingOf(active)
    if (levels.length === 0 || sealing === undefined) return null
    return sealRead({ chat: active.chat.id, by: self, ...sealing }, levels)
  }

  async function tell(active: ActiveChat): Promise<void> {
    const all = holdings(active)
    const news = all.filter((level) => isNews(active, level))
    if (news.length === 0) return
    await active.chat.flush()
    const readers = news.filter(({ author }) => hasReadNews(active, author))
    const linked = readers.flatMap(({ author }) => options.link(author) ?? [])
    const tracker = options.tracker()
    if (linked.length > 0) {
      const mark = await makeMark(active, news)
      await Promise.all(linked.map((link) => tellDirectly(active, link, mark)))
    }
    if (tracker !== undefined) await tellTracker(active, tracker, all, news)
  }

  async function tellDirectly(active: ActiveChat, link: Connection, mark: Mark): Promise<void> {
    const { reading } = active.record()
    await put(active, link, mark)
    const { told } = active.record()
    const read = { ...told.read, [link.kid]: reading[link.kid] ?? 0 }
    active.markTold({ ...told, read })
  }

  async function tellTracker(
    active: ActiveChat,
    tracker: Connection,
    all: readonly Level[],
    news: readonly Level[],
  ): Promise<void> {
    const whole = toldWhole.get(tracker) ?? new Set()
    toldWhole.set(tracker, whole)
    const levels = whole.has(active) ? news : all
    const { reading } = active.record()
    const mark = await makeMark(active, levels)
    await options.openAtTracker(active, tracker)
    try {
      await put(active, tracker, mark)
    } catch (error) {
      whole.delete(active)
      throw error
    }
    whole.add(active)
    const { told } = active.record()
    const held = { ...told.held }
    const read = { ...told.read }
    for (const { author, seq } of levels) {
      held[author] = seq
      if (mark.read !== null) read[author] = reading[author] ?? 0
    }
    active.markTold({ held, read })
  }

  async function put(active: ActiveChat, connection: Connection, mark: Mark): Promise<void> {
    const body = encodeParts([encodeJson(mark)])
    await connection.request('marks.put', { chat: active.chat.id }, { body })
  }

  async function isGenuine(active: ActiveChat, mark: Mark): Promise<boolean> {
    const { chat } = active
    if (mark.chat !== chat.id || mark.by === self) return false
    if (!chat.log.view().members.has(mark.by)) return false
    if (options.keyOf(mark.by) === undefined) await options.refreshDirectory()
    const key = options.keyOf(mark.by)
    return key !== undefined && (await verifyMark(mark, key))
  }

  function readBy(active: ActiveChat, { by, read }: Mark): number {
    if (read === null) return 0
    const { chat } = active
    const secret = chat.secretOf(read.epoch)
    const isIn = chat.log.view().epochs.get(read.epoch)?.members.has(by) === true
    if (secret === undefined || !isIn) return 0
    const levels = openRead({ chat: chat.id, by, epoch: read.epoch, secret }, read.box)
    return levels?.find(([author]) => author === self)?.[1] ?? 0
  }

  async function take(active: ActiveChat, marks: readonly Mark[]): Promise<void> {
    for (const mark of marks) {
      const held = mark.held.find(({ author }) => author === self)?.seq
      if (held === undefined || !(await isGenuine(active, mark))) continue
      active.progress.delivered(mark.by, held)
      active.progress.read(mark.by, Math.min(held, readBy(active, mark)))
    }
  }

  return {
    note: (active, isUrgent) =>
      isUrgent ? schedule(soon, active, SOON_MS) : schedule(later, active, LATER_MS),
    tell,
    take,
    async markFor(active, author) {
      const level = holdings(active).find((one) => one.author === author)
      if (level === undefined) return undefined
      await active.chat.flush()
      return makeMark(active, [level])
    },
    async fetch(active, connection) {
      let after: Kid | null = null
      do {
        const reply: Reply<'marks.get'> = await connection.request('marks.get', {
          chat: active.chat.id,
          after,
        })
        await take(active, readMarksReply(reply.body))
        after = after === reply.result.next ? null : reply.result.next
      } while (after !== null)
    },
    async stop() {
      isStopped = true
      for (const timer of [...soon.values(), ...later.values()]) clearTimeout(timer)
      await Promise.all([...soon.keys()].map((active) => quietly(() => tell(active))))
    },
  }
}

/** The epoch that everybody who wrote lately belongs to: the present one, else the newest one at hand. */
function sealingOf({
  chat,
}: ActiveChat): { readonly epoch: EpochId; readonly secret: Buffer } | undefined {
  const { currentEpoch, epochs } = chat.log.view()
  const newest = [...epochs.values()].toSorted((a, b) => b.clock - a.clock).map(({ id }) => id)
  for (const epoch of currentEpoch === undefined ? newest : [currentEpoch, ...newest]) {
    const secret = chat.secretOf(epoch)
    if (secret !== undefined) return { epoch, secret }
  }
  return undefined
}

type EpochId = NonNullable<Mark['read']>['epoch']
