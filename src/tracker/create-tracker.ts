import { judgeCertificate } from '../crypto/certificate.ts'
import { formatFingerprint, fingerprintWords } from '../crypto/fingerprint.ts'
import { kidOf, spkiOf } from '../crypto/keys.ts'
import type { Connection } from '../net/connection.ts'
import type { GateOptions } from '../net/gate.ts'
import { listen, type Listener } from '../net/listen.ts'
import type { Hello } from '../protocol/wire/hello.ts'
import type { TrackerId } from '../protocol/ids.ts'
import { VERSION } from '../protocol/limits.ts'
import type { Disk } from '../store/disk/disk.ts'
import { openTrackerStore, type TrackerStore } from '../store/tracker-store.ts'
import { bindMethods } from './bind-methods.ts'
import { MAILBOX_LIMITS, type MailboxLimits } from './mailbox/mailbox-limits.ts'
import { startSweeper } from './mailbox/sweeper.ts'
import { openContext } from './open-context.ts'
import { quietLog } from './quiet-log.ts'
import type { TrackerContext } from './tracker-context.ts'
import type { TrackerEvent } from './tracker-event.ts'
import { RELAY_LIMITS, type RelayLimits } from './relay/relay-limits.ts'
import { provideTrackerKeys } from './tracker-keys.ts'

export interface TrackerOptions {
  /** '': every interface. */
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  readonly dataDir: string
  /** What people call it; stands in its certificate. */
  readonly name: string
  readonly gate?: GateOptions
  readonly log: (event: TrackerEvent) => void
  /** Milliseconds; another clock for tests. */
  readonly now?: () => number
  /** What is kept for people who are away, where it is not the usual. */
  readonly mailbox?: Partial<MailboxLimits>
  /** What is carried between users who cannot reach each other, where it is not the usual. */
  readonly relay?: Partial<RelayLimits>
  /** Another disk for tests. */
  readonly disk?: Disk
}

export interface Tracker {
  readonly host: string
  readonly port: number
  readonly trackerId: TrackerId
  /** The fingerprint as words and in full, to compare with what a peer shows. */
  readonly words: string
  readonly fingerprint: string
  stats(): TrackerStats
  /** Ends all connections and leaves everything on disk. Idempotent. */
  close(): Promise<void>
}

export interface TrackerStats {
  readonly connections: number
  readonly online: number
  readonly users: number
  readonly rooms: number
}

/**
 * Starts a tracker: its keys on first run, its users and rooms from disk, then it listens. Throws ChatError PORT_IN_USE,
 * ADDRESS_UNAVAILABLE, PROFILE_IN_USE, PROFILE_DAMAGED and the disk's.
 */
export async function createTracker(options: TrackerOptions): Promise<Tracker> {
  const { now = Date.now, name } = options
  const log = quietLog(options.log)
  const store = await openTrackerStore({
    dataDir: options.dataDir,
    disk: options.disk,
    onDamaged: ({ path, reason }) => log({ type: 'damaged', path, reason }),
  })
  const { context, listener } = await start(store, { ...options, now, log }).catch(
    async (error: unknown) => {
      await store.close()
      throw error
    },
  )
  const { trackerId, accounts, rooms, sessions, watchers } = context
  const { host, port } = listener
  const words = fingerprintWords(trackerId)
  const fingerprint = formatFingerprint(trackerId)
  const counts = { users: accounts.count, rooms: rooms.list.size }
  const sweeper = startSweeper(context)
  log({ type: 'started', name, host, port, fingerprint, words, ...counts })

  async function close(): Promise<void> {
    // First, so that nobody is told that others left: it is the tracker that goes.
    watchers.stop()
    context.governance.inactivity.stop()
    sessions.stop()
    await listener.close()
    try {
      await sweeper.stop()
      await flushAll(context)
    } finally {
      await store.close()
      log({ type: 'stopped' })
    }
  }

  let closing: Promise<void> | undefined
  return {
    host,
    port,
    trackerId,
    words,
    fingerprint,
    stats: () => ({
      connections: sessions.connectionCount,
      online: watchers.onlineCount,
      users: accounts.count,
      rooms: rooms.list.size,
    }),
    close() {
      closing ??= close()
      return closing
    },
  }
}

async function start(
  store: TrackerStore,
  options: TrackerOptions & Pick<TrackerContext, 'now' | 'log'>,
): Promise<{ context: TrackerContext; listener: Listener }> {
  const keys = await provideTrackerKeys(store, options.name)
  const { now, log } = options
  const limits = { ...MAILBOX_LIMITS, ...options.mailbox }
  const context = openContext(store, {
    keys,
    now,
    log,
    limits,
    relay: { ...RELAY_LIMITS, ...options.relay },
  })
  return { context, listener: await startListening(context, options) }
}

async function startListening(
  tracker: TrackerContext,
  { host, port, gate }: TrackerOptions,
): Promise<Listener> {
  const { keys, now, sessions } = tracker
  const trackerSpki = spkiOf(keys.publicKey)
  const kid = kidOf(trackerSpki)
  const { trackerId } = tracker

  function hello(): Hello {
    const { head } = tracker.directory
    const caps = {}
    return {
      kind: 'hello',
      versions: [VERSION],
      kid,
      username: null,
      trackerId,
      directory: head,
      caps,
    }
  }

  return listen({
    ...(host === '' ? {} : { host }),
    port,
    key: keys.privateKey,
    certificate: keys.certificate,
    ...(gate === undefined ? {} : { gate }),
    hello,
    judge: (certificate) => void judgeCertificate(certificate, { trackerSpki, now: now() }),
    handlers: bindMethods(tracker),
    onConnection(connection) {
      sessions.open(connection)
      void connection.closed.then(() => leave(connection, tracker))
    },
  })
}

/** Writes what disk errors left behind. */
async function flushAll({ rooms, dms }: TrackerContext): Promise<void> {
  await Promise.all([...rooms.all(), ...dms.all()].map((room) => room.flush()))
}

/** Whoever's connection drops is offline at once. */
function leave(connection: Connection, tracker: TrackerContext): void {
  const { sessions, watchers, feed, markFeed, dms, relay, shares, log } = tracker
  for (const part of [watchers, feed, markFeed, dms, relay]) part.forget(connection)
  const session = sessions.close(connection)
  if (session === undefined) return
  shares.forget(connection.kid)
  watchers.go(connection.kid)
  tracker.governance.inactivity.went(connection.kid)
  log({ type: 'left', username: session.username, why: 'gone' })
}
