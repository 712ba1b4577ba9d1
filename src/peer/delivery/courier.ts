import type { Connection } from '../../net/connection.ts'
import type { RawEntry } from '../../protocol/entry.ts'
import type { EntryId, Kid } from '../../protocol/ids.ts'
import type { Wrap } from '../../protocol/records.ts'
import { isChatError, withSubject, type ChatError } from '../../shared/errors.ts'
import type { ActiveChat } from '../chats/active-chat.ts'
import { FULL_MESH_MEMBERS } from '../links/neighbours.ts'
import { createShelf, type Shelf, type ShelfOptions } from './shelf.ts'

/** What all recipients acknowledge within this time never goes to the tracker. */
const LAZY_MS = 150
/** After such a silence the tracker is given the end of the own chain, whoever has it. */
const QUIET_MS = 2_000
const RETRY_MS = 5_000

/** When one chat goes to the tracker: control entries at once, own messages as soon as somebody is slow to take them. */
export interface Courier {
  /** Own messages were written. */
  written(): void
  /** There is something that the tracker is to have now: control entries. */
  hurry(): void
  offer(wraps: readonly Wrap[]): void
  received(ids: readonly EntryId[]): void
  /** Both sides have what the other had; what still has to go there follows by itself. Throws ChatError. */
  compare(connection: Connection): Promise<void>
  assumeEmpty(connection: Connection): void
  assumeSame(connection: Connection): void
  /** Lets the tracker know who the members of a DM are, once for each connection. Throws ChatError. */
  open(connection: Connection): Promise<void>
  /** Brings what was only just written, and no more after that. */
  stop(): Promise<void>
}

export interface CourierOptions extends Omit<ShelfOptions, 'onControlRefused'> {
  tracker(): Connection | undefined
  /** Somebody who is there, and not linked. */
  isUnlinked(kid: Kid): boolean
  now(): number
  onTrouble(error: unknown): void
}

export function createCourier(active: ActiveChat, options: CourierOptions): Courier {
  const { progress } = active
  let shelf: Shelf | undefined
  /** It does not take this chat at all. */
  let isRefused = false
  /** It takes no messages for a while. */
  let isFull = false
  let lazy: NodeJS.Timeout | undefined
  let quiet: NodeJS.Timeout | undefined
  let retry: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let next: { readonly upTo: number; readonly withEnd: boolean } | undefined
  let isStopped = false
  /** The tracker is to have the end of the own chain: this user's next machine asks there. */
  let isEndOwed = false

  function shelfAt(connection: Connection): Shelf {
    if (shelf?.connection !== connection) {
      shelf = createShelf(active, connection, { ...options, onControlRefused })
      isRefused = false
      isFull = false
    }
    return shelf
  }

  /** Whoever is in the room already hears that his own entry does not count at the tracker. */
  function onControlRefused(error: unknown, entries: readonly RawEntry[]): void {
    if (!isChatError(error) || isPassing(error) || error.code === 'UNSUPPORTED') return
    const isOwn = entries.some(({ header }) => header.includes(`"author":"${options.self}"`))
    if (isOwn) options.onTrouble(withSubject(error, active.record().name))
  }

  /** Resolves once it is done, also where it joins what is under way. */
  function run(upTo: number, withEnd: boolean): Promise<void> {
    if (running === undefined) {
      running = runAll(upTo, withEnd)
    } else {
      next = {
        upTo: Math.max(upTo, next?.upTo ?? 0),
        withEnd: withEnd || next?.withEnd === true,
      }
    }
    return running
  }

  async function runAll(upTo: number, withEnd: boolean): Promise<void> {
    try {
      await attempt(upTo, withEnd)
      for (let due = takeNext(); due !== undefined; due = takeNext()) {
        await attempt(due.upTo, due.withEnd)
      }
    } finally {
      running = undefined
    }
  }

  function takeNext(): typeof next {
    const due = next
    next = undefined
    return due
  }

  async function attempt(upTo: number, withEnd: boolean): Promise<void> {
    const connection = options.tracker()
    if (connection === undefined || isStopped) return
    const at = shelfAt(connection)
    if (isRefused) return
    try {
      if (isFull) await at.bring(0, false)
      else {
        await at.bring(upTo, withEnd)
        if (upTo > 0) active.setMailbox(null)
      }
    } catch (error) {
      if (!isChatError(error)) throw error
      if (error.code === 'QUOTA') waitForRoom(error.retryAfterMs ?? RETRY_MS)
      else if (error.code === 'TIMEOUT') tryAgainIn(RETRY_MS)
      else if (error.code.startsWith('DISK_')) options.onTrouble(error)
      else if (!isPassing(error)) isRefused = true
    }
  }

  function waitForRoom(retryAfterMs: number): void {
    isFull = true
    active.setMailbox({ code: 'QUOTA', retryAt: options.now() + retryAfterMs })
    tryAgainIn(retryAfterMs)
  }

  function tryAgainIn(delayMs: number): void {
    clearTimeout(retry)
    retry = setTimeout(() => {
      isFull = false
      start(progress.end, true)
    }, delayMs).unref()
  }

  function start(upTo: number, withEnd: boolean): void {
    run(upTo, withEnd).catch(options.onTrouble)
  }

  /** In a large room, where nobody is linked with everybody, news take the way by the neighbours first. */
  function isTrackerTheWay(): boolean {
    const recipients = active.recipients()
    return recipients.length < FULL_MESH_MEMBERS && recipients.some(options.isUnlinked)
  }

  /** What is written while the time runs gets time of its own. */
  function startLazily(): void {
    const due = progress.end
    lazy = setTimeout(() => {
      lazy = undefined
      start(due, false)
      if (progress.end > due) startLazily()
    }, LAZY_MS).unref()
  }

  return {
    written() {
      if (isTrackerTheWay()) start(progress.end, false)
      else if (lazy === undefined) startLazily()
      isEndOwed = true
      quiet ??= setTimeout(() => {
        isEndOwed = false
        start(progress.end, true)
      }, QUIET_MS).unref()
      quiet.refresh()
    },
    hurry: () => start(0, false),
    offer(wraps) {
      const connection = options.tracker()
      if (connection === undefined) return
      shelfAt(connection).offer(wraps)
      start(0, false)
    },
    received: (ids) => shelf?.received(ids),
    async compare(connection) {
      const at = shelfAt(connection)
      isRefused = false
      await at.compare()
      start(progress.end, true)
    },
    assumeEmpty(connection) {
      shelfAt(connection).assumeEmpty()
      start(progress.end, true)
    },
    assumeSame: (connection) => shelfAt(connection).assumeSame(),
    open: (connection) => shelfAt(connection).open(),
    async stop() {
      for (const timer of [lazy, quiet, retry]) clearTimeout(timer)
      try {
        if (isEndOwed || progress.waiting() > 0) await run(progress.end, true)
      } finally {
        isStopped = true
      }
    },
  }
}

const PASSING: ReadonlySet<string> = new Set([
  'QUOTA',
  'CONNECTION_LOST',
  'TIMEOUT',
  'CANCELLED',
  'TRACKER_UNREACHABLE',
])

/** A refusal that time or the next connection mends. */
function isPassing({ code }: ChatError): boolean {
  return PASSING.has(code)
}
