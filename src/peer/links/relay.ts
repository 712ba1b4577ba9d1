import type { Duplex } from 'node:stream'
import type { Connection, Handlers } from '../../net/connection.ts'
import { Tunnel } from '../../net/relay/tunnel.ts'
import type { Kid } from '../../protocol/ids.ts'
import { ChatError, isChatError, ProtocolError } from '../../shared/errors.ts'
import { createLogger } from '../../shared/logger.ts'

const log = createLogger('relay')
/** More than a tracker opens for one user: what it sends has to fit into memory. */
const TUNNELS_MAX = 64
const RETRY_MS = 30_000

/** Links over a tunnel through the tracker, to and from people who cannot be dialled. */
export interface Relay {
  /** Throws ChatError PEER_UNREACHABLE, UNSUPPORTED, or RELAY_QUOTA with the time after which it makes sense again. */
  dial(kid: Kid, signal: AbortSignal): Promise<Connection>
  /** For the connection to the tracker. */
  readonly handlers: Handlers
}

export interface RelayOptions {
  tracker(): Connection | undefined
  /** The two sides of a link, end to end. */
  dialOver(stream: Duplex, kid: Kid, signal: AbortSignal): Promise<Connection>
  answerOver(stream: Duplex, kid: Kid): Promise<Connection>
  /** Somebody has come through a tunnel. */
  onConnection(connection: Connection): void
  nameOf(kid: Kid): string
  now(): number
  onTrouble(error: unknown): void
}

interface Carried {
  readonly stream: Tunnel
  readonly kid: Kid
}

export function createRelay(options: RelayOptions): Relay {
  /** By connection to the tracker: its numbers are its own. */
  const carriers = new WeakMap<Connection, Map<number, Carried>>()
  /** When to ask again for a way to somebody, after the tracker had enough. */
  const refusals = new Map<Kid, number>()

  function tunnelsOf(tracker: Connection): Map<number, Carried> {
    const known = carriers.get(tracker)
    if (known !== undefined) return known
    const tunnels = new Map<number, Carried>()
    carriers.set(tracker, tunnels)
    tracker.closed
      .then(() => {
        for (const { stream } of [...tunnels.values()]) stream.destroy()
      })
      .catch(options.onTrouble)
    return tunnels
  }

  function openTunnel(tracker: Connection, tunnel: number, kid: Kid): Tunnel {
    const tunnels = tunnelsOf(tracker)
    const stream = new Tunnel({
      // Bulk, so that what is said to the tracker itself does not wait behind a file.
      send: (bytes) => tracker.notify('relay.data', { tunnel }, bytes, true),
      credit: (bytes) => void tracker.notify('relay.credit', { tunnel, bytes }),
      end: () =>
        void tracker.notify(
          'relay.end',
          { tunnel, code: null, retryAfterMs: null },
          undefined,
          true,
        ),
    })
    tunnels.set(tunnel, { stream, kid })
    stream.once('close', () => tunnels.delete(tunnel))
    return stream
  }

  /** Told once, however often it is tried meanwhile. */
  function refuse(kid: Kid, retryAfterMs: number): ChatError {
    const now = options.now()
    const isNews = (refusals.get(kid) ?? 0) <= now
    const error = new ChatError('RELAY_QUOTA', { subject: options.nameOf(kid), retryAfterMs })
    if (!isNews) return error
    refusals.set(kid, now + retryAfterMs)
    options.onTrouble(error)
    return error
  }

  async function askForTunnel(tracker: Connection, kid: Kid): Promise<number> {
    const waitMs = (refusals.get(kid) ?? 0) - options.now()
    if (waitMs > 0) throw refuse(kid, waitMs)
    refusals.delete(kid)
    try {
      // Not given up half-way: the tracker would keep a tunnel that nobody here knows.
      return (await tracker.request('relay.open', { kid })).result.tunnel
    } catch (error) {
      if (!isChatError(error, 'RELAY_QUOTA')) throw error
      throw refuse(kid, error.retryAfterMs ?? RETRY_MS)
    }
  }

  async function answer(stream: Tunnel, kid: Kid): Promise<void> {
    try {
      options.onConnection(await options.answerOver(stream, kid))
    } catch (error) {
      stream.destroy()
      if (!(error instanceof ProtocolError) && !isChatError(error)) throw error
      log('no link came of a tunnel', { kid, code: error.code })
    }
  }

  return {
    async dial(kid, signal) {
      const tracker = options.tracker()
      if (tracker === undefined) throw new ChatError('PEER_UNREACHABLE')
      const stream = openTunnel(tracker, await askForTunnel(tracker, kid), kid)
      try {
        return await options.dialOver(stream, kid, signal)
      } catch (error) {
        stream.destroy()
        throw error
      }
    },
    handlers: {
      methods: {
        'relay.take': async ({ params: { tunnel, from }, connection }) => {
          const tunnels = tunnelsOf(connection)
          if (tunnels.size >= TUNNELS_MAX || tunnels.has(tunnel)) throw new ChatError('QUOTA')
          answer(openTunnel(connection, tunnel, from), from).catch(options.onTrouble)
          return { result: {} }
        },
      },
      notices: {
        'relay.data': ({ params, body, connection }) =>
          tunnelsOf(connection).get(params.tunnel)?.stream.hear(body),
        'relay.credit': ({ params, connection }) =>
          tunnelsOf(connection).get(params.tunnel)?.stream.allow(params.bytes),
        'relay.end': ({ params: { tunnel, code, retryAfterMs }, connection }) => {
          const carried = tunnelsOf(connection).get(tunnel)
          if (carried === undefined) return
          if (code !== null) refuse(carried.kid, retryAfterMs ?? RETRY_MS)
          carried.stream.finish()
        },
      },
    },
  }
}
