import type { KeyObject } from 'node:crypto'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls'
import { afterEach } from 'vitest'
import {
  createSelfSignedCertificate,
  createTrackerCertificate,
  toPem,
} from '../../../src/crypto/certificate.ts'
import { generateRsaKey, kidOf, spkiOf, trackerIdOf } from '../../../src/crypto/keys.ts'
import type { Connection, Handlers } from '../../../src/net/connection.ts'
import { dial, type DialOptions } from '../../../src/net/dial.ts'
import { listen, type Listener, type ListenOptions } from '../../../src/net/listen.ts'
import { encodeFrame, FrameDecoder, type Frame } from '../../../src/protocol/wire/frame.ts'
import type { Hello } from '../../../src/protocol/wire/hello.ts'
import type { Kid, TrackerId } from '../../../src/protocol/ids.ts'
import { ALPN } from '../../../src/protocol/limits.ts'

/** One who may listen or dial. */
export interface End {
  readonly key: KeyObject
  readonly certificate: Buffer
  readonly kid: Kid
  readonly trackerId: TrackerId | null
  readonly hello: () => Hello
}

export const NO_HANDLERS: Handlers = { methods: {}, notices: {} }

export async function createTracker(name = 'lab'): Promise<End> {
  const pair = await generateRsaKey(2_048)
  const spki = spkiOf(pair.publicKey)
  return end(
    pair.privateKey,
    createTrackerCertificate({ ...pair, name }),
    kidOf(spki),
    trackerIdOf(spki),
  )
}

export async function createPerson(name: string): Promise<End> {
  const pair = await generateRsaKey(2_048)
  const certificate = createSelfSignedCertificate({ ...pair, name })
  return end(pair.privateKey, certificate, kidOf(spkiOf(pair.publicKey)), null)
}

function end(key: KeyObject, certificate: Buffer, kid: Kid, trackerId: TrackerId | null): End {
  const hello: Hello = {
    kind: 'hello',
    versions: [1],
    kid,
    username: null,
    trackerId,
    directory: [0, ''],
    caps: {},
  }
  return { key, certificate, kid, trackerId, hello: () => hello }
}

/** What a test opened, closed when it ends. */
const open: { close(): unknown }[] = []

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

export async function listenAs(who: End, options: Partial<ListenOptions> = {}): Promise<Listener> {
  const listener = await listen({
    host: '127.0.0.1',
    port: 0,
    handlers: NO_HANDLERS,
    ...who,
    ...options,
  })
  open.push(listener)
  return listener
}

export async function dialAs(
  who: End,
  to: { port: number },
  options: Partial<DialOptions> = {},
): Promise<Connection> {
  const connection = await dial({
    host: '127.0.0.1',
    port: to.port,
    expect: {},
    handlers: NO_HANDLERS,
    ...who,
    ...options,
  })
  open.push(connection)
  return connection
}

/** Two ends of one ready connection: `near` dialled, `far` accepted. */
export async function connectPair(
  dialler: End,
  acceptor: End,
  options: { near?: Partial<DialOptions>; far?: Partial<ListenOptions> } = {},
): Promise<{ near: Connection; far: Connection; listener: Listener }> {
  let accept: (connection: Connection) => void = () => {}
  const accepted = new Promise<Connection>((resolve) => (accept = resolve))
  const listener = await listenAs(acceptor, { onConnection: accept, ...options.far })
  const near = await dialAs(dialler, listener, { expect: { kid: acceptor.kid }, ...options.near })
  return { near, far: await accepted, listener }
}

/** A stranger's raw TLS client, which says only what a test tells it. */
export class RawClient {
  readonly socket: TLSSocket
  readonly frames: Frame[] = []
  readonly #decoder = new FrameDecoder(2 ** 21)
  #onChange: (() => void) | undefined
  isClosed = false

  constructor(socket: TLSSocket) {
    this.socket = socket
    socket.on('data', (chunk: Buffer) => {
      this.#decoder.push(chunk)
      for (let f = this.#decoder.next(); f !== undefined; f = this.#decoder.next())
        this.frames.push(f)
      this.#onChange?.()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      this.isClosed = true
      this.#onChange?.()
    })
    open.push({ close: () => socket.destroy() })
  }

  /** `header` as it stands when it is text or bytes, else as JSON. */
  send(header: object | string | Buffer, body?: Uint8Array): void {
    const bytes = Buffer.isBuffer(header)
      ? header
      : Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
    this.socket.write(encodeFrame(bytes, body))
  }

  /** The headers received once there are `count`, or once the other side closed. */
  async headers(count: number): Promise<Record<string, unknown>[]> {
    await this.#until(() => this.isClosed || this.frames.length >= count)
    return this.frames.map(({ header }) => JSON.parse(header.toString()) as Record<string, unknown>)
  }

  async closed(): Promise<void> {
    await this.#until(() => this.isClosed)
  }

  async #until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await new Promise<void>((resolve) => (this.#onChange = resolve))
  }
}

/** TLS as `who` says, and nothing after it; rejects when TLS does not come about. */
export async function rawClient(
  who: End | undefined,
  to: { port: number },
  options: ConnectionOptions = {},
  onSession: (session: Buffer) => void = () => {},
): Promise<RawClient> {
  const socket = connectTls({
    host: '127.0.0.1',
    port: to.port,
    ...(who && {
      key: who.key.export({ type: 'pkcs8', format: 'pem' }),
      cert: toPem(who.certificate),
    }),
    ALPNProtocols: [ALPN],
    rejectUnauthorized: false,
    ...options,
  })
  socket.on('session', onSession)
  const client = new RawClient(socket)
  await new Promise<void>((resolve, reject) => {
    socket.once('secureConnect', resolve)
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('closed')))
  })
  return client
}

/** A raw client that did the whole handshake properly. */
export async function readyRawClient(who: End, to: { port: number }): Promise<RawClient> {
  const client = await rawClient(who, to)
  client.send(who.hello())
  client.send({ kind: 'ready', version: 1 })
  await client.headers(2)
  client.frames.length = 0
  return client
}

/** A plain TCP connection; `received` gathers what comes. */
export async function tcpClient(to: { port: number }): Promise<Socket> {
  const socket = connectTcp({ host: '127.0.0.1', port: to.port })
  socket.on('error', () => {})
  open.push({ close: () => socket.destroy() })
  await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve))
  return socket
}

export function closeOf(socket: Socket): Promise<void> {
  if (socket.destroyed) return Promise.resolve()
  return new Promise((resolve) => socket.once('close', () => resolve()).resume())
}

/** Waits for something that has no event, in short steps. */
export async function eventually(isTrue: () => boolean, timeoutMs = 10_000): Promise<void> {
  const endMs = performance.now() + timeoutMs
  while (!isTrue()) {
    if (performance.now() > endMs) throw new Error('did not happen')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
