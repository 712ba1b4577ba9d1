import { createReadStream } from 'node:fs'
import { connect } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { once } from 'node:events'
import { createSelfSignedCertificate, toPem } from '../../src/crypto/certificate.ts'
import { generateRsaKey, publicKeyFromSpki, type PublicKey } from '../../src/crypto/keys.ts'
import { oaepEncrypt } from '../../src/crypto/primitives/oaep.ts'
import type { FloorCommands } from '../processes/floor-process.ts'
import { startChild, type Child } from './child.ts'
import { nowMs } from './clock.ts'
import { FRAME_BYTES } from './floor-frames.ts'
import { quantile } from './statistics.ts'

const FLOOR = new URL('../processes/floor-process.ts', import.meta.url)
const SAMPLES = 500
const WARM_UP = 100
const STREAMED = 200_000
const STREAM_CHUNK = 64
const MIB = 1_024 * 1_024
const STREAM_BYTES = MIB / 4
const EARLIER_MESSAGES = 600
const HANDSHAKES = 300
const LABEL = Buffer.alloc(0)
const EARLIER_BYTES = 128

/** What this machine gives at best, and what the earlier systems' way costs on it. */
export interface Floor {
  /** Bare TLS 1.3, one way: half a ping-pong, ms. */
  readonly tls: { readonly p50: number; readonly p99: number; readonly perSecond: number }
  /** Mutual TLS 1.3 with RSA-3072, per second. */
  readonly handshakesPerSecond: number
  /** One new TCP connection and one RSA-OAEP for each message. */
  readonly earlier: {
    readonly p50: number
    readonly p99: number
    readonly perSecond: number
    /** To 49 others, one after another, ms until the last has it. */
    readonly toRoom: number
  }
}

export async function measureFloor(members: number): Promise<Floor> {
  const child = startChild<FloorCommands>(FLOOR)
  try {
    const credentials = await createCredentials()
    const echo = await child.call('openTls', true)
    const tls = await pingPong(await dialTls(echo.port, credentials))
    const handshakesPerSecond = await shakeHands(echo.port, credentials)
    const sink = await child.call('openTls', false)
    const perSecond = await stream(child, await dialTls(sink.port, credentials))
    return {
      tls: { ...tls, perSecond },
      handshakesPerSecond,
      earlier: await earlierWay(child, members),
    }
  } finally {
    await child.end()
  }
}

/** A bare TLS 1.3 stream from one process to another, from memory into nothing, MiB a second. */
export async function measureTlsStream(mib: number): Promise<number> {
  const child = startChild<FloorCommands>(FLOOR)
  try {
    const sink = await child.call('openTls', false)
    const socket = await dialTls(sink.port, await createCredentials())
    // Counted in frames, whose parts do not add up to the last digit.
    await child.call('expect', Math.floor((mib * MIB) / FRAME_BYTES) - 1)
    const piece = Buffer.alloc(STREAM_BYTES)
    const startedAt = nowMs()
    for (let sent = 0; sent < mib * MIB; sent += STREAM_BYTES) {
      if (!socket.write(piece)) await once(socket, 'drain')
    }
    const endedAt = await child.call('lastArrival')
    socket.destroy()
    return (mib / (endedAt - startedAt)) * 1_000
  } finally {
    await child.end()
  }
}

/** The same from a file into a file that is flushed: nothing sealed, nothing verified. */
export async function measureTlsFile(source: string, target: string, mib: number): Promise<number> {
  const child = startChild<FloorCommands>(FLOOR)
  try {
    const sink = await child.call('openTlsFile', target)
    const socket = await dialTls(sink.port, await createCredentials())
    const startedAt = nowMs()
    createReadStream(source, { highWaterMark: STREAM_BYTES }).pipe(socket)
    await once(socket, 'close')
    await child.call('received')
    return (mib / (nowMs() - startedAt)) * 1_000
  } finally {
    await child.end()
  }
}

/** What a bare TLS server needs for each idle connection, KiB. */
export async function measureIdleTlsKib(count: number): Promise<number> {
  const child = startChild<FloorCommands>(FLOOR)
  try {
    const credentials = await createCredentials()
    const { port } = await child.call('openTls', true)
    const before = await child.call('memoryMiB')
    const sockets: TLSSocket[] = []
    while (sockets.length < count) {
      const some = Array.from({ length: 8 }, () => dialTls(port, credentials))
      sockets.push(...(await Promise.all(some)))
    }
    const after = await child.call('memoryMiB')
    for (const socket of sockets) socket.destroy()
    return ((after - before) * 1_024) / sockets.length
  } finally {
    await child.end()
  }
}

interface Credentials {
  readonly key: string
  readonly cert: string
}

async function createCredentials(): Promise<Credentials> {
  const { privateKey, publicKey } = await generateRsaKey()
  const certificate = createSelfSignedCertificate({ privateKey, publicKey, name: 'bench' })
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }), cert: toPem(certificate) }
}

async function dialTls(port: number, credentials: Credentials): Promise<TLSSocket> {
  const socket = connectTls({
    ...credentials,
    host: '127.0.0.1',
    port,
    minVersion: 'TLSv1.3',
    rejectUnauthorized: false,
  })
  socket.setNoDelay(true)
  await once(socket, 'secureConnect')
  return socket
}

async function pingPong(socket: TLSSocket): Promise<{ p50: number; p99: number }> {
  const frame = Buffer.alloc(FRAME_BYTES)
  const samples: number[] = []
  for (let round = 0; round < WARM_UP + SAMPLES; round++) {
    const startedAt = nowMs()
    socket.write(frame)
    for (let bytes = 0; bytes < FRAME_BYTES;) {
      const [chunk] = (await once(socket, 'data')) as [Buffer]
      bytes += chunk.length
    }
    if (round >= WARM_UP) samples.push((nowMs() - startedAt) / 2)
  }
  socket.destroy()
  return { p50: quantile(samples, 0.5), p99: quantile(samples, 0.99) }
}

/** One frame is one write, as messages are. */
async function stream(child: Child<FloorCommands>, socket: TLSSocket): Promise<number> {
  await child.call('expect', STREAMED)
  const frame = Buffer.alloc(FRAME_BYTES)
  const startedAt = nowMs()
  for (let sent = 0; sent < STREAMED; sent += STREAM_CHUNK) {
    let isFlowing = true
    for (let at = 0; at < STREAM_CHUNK; at++) isFlowing = socket.write(frame)
    if (!isFlowing) await once(socket, 'drain')
  }
  const endedAt = await child.call('lastArrival')
  socket.destroy()
  return (STREAMED / (endedAt - startedAt)) * 1_000
}

async function shakeHands(port: number, credentials: Credentials): Promise<number> {
  const startedAt = nowMs()
  let left = HANDSHAKES
  async function work(): Promise<void> {
    while (left-- > 0) (await dialTls(port, credentials)).destroy()
  }
  await Promise.all(Array.from({ length: 8 }, work))
  return (HANDSHAKES / (nowMs() - startedAt)) * 1_000
}

async function earlierWay(child: Child<FloorCommands>, members: number): Promise<Floor['earlier']> {
  const { port, spki } = await child.call('openEarlier')
  const key = publicKeyFromSpki(spki)
  const latencies: number[] = []
  for (let round = 0; round < SAMPLES / 2; round++) {
    await child.call('expect', 1)
    const startedAt = nowMs()
    await sendEarlier(port, key)
    latencies.push((await child.call('lastArrival')) - startedAt)
  }
  await child.call('expect', EARLIER_MESSAGES)
  const startedAt = nowMs()
  for (let sent = 0; sent < EARLIER_MESSAGES; sent++) await sendEarlier(port, key)
  const perSecond = (EARLIER_MESSAGES / ((await child.call('lastArrival')) - startedAt)) * 1_000
  return {
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    perSecond,
    toRoom: ((members - 1) / perSecond) * 1_000,
  }
}

async function sendEarlier(port: number, key: PublicKey): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true })
  socket.end(oaepEncrypt(key, Buffer.alloc(EARLIER_BYTES), LABEL))
  socket.resume()
  await once(socket, 'close')
}
