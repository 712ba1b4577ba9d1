import type { Connection } from '../../net/connection.ts'
import type { Kid } from '../../protocol/ids.ts'
import { RELAY_DATA_BYTES, RELAY_WINDOW_BYTES } from '../../protocol/limits.ts'
import { ChatError, isChatError, ProtocolError } from '../../shared/errors.ts'
import { createTokenBuckets } from '../limits/token-buckets.ts'
import { PIECE_BYTES, TUNNEL_RETRY_MS, TUNNELS_PER_PAIR, type RelayLimits } from './relay-limits.ts'
import { createRelayUsage } from './relay-usage.ts'

const TAKE_TIMEOUT_MS = 5_000

/**
 * Tunnels between users who are online and cannot reach each other: bytes that this tracker passes on and does not understand,
 * since the two speak TLS through it. What is on its way is bounded by a window for each direction; the next credit waits when
 * somebody sends faster than he may.
 */
export interface Relay {
  /**
   * The number of a tunnel to that user, who has taken it. Throws ChatError: UNSUPPORTED when this tracker carries nothing,
   * PEER_UNREACHABLE, RELAY_QUOTA when either of the two has used up what he may, TRACKER_FULL with too many tunnels.
   */
  open(from: Connection, to: Connection | undefined): Promise<number>
  /** What one end says of a tunnel. A tunnel that is gone is none of its faults. Throws ProtocolError beyond the window. */
  data(from: Connection, tunnel: number, bytes: Buffer): void
  credit(from: Connection, tunnel: number, bytes: number): void
  end(from: Connection, tunnel: number): void
  /** Ends every tunnel of a connection that is gone. */
  forget(connection: Connection): void
}

export interface RelayOptions {
  readonly limits: RelayLimits
  now(): number
  /** A tunnel has ended that carried so many bytes. */
  onEnd(from: Kid, to: Kid, bytes: number): void
}

interface End {
  readonly connection: Connection
  /** Bytes that may come from here. */
  allowance: number
  /** Bytes from here that the other end has not taken yet. */
  untaken: number
  /** Credit that waits for the sender's rate. */
  withheld: number
  timer: NodeJS.Timeout | undefined
}

interface Tunnel {
  readonly id: number
  readonly ends: readonly [End, End]
  bytes: number
}

export function createRelay({ limits, now, onEnd }: RelayOptions): Relay {
  const tunnels = new Map<number, Tunnel>()
  const counts = new Map<Connection, number>()
  const usage = createRelayUsage(limits)
  const rate = createTokenBuckets({
    perSecond: limits.bytesPerSecond,
    burst: limits.bytesPerSecond,
  })
  let lastId = 0

  function admit(from: Connection, to: Connection): void {
    const waits = [from, to].map(({ kid }) => usage.waitMs(kid, now()))
    const waitMs = Math.max(...waits)
    if (waitMs > 0) throw new ChatError('RELAY_QUOTA', { retryAfterMs: Math.ceil(waitMs) })
    const isFull = [from, to].some((end) => (counts.get(end) ?? 0) >= limits.tunnelsPerUser)
    if (isFull || tunnels.size >= limits.tunnels || countBetween(from, to) >= TUNNELS_PER_PAIR)
      throw new ChatError('TRACKER_FULL', { retryAfterMs: TUNNEL_RETRY_MS })
  }

  function countBetween(from: Connection, to: Connection): number {
    const between = [...tunnels.values()].filter(({ ends }) =>
      ends.every(({ connection }) => connection === from || connection === to),
    )
    return between.length
  }

  function add(from: Connection, to: Connection): Tunnel {
    const tunnel: Tunnel = { id: ++lastId, ends: [endAt(from), endAt(to)], bytes: 0 }
    tunnels.set(tunnel.id, tunnel)
    for (const end of [from, to]) counts.set(end, (counts.get(end) ?? 0) + 1)
    return tunnel
  }

  /** Tells both ends but the one that said it itself. */
  function remove(tunnel: Tunnel, by?: Connection, error?: ChatError): void {
    if (!tunnels.delete(tunnel.id)) return
    const code = error === undefined ? null : 'RELAY_QUOTA'
    const retryAfterMs = error?.retryAfterMs ?? null
    for (const { connection, timer } of tunnel.ends) {
      clearTimeout(timer)
      const left = (counts.get(connection) ?? 1) - 1
      if (left > 0) counts.set(connection, left)
      else counts.delete(connection)
      if (connection === by) continue
      // In one lane with the data, so that it does not overtake it.
      connection.notify('relay.end', { tunnel: tunnel.id, code, retryAfterMs }, undefined, true)
    }
    const [from, to] = tunnel.ends
    onEnd(from.connection.kid, to.connection.kid, tunnel.bytes)
  }

  /** The end that speaks and the one that is to hear it. */
  function endsOf(connection: Connection, id: number): readonly [Tunnel, End, End] | undefined {
    const tunnel = tunnels.get(id)
    if (tunnel === undefined) return undefined
    const [a, b] = tunnel.ends
    if (a.connection === connection) return [tunnel, a, b]
    return b.connection === connection ? [tunnel, b, a] : undefined
  }

  function release(tunnel: Tunnel, sender: End): void {
    sender.timer = undefined
    if (!tunnels.has(tunnel.id) || sender.withheld === 0) return
    const waitMs = rate.waitMs(sender.connection.kid, now())
    if (waitMs > 0) {
      sender.timer = setTimeout(() => release(tunnel, sender), waitMs).unref()
      return
    }
    const bytes = sender.withheld
    sender.withheld = 0
    sender.allowance += bytes
    sender.connection.notify('relay.credit', { tunnel: tunnel.id, bytes }, undefined, true)
  }

  return {
    async open(from, to) {
      if (!limits.isOn) throw new ChatError('UNSUPPORTED')
      if (to === undefined || to.kid === from.kid) throw new ChatError('PEER_UNREACHABLE')
      admit(from, to)
      const tunnel = add(from, to)
      try {
        await to.request(
          'relay.take',
          { tunnel: tunnel.id, from: from.kid },
          { timeoutMs: TAKE_TIMEOUT_MS },
        )
      } catch (error) {
        remove(tunnel, from)
        if (!isChatError(error)) throw error
        throw new ChatError('PEER_UNREACHABLE', { cause: error })
      }
      if (!tunnels.has(tunnel.id)) throw new ChatError('PEER_UNREACHABLE')
      return tunnel.id
    },
    data(from, id, bytes) {
      const ends = endsOf(from, id)
      if (ends === undefined) return
      const [tunnel, sender, receiver] = ends
      if (bytes.length === 0 || bytes.length > Math.min(sender.allowance, RELAY_DATA_BYTES))
        throw new ProtocolError('UNEXPECTED_MESSAGE', 'beyond the window')
      const nowMs = now()
      const { kid } = from
      const waitMs = usage.waitMs(kid, nowMs)
      if (waitMs > 0) {
        const retryAfterMs = Math.ceil(waitMs)
        remove(tunnel, undefined, new ChatError('RELAY_QUOTA', { retryAfterMs }))
        return
      }
      usage.take(kid, bytes.length, nowMs)
      rate.take(kid, bytes.length + PIECE_BYTES, nowMs)
      sender.allowance -= bytes.length
      sender.untaken += bytes.length
      tunnel.bytes += bytes.length
      if (!receiver.connection.notify('relay.data', { tunnel: id }, bytes, true)) remove(tunnel)
    },
    credit(from, id, bytes) {
      const ends = endsOf(from, id)
      if (ends === undefined) return
      const [tunnel, , sender] = ends
      if (bytes > sender.untaken)
        throw new ProtocolError('UNEXPECTED_MESSAGE', 'credit for nothing')
      sender.untaken -= bytes
      sender.withheld += bytes
      if (sender.timer === undefined) release(tunnel, sender)
    },
    end(from, id) {
      const ends = endsOf(from, id)
      if (ends !== undefined) remove(ends[0], from)
    },
    forget(connection) {
      if (!counts.has(connection)) return
      for (const tunnel of [...tunnels.values()]) {
        if (tunnel.ends.some((end) => end.connection === connection)) remove(tunnel, connection)
      }
    },
  }
}

function endAt(connection: Connection): End {
  return { connection, allowance: RELAY_WINDOW_BYTES, untaken: 0, withheld: 0, timer: undefined }
}
