import type { Socket } from 'node:net'
import { createServer as createTlsServer, type Server as TlsServer, type TLSSocket } from 'node:tls'
import type { Hello } from '../protocol/wire/hello.ts'
import { HANDSHAKE_DEADLINE_MS } from '../protocol/limits.ts'
import { createLogger } from '../shared/logger.ts'
import type { Connection, Handlers } from './connection.ts'
import { FrameLink } from './link/frame-link.ts'
import { Gate, type GateOptions, type GateStats, type Ticket } from './gate.ts'
import { welcome } from './handshake.ts'
import type { Keeper } from './link/keeper.ts'
import { OpenConnection, plainAddress } from './link/open-connection.ts'
import {
  credentialsAsPem,
  proveIdentity,
  TLS_OPTIONS,
  type Credentials,
  type ProvedIdentity,
} from './tls-facts.ts'

const log = createLogger('net')

export interface ReceptionOptions extends Credentials {
  readonly gate?: GateOptions
  readonly hello: () => Hello
  /** Judges a certificate, by throwing, before our hello is said. */
  readonly judge?: (certificate: ProvedIdentity['certificate'], kid: ProvedIdentity['kid']) => void
  /** Judges certificate and hello together, by throwing. */
  readonly admit?: (
    certificate: ProvedIdentity['certificate'],
    kid: ProvedIdentity['kid'],
    hello: Hello,
  ) => void
  readonly handlers: Handlers
  /** A connection is ready; its requests are handled from now on. */
  readonly onConnection?: (connection: Connection) => void
  /** From the first byte of TCP until `ready`. */
  readonly handshakeMs?: number
  readonly keeper?: Keeper
}

/** Leads sockets that were accepted through gate, TLS and handshake. */
export class Reception {
  readonly #options: ReceptionOptions
  readonly #gate: Gate
  readonly #handshakeMs: number
  readonly #tls: TlsServer
  /** On their way through TLS, by remote address and port: what TLS hands back is another object. */
  readonly #arrivals = new Map<string, Arrival>()
  readonly #links = new Set<FrameLink>()

  constructor(options: ReceptionOptions) {
    this.#options = options
    this.#gate = new Gate(options.gate)
    this.#handshakeMs = options.handshakeMs ?? HANDSHAKE_DEADLINE_MS
    this.#tls = createTlsServer({
      ...TLS_OPTIONS,
      ...credentialsAsPem(options),
    })
    this.#tls.on('secureConnection', (socket) => void this.#receive(socket))
    this.#tls.on('tlsClientError', (error, socket) => this.#failTls(error, socket))
  }

  get stats(): GateStats & { readonly connections: number } {
    return { ...this.#gate.stats, connections: this.#links.size }
  }

  /** Takes a socket as it comes from the listening one. */
  accept(socket: Socket): void {
    // Errors are followed by `close`, which is what counts.
    socket.on('error', ignore)
    const drop = (): void => void socket.destroy()
    const ticket = this.#gate.admit(plainAddress(socket.remoteAddress), drop)
    if (ticket === undefined) return drop()
    const name = endpointOf(socket)
    const arrival = { socket, ticket, timer: setTimeout(drop, this.#handshakeMs).unref() }
    this.#arrivals.set(name, arrival)
    socket.on('close', () => {
      clearTimeout(arrival.timer)
      this.#arrivals.delete(name)
      this.#gate.leave(ticket)
    })
    this.#tls.emit('connection', socket)
  }

  /** Ends every connection; those that are ready hear it. */
  close(): void {
    for (const { socket } of this.#arrivals.values()) socket.destroy()
    for (const link of this.#links) link.close('closed')
    this.#tls.close()
  }

  #failTls(error: Error, socket: TLSSocket): void {
    log('no TLS', { error: error.message })
    const arrival = this.#arrivals.get(endpointOf(socket))
    // Whoever only went away broke no rule.
    if (arrival !== undefined && 'code' in error && String(error.code).startsWith('ERR_SSL'))
      this.#gate.punish(arrival.ticket)
    socket.destroy()
  }

  async #receive(socket: TLSSocket): Promise<void> {
    const name = endpointOf(socket)
    const arrival = this.#arrivals.get(name)
    if (arrival === undefined) return void socket.destroy()
    const { ticket, timer } = arrival
    this.#arrivals.delete(name)
    this.#gate.authenticate(ticket)
    const link = new FrameLink(socket, {
      keeper: this.#options.keeper,
      onViolation: () => this.#gate.punish(ticket),
    })
    this.#links.add(link)
    link.onClosed(() => this.#links.delete(link))
    try {
      const connection = await this.#makeAcquaintance(link)
      clearTimeout(timer)
      this.#gate.passThrough(ticket)
      this.#options.onConnection?.(connection)
      connection.start()
    } catch (error) {
      link.fail(error)
    }
  }

  async #makeAcquaintance(link: FrameLink): Promise<OpenConnection> {
    const { hello, judge, admit, handlers } = this.#options
    const identity = proveIdentity(link.socket)
    judge?.(identity.certificate, identity.kid)
    const theirs = await welcome(link, {
      identity,
      hello,
      admit: (heard) => admit?.(identity.certificate, identity.kid, heard),
    })
    return new OpenConnection(link, {
      identity,
      hello: theirs,
      direction: 'in',
      via: 'direct',
      handlers,
    })
  }
}

interface Arrival {
  readonly socket: Socket
  readonly ticket: Ticket
  readonly timer: NodeJS.Timeout
}

function endpointOf(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort}`
}

function ignore(): void {}
