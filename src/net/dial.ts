import type { Duplex } from 'node:stream'
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls'
import type { Hello } from '../protocol/wire/hello.ts'
import type { Kid, TrackerId } from '../protocol/ids.ts'
import { ChatError, ProtocolError } from '../shared/errors.ts'
import type { Connection, Handlers, Via } from './connection.ts'
import { FrameLink } from './link/frame-link.ts'
import { introduce } from './handshake.ts'
import type { Keeper } from './link/keeper.ts'
import { OpenConnection } from './link/open-connection.ts'
import { dialError } from './socket-errors.ts'
import {
  proveIdentity,
  secureContextFor,
  TLS_OPTIONS,
  type Credentials,
  type ProvedIdentity,
} from './tls-facts.ts'

/** From resolving the name until `ready`. */
const DIAL_TIMEOUT_MS = 10_000

/**
 * Whom the dialler wants: a person (null, in direct mode: whoever is there), or a tracker, the known one or (`trackerId` missing) any.
 */
export type Expectation = { readonly kid: Kid | null } | { readonly trackerId?: TrackerId }

export interface DialOptions extends MeetOptions {
  /** Name or IP address. */
  readonly host: string
  readonly port: number
}

export interface MeetOptions extends Credentials {
  readonly hello: () => Hello
  readonly expect: Expectation
  /** Judges further what TLS and hello say, by throwing. */
  readonly admit?: (certificate: Connection['certificate'], kid: Kid, hello: Hello) => void
  readonly handlers: Handlers
  /** What it means to the user when nobody answers. */
  readonly unreachable?: 'TRACKER_UNREACHABLE' | 'PEER_UNREACHABLE'
  readonly signal?: AbortSignal
  readonly timeoutMs?: number
  readonly keeper?: Keeper
}

/**
 * Throws ChatError: TRACKER_CHANGED when another tracker than the known one answers, VERSION_MISMATCH, CANCELLED, what the
 * other side refused with, else `unreachable` with its cause. Requests of the other side are handled from the next turn
 * of the event loop on, so that the caller has the connection first.
 */
export function dial(options: DialOptions): Promise<Connection> {
  const { host, port } = options
  return meet({ host, port }, options, { subject: `${host}:${port}`, via: 'direct' })
}

/** The same over bytes that somebody else carries, who is no party to it. */
export function dialOver(stream: Duplex, options: MeetOptions): Promise<Connection> {
  return meet({ socket: stream }, options, { subject: '', via: 'relay' })
}

interface Way {
  /** What refusals are about. */
  readonly subject: string
  readonly via: Via
}

async function meet(
  where: Pick<ConnectionOptions, 'host' | 'port' | 'socket'>,
  options: MeetOptions,
  way: Way,
): Promise<Connection> {
  const { signal, timeoutMs = DIAL_TIMEOUT_MS } = options
  const isTracker = !('kid' in options.expect)
  const unreachable =
    options.unreachable ?? (isTracker ? 'TRACKER_UNREACHABLE' : 'PEER_UNREACHABLE')
  if (isAborted(signal)) throw new ChatError('CANCELLED')

  const socket = connect({
    ...TLS_OPTIONS,
    ...where,
    secureContext: secureContextFor(options),
    servername: '',
  })
  const giveUp = (): void => void socket.destroy(new Error('given up'))
  signal?.addEventListener('abort', giveUp)
  const timer = setTimeout(giveUp, timeoutMs).unref()
  try {
    const identity = await reachIdentity(socket, options, way)
    return await makeAcquaintance(socket, identity, options, way)
  } catch (error) {
    if (isAborted(signal)) throw new ChatError('CANCELLED', { cause: error })
    throw dialError(error, unreachable, way.subject)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', giveUp)
  }
}

/** Who answers, as TLS proves it; to anybody else nothing is said at all. */
async function reachIdentity(
  socket: TLSSocket,
  options: MeetOptions,
  way: Way,
): Promise<ProvedIdentity> {
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('secureConnect', resolve)
      socket.on('error', reject)
      socket.once('close', () => reject(new ChatError('CONNECTION_LOST')))
    })
    const identity = proveIdentity(socket)
    expectKey(options, identity.kid, way)
    return identity
  } catch (error) {
    socket.destroy()
    throw error
  }
}

async function makeAcquaintance(
  socket: TLSSocket,
  identity: ProvedIdentity,
  options: MeetOptions,
  { via }: Way,
): Promise<Connection> {
  const { expect, hello, admit, handlers, keeper } = options
  const link = new FrameLink(socket, { keeper })
  try {
    const theirs = await introduce(link, {
      identity,
      hello,
      admit: (heard) => {
        expectRole(expect, heard)
        admit?.(identity.certificate, identity.kid, heard)
      },
    })
    const connection = new OpenConnection(link, {
      identity,
      hello: theirs,
      direction: 'out',
      via,
      handlers,
    })
    setImmediate(() => connection.start())
    return connection
  } catch (error) {
    link.fail(error)
    throw error
  }
}

function expectKey({ expect }: MeetOptions, kid: Kid, { subject }: Way): void {
  // A tracker's own certificate holds the tracker key: trackerId and kid are one hash.
  const wanted: string | null | undefined = 'kid' in expect ? expect.kid : expect.trackerId
  if (wanted === undefined || wanted === null || wanted === kid) return
  if ('kid' in expect) throw new ProtocolError('WRONG_IDENTITY', kid)
  throw new ChatError('TRACKER_CHANGED', { subject })
}

/** A tracker is one by its own word as well, so that nobody's first tracker is a peer. */
function expectRole(expect: Expectation, hello: Hello): void {
  const named: string | null = hello.trackerId
  if (!('kid' in expect) && named !== hello.kid)
    throw new ProtocolError('WRONG_IDENTITY', 'not a tracker')
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true
}
