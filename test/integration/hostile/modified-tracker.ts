import { judgeCertificate } from '../../../src/crypto/certificate.ts'
import { identityFromKey, type Identity } from '../../../src/crypto/identity.ts'
import { kidOf, spkiOf } from '../../../src/crypto/keys.ts'
import type { Connection, Handlers } from '../../../src/net/connection.ts'
import { listen } from '../../../src/net/listen.ts'
import { encodeEntries, type RawEntry } from '../../../src/protocol/entry.ts'
import type { ChatId, Kid } from '../../../src/protocol/ids.ts'
import { VERSION } from '../../../src/protocol/limits.ts'
import { openTrackerStore } from '../../../src/store/tracker-store.ts'
import { bindMethods } from '../../../src/tracker/bind-methods.ts'
import type { Tracker, TrackerOptions } from '../../../src/tracker/create-tracker.ts'
import { MAILBOX_LIMITS } from '../../../src/tracker/mailbox/mailbox-limits.ts'
import { openContext } from '../../../src/tracker/open-context.ts'
import { RELAY_LIMITS } from '../../../src/tracker/relay/relay-limits.ts'
import type { TrackerContext } from '../../../src/tracker/tracker-context.ts'
import { provideTrackerKeys } from '../../../src/tracker/tracker-keys.ts'
import { openNetwork, type Network, type TestPeer } from '../../helpers/network.ts'
import type { Parent, Written } from '../tracker/room-author.ts'

/** A tracker made of the real one's parts, whose owner answers as he likes, has its key and all that it holds. */
export interface ModifiedTracker {
  /** What it answers in place of the honest answers; looked up at each request. */
  readonly lies: { -readonly [M in keyof Handlers['methods']]?: Handlers['methods'][M] }
  /** The honest answers. */
  honest(): Required<Handlers['methods']>
  context(): TrackerContext
  /** Its key as if it were a user's. */
  identity(): Identity
  /** The id of the room of this name. */
  room(name: string): ChatId
  /** What nothing in the room builds on yet. */
  tip(chat: ChatId): readonly Parent[]
  /** Puts an entry among its own, and tells nobody. */
  keep(chat: ChatId, entry: Written): Promise<void>
  /** Hands entries to somebody who is logged in; false when his program refuses them. */
  push(to: Kid, chat: ChatId, entries: readonly RawEntry[]): Promise<boolean>
  /** The connection of somebody who is logged in. */
  connectionOf(kid: Kid): Connection | undefined
}

/** Peers of a modified tracker, registered and online. */
export async function deceive(
  ...usernames: readonly string[]
): Promise<{ network: Network; tracker: ModifiedTracker; peers: readonly TestPeer[] }> {
  const tracker = createModifiedTracker()
  const network = await openNetwork({ peers: usernames, openTracker: tracker.open })
  return { network, tracker, peers: network.peers }
}

export function kidOfPeer(peer: TestPeer): Kid {
  const { session } = peer.state.get()
  if (session.status !== 'in') throw new Error(`${peer.username} is out`)
  const digits = session.fingerprint.replaceAll(' ', '')
  return Buffer.from(digits, 'hex').toString('base64url') as Kid
}

function createModifiedTracker(): ModifiedTracker & {
  open(options: TrackerOptions): Promise<Tracker>
} {
  const lies: ModifiedTracker['lies'] = {}
  let running: { context: TrackerContext; methods: Handlers['methods'] } | undefined

  function now(): NonNullable<typeof running> {
    if (running === undefined) throw new Error('the tracker does not run')
    return running
  }

  const log = (chat: ChatId) => now().context.rooms.get(chat)?.log
  const connectionOf = (kid: Kid): Connection | undefined =>
    now().context.sessions.online(kid)?.connection

  return {
    lies,
    honest: () => now().methods as Required<Handlers['methods']>,
    context: () => now().context,
    identity: () => identityFromKey(now().context.keys.privateKey),
    room(name) {
      const listed = [...now().context.rooms.list.all()].find((one) => one.name === name)
      if (listed === undefined) throw new Error(`no room ${name}`)
      return listed.chat
    },
    tip(chat) {
      const nodes = log(chat)?.controls() ?? []
      const ids = new Set(log(chat)?.controlTip().deps)
      return nodes.filter(({ id }) => ids.has(id))
    },
    async keep(chat, { raw }) {
      await now().context.rooms.push(chat, [raw], '' as Kid)
    },
    connectionOf,
    async push(to, chat, entries) {
      const connection = connectionOf(to)
      if (connection === undefined) throw new Error('not logged in')
      const body = encodeEntries(entries)
      const params = { chat, until: connection.kid, lacking: [] }
      return connection.request('entries.push', params, { body }).then(
        () => true,
        () => false,
      )
    },
    async open({ host, port, dataDir, name, log: tell }) {
      const store = await openTrackerStore({
        dataDir,
        disk: undefined,
        onDamaged: () => undefined,
      })
      const keys = await provideTrackerKeys(store, name)
      const limits = MAILBOX_LIMITS
      const context = openContext(store, {
        keys,
        now: Date.now,
        log: tell,
        limits,
        relay: RELAY_LIMITS,
      })
      const { methods } = bindMethods(context)
      running = { context, methods }
      const trackerSpki = spkiOf(keys.publicKey)
      const { trackerId, sessions, watchers, feed, markFeed, dms, relay } = context
      const listener = await listen({
        host,
        port,
        key: keys.privateKey,
        certificate: keys.certificate,
        hello: () => ({
          kind: 'hello',
          versions: [VERSION],
          kid: kidOf(trackerSpki),
          username: null,
          trackerId,
          directory: context.directory.head,
          caps: {},
        }),
        judge: (certificate) =>
          void judgeCertificate(certificate, { trackerSpki, now: Date.now() }),
        handlers: { methods: withLies(methods, lies), notices: {} },
        onConnection(connection) {
          sessions.open(connection)
          void connection.closed.then(() => {
            for (const part of [watchers, feed, markFeed, dms, relay]) part.forget(connection)
            if (sessions.close(connection) !== undefined) watchers.go(connection.kid)
          })
        },
      })
      return {
        host,
        port: listener.port,
        trackerId,
        words: '',
        fingerprint: '',
        stats: () => ({ connections: 0, online: 0, users: 0, rooms: 0 }),
        async close() {
          watchers.stop()
          context.governance.inactivity.stop()
          sessions.stop()
          await listener.close()
          await store.close()
        },
      }
    },
  }
}

function withLies(honest: Handlers['methods'], lies: Handlers['methods']): Handlers['methods'] {
  const table = honest as Record<string, (request: unknown) => unknown>
  const instead = lies as typeof table
  return Object.fromEntries(
    Object.entries(table).map(([method, answer]) => [
      method,
      (request: unknown) => (instead[method] ?? answer)(request),
    ]),
  )
}
