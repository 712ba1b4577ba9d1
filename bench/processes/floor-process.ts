import { createWriteStream } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { createServer as createTlsServer } from 'node:tls'
import { limitMemory } from '../../src/cli/process/modest-memory.ts'
import { generateRsaKey } from '../../src/crypto/keys.ts'
import { createSelfSignedCertificate, toPem } from '../../src/crypto/certificate.ts'
import { oaepDecrypt } from '../../src/crypto/primitives/oaep.ts'
import { spkiOf } from '../../src/crypto/keys.ts'
import { nowMs } from '../harness/clock.ts'
import { ownMiB } from '../harness/memory.ts'
import { FRAME_BYTES } from '../harness/floor-frames.ts'
import { serve } from '../harness/serve.ts'

const EARLIER_BITS = 2_048
const LABEL = Buffer.alloc(0)
/** Much at once: what comes while a piece is written goes out together. */
const WRITE_BYTES = 4 * 1_024 * 1_024

limitMemory()
const servers: Server[] = []
let expected = 0
let arrived = 0
let done: ((at: number) => void) | undefined

const commands = {
  /** A bare TLS 1.3 server: sends everything back, or only counts it. */
  async openTls(isEcho: boolean): Promise<{ port: number }> {
    const { privateKey, publicKey } = await generateRsaKey()
    const certificate = createSelfSignedCertificate({ privateKey, publicKey, name: 'bench' })
    const server = createTlsServer(
      {
        key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
        cert: toPem(certificate),
        minVersion: 'TLSv1.3',
        requestCert: true,
        rejectUnauthorized: false,
      },
      (socket) => {
        socket.setNoDelay(true)
        socket.on('error', () => undefined)
        socket.on('data', (chunk) => {
          if (isEcho) socket.write(chunk)
          else count(chunk.length / FRAME_BYTES)
        })
      },
    )
    return { port: await listen(server) }
  },
  /** A bare TLS 1.3 server that writes what comes to a file; `received` resolves when all of it is flushed. */
  async openTlsFile(path: string): Promise<{ port: number }> {
    const { privateKey, publicKey } = await generateRsaKey()
    const certificate = createSelfSignedCertificate({ privateKey, publicKey, name: 'bench' })
    const server = createTlsServer(
      {
        key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
        cert: toPem(certificate),
        minVersion: 'TLSv1.3',
      },
      (socket) => {
        socket.on('error', () => undefined)
        received = writeToFile(socket, path)
      },
    )
    return { port: await listen(server) }
  },
  received: (): Promise<void> => received,
  /** The earlier systems' receiver: each message comes by a connection of its own, sealed with RSA-OAEP. */
  async openEarlier(): Promise<{ port: number; spki: Buffer }> {
    const { privateKey, publicKey } = await generateRsaKey(EARLIER_BITS)
    const server = createServer((socket: Socket) => {
      const parts: Buffer[] = []
      socket.on('error', () => undefined)
      socket.on('data', (chunk) => parts.push(Buffer.from(chunk)))
      socket.on('end', () => {
        if (oaepDecrypt(privateKey, Buffer.concat(parts), LABEL) !== undefined) count(1)
        socket.end()
      })
    })
    return { port: await listen(server), spki: spkiOf(publicKey) }
  },
  expect(count: number): void {
    expected = count
    arrived = 0
  },
  /** When the last of the expected messages was here. */
  lastArrival: (): Promise<number> =>
    new Promise((resolve) => {
      done = resolve
      count(0)
    }),
  memoryMiB: () => ownMiB(),
  close(): void {
    for (const server of servers) server.close()
  },
}

let received: Promise<void> = Promise.resolve()

async function writeToFile(socket: Socket, path: string): Promise<void> {
  const target = createWriteStream(path, { flush: true, highWaterMark: WRITE_BYTES })
  await pipeline(socket, target)
}

export type FloorCommands = typeof commands

let lastAt = 0

function count(messages: number): void {
  arrived += messages
  if (messages > 0) lastAt = nowMs()
  if (arrived < expected || done === undefined) return
  done(lastAt)
  done = undefined
}

async function listen(server: Server): Promise<number> {
  servers.push(server)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

serve(commands)
