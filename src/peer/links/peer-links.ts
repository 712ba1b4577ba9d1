import type { Connection } from '../../net/connection.ts'
import type { Kid } from '../../protocol/ids.ts'
import type { Address } from '../../protocol/records.ts'
import { isChatError, type ChatError } from '../../shared/errors.ts'
import { createLogger } from '../../shared/logger.ts'

const log = createLogger('peer')
const FIRST_RETRY_MS = 1_000
const LAST_RETRY_MS = 60_000
/** The larger kid lets the smaller one dial first, so that most pairs connect once. */
const POLITE_DELAY_MS = 150
/** A direct link that takes longer is not waited for: the tracker carries one until it is there. */
const RELAY_AFTER_MS = 3_000
/** A relayed link that ended is not asked for anew at once: the other side may know better. */
const RELAY_LOST_FAILURES = 1

/**
 * The connections to other peers: at most one per user, kept up with those that are wanted. Where no direct one comes about, one
 * through the tracker does its work, and a direct one is tried again now and then.
 */
export interface PeerLinks {
  get(kid: Kid): Connection | undefined
  all(): Iterable<Connection>
  /** The link to somebody wanted, once it is up; undefined when it is not within `timeoutMs`. */
  reach(kid: Kid, timeoutMs: number): Promise<Connection | undefined>
  /** With whom to be connected; called again whenever that changes or somebody came online. */
  want(kids: ReadonlySet<Kid>): void
  /** A link that the other side opened, or the one that was dialled. */
  take(connection: Connection): void
  /** From now on whoever is wanted is dialled: everything that dialling needs is there. */
  start(): void
  close(): Promise<void>
}

export interface PeerLinksOptions {
  readonly self: Kid
  addressesOf(kid: Kid): Promise<readonly Address[]>
  dial(address: Address, kid: Kid, signal: AbortSignal): Promise<Connection>
  /** The way through the tracker. */
  relay(kid: Kid, signal: AbortSignal): Promise<Connection>
  onLink(connection: Connection): void
  onUnlink(kid: Kid): void
  /** This user's program cannot talk to ours; heard once. */
  onOtherVersion(kid: Kid): void
  onTrouble(error: unknown): void
}

interface Attempt {
  readonly abort: AbortController
  timer: NodeJS.Timeout | undefined
  failures: number
  /** The one try of the way through the tracker; why it failed. */
  relaying: Promise<ChatError | undefined> | undefined
}

export function createPeerLinks(options: PeerLinksOptions): PeerLinks {
  const links = new Map<Kid, Connection>()
  const attempts = new Map<Kid, Attempt>()
  const waiting = new Map<Kid, Set<(connection: Connection | undefined) => void>>()
  const otherVersions = new Set<Kid>()
  let wanted: ReadonlySet<Kid> = new Set()
  let isStarted = false
  let isClosed = false

  function take(connection: Connection): void {
    const { kid } = connection
    const old = links.get(kid)
    if (isClosed || (old !== undefined && !replaces(options.self, connection, old))) {
      connection.close('displaced')
      return
    }
    links.set(kid, connection)
    old?.close('displaced')
    if (connection.via === 'direct') giveUp(kid)
    else if (!attempts.has(kid)) schedule(kid, 1)
    connection.closed
      .then((reason) => {
        log('link closed', { reason, kid })
        if (links.get(kid) !== connection) return
        links.delete(kid)
        options.onUnlink(kid)
        schedule(kid, connection.via === 'direct' ? 0 : RELAY_LOST_FAILURES)
      })
      .catch(options.onTrouble)
    options.onLink(connection)
    for (const tell of waiting.get(kid) ?? []) tell(connection)
  }

  function giveUp(kid: Kid): void {
    const attempt = attempts.get(kid)
    if (attempt === undefined) return
    attempts.delete(kid)
    clearTimeout(attempt.timer)
    attempt.abort.abort()
  }

  function schedule(kid: Kid, failures: number, mostMs = LAST_RETRY_MS): void {
    if (!isStarted || isClosed || !wanted.has(kid) || links.get(kid)?.via === 'direct') return
    giveUp(kid)
    const attempt: Attempt = {
      abort: new AbortController(),
      timer: undefined,
      failures,
      relaying: undefined,
    }
    attempts.set(kid, attempt)
    attempt.timer = setTimeout(
      () => {
        tryOnce(kid, attempt).catch(options.onTrouble)
      },
      Math.min(mostMs, delayBefore(failures, options.self < kid)),
    )
    attempt.timer.unref()
  }

  async function tryOnce(kid: Kid, attempt: Attempt): Promise<void> {
    const late = setTimeout(() => {
      relay(kid, attempt).catch(options.onTrouble)
    }, RELAY_AFTER_MS).unref()
    try {
      await dialOnce(kid, attempt)
    } finally {
      clearTimeout(late)
    }
    if (attempts.get(kid) !== attempt) return
    const refusal = await relay(kid, attempt)
    if (attempts.get(kid) === attempt) schedule(kid, attempt.failures + 1, refusal?.retryAfterMs)
  }

  async function dialOnce(kid: Kid, attempt: Attempt): Promise<void> {
    for (const address of await options.addressesOf(kid)) {
      if (attempt.abort.signal.aborted) return
      try {
        take(await options.dial(address, kid, attempt.abort.signal))
        return
      } catch (error) {
        if (!isChatError(error)) throw error
        log('dial failed', { kid, code: error.code })
        noteVersion(kid, error)
      }
    }
  }

  function noteVersion(kid: Kid, { code }: ChatError): void {
    if (code !== 'VERSION_MISMATCH' || otherVersions.has(kid)) return
    otherVersions.add(kid)
    options.onOtherVersion(kid)
  }

  async function relay(kid: Kid, attempt: Attempt): Promise<ChatError | undefined> {
    if (links.has(kid) || attempt.abort.signal.aborted) return undefined
    attempt.relaying ??= relayOnce(kid, attempt.abort.signal)
    return attempt.relaying
  }

  async function relayOnce(kid: Kid, signal: AbortSignal): Promise<ChatError | undefined> {
    try {
      take(await options.relay(kid, signal))
      return undefined
    } catch (error) {
      if (!isChatError(error)) throw error
      log('no way through the tracker', { kid, code: error.code })
      noteVersion(kid, error)
      return error
    }
  }

  return {
    get: (kid) => links.get(kid),
    all: () => links.values(),
    reach: (kid, timeoutMs) =>
      new Promise((resolve) => {
        const tellers = waiting.get(kid) ?? new Set()
        waiting.set(kid, tellers)
        const timer = setTimeout(() => tell(undefined), timeoutMs).unref()
        tellers.add(tell)
        const open = links.get(kid)
        if (open !== undefined) tell(open)
        function tell(connection: Connection | undefined): void {
          clearTimeout(timer)
          tellers.delete(tell)
          if (tellers.size === 0 && waiting.get(kid) === tellers) waiting.delete(kid)
          resolve(connection)
        }
      }),
    want(kids) {
      const before = wanted
      wanted = new Set([...kids].filter((kid) => kid !== options.self))
      for (const kid of before) if (!wanted.has(kid)) giveUp(kid)
      for (const kid of wanted) if (!before.has(kid)) schedule(kid, 0)
    },
    take,
    start() {
      isStarted = true
      for (const kid of wanted) schedule(kid, 0)
    },
    async close() {
      isClosed = true
      for (const kid of [...attempts.keys()]) giveUp(kid)
      const open = [...links.values()]
      for (const link of open) link.close()
      await Promise.all(open.map((link) => link.closed))
    },
  }
}

/**
 * Of two links to one peer a direct one stays before one through the tracker. Of two of a kind the one dialled by the smaller kid stays, so that both sides keep the same; a newer one from the
 * same side replaces its predecessor, which that side must have lost.
 */
function replaces(self: Kid, fresh: Connection, old: Connection): boolean {
  if (fresh.via !== old.via) return fresh.via === 'direct'
  const isDialledBySmaller = (fresh.direction === 'out') === self < fresh.kid
  return fresh.direction === old.direction || isDialledBySmaller
}

function delayBefore(failures: number, dialsFirst: boolean): number {
  if (failures === 0) return dialsFirst ? 0 : POLITE_DELAY_MS
  const backoffMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1))
  return backoffMs * (0.75 + Math.random() / 2)
}
