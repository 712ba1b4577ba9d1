import { randomBytes } from 'node:crypto'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { createSelfSignedCertificate, toPem } from '../../../src/crypto/certificate.ts'
import { createUser } from '../tracker/client.ts'
import { setScene } from './scene.ts'

const HTTP = 'GET / HTTP/1.1\r\nHost: lab\r\n\r\n'
/** The start of a TLS handshake that says it goes on for 16 KiB. */
const HALF_HELLO = Buffer.from('1603014000010013fc0303', 'hex')

test('strangers with garbage, half of everything and hundreds of idle connections keep nobody from talking', async () => {
  const scene = await setScene()
  const ports = [scene.network.tracker.port, scene.alicePort]
  for (const port of ports) {
    for (const bytes of [randomBytes(100_000), HTTP, HALF_HELLO, Buffer.alloc(50_000)]) {
      for (let count = 0; count < 10; count++) open(port).write(bytes)
    }
  }
  await scene.talk()
  const trickling = ports.flatMap((port) => Array.from({ length: 20 }, () => open(port)))
  const timer = setInterval(() => {
    for (const socket of trickling) socket.write(Buffer.from([0x16]))
  }, 20)
  onTestFinished(() => clearInterval(timer))
  const idle = ports.flatMap((port) => Array.from({ length: 500 }, () => open(port)))
  await Promise.all(idle.map(settled))
  await scene.talk()
  // Not only those who are there already: newcomers get through as well.
  const carol = await scene.network.join('carol')
  await carol.sendText('@alice', 'hello from outside')
  await scene.alice.untilTexts('@carol', ['hello from outside'])
  await scene.talk()
})

test('who has a key but no manners is cut off, and nobody else notices', async () => {
  const scene = await setScene()
  const { identity } = await createUser('mallory')
  const key = identity.privateKey.export({ type: 'pkcs8', format: 'pem' })
  const cert = toPem(createSelfSignedCertificate({ ...identity, name: 'mallory' }))
  const attacks = {
    'a giant frame': Buffer.from('ffffffff0002', 'hex'),
    'a frame larger than a stranger may send': Buffer.from('000020010002', 'hex'),
    'a header longer than its frame': Buffer.from('00000010ffff', 'hex'),
    'a header that is no JSON': Buffer.concat([
      Buffer.from('000000220020', 'hex'),
      randomBytes(32),
    ]),
    'a request before the greeting': frame(
      '{"kind":"request","id":1,"method":"rooms.list","params":{}}',
    ),
    HTTP: Buffer.from(HTTP),
  }
  for (const port of [scene.network.tracker.port, scene.alicePort]) {
    for (const [name, bytes] of Object.entries(attacks)) {
      const socket = connectTls({
        host: '127.0.0.1',
        port,
        key,
        cert,
        rejectUnauthorized: false,
        ALPNProtocols: ['chatp2p/1'],
      })
      socket.on('error', () => undefined).resume()
      onTestFinished(() => void socket.destroy())
      socket.write(bytes)
      await new Promise<void>((resolve) => void socket.once('close', () => resolve()))
      expect(socket.destroyed, name).toBe(true)
    }
    const halves = Array.from({ length: 50 }, () => {
      const socket = connectTls({ host: '127.0.0.1', port, key, cert, rejectUnauthorized: false })
      socket.on('error', () => undefined).resume()
      onTestFinished(() => void socket.destroy())
      socket.write(Buffer.from('00001f', 'hex'))
      return socket
    })
    await Promise.all(halves.map(settled))
    await scene.talk()
  }
})

function open(port: number): Socket {
  const socket = connectTcp(port, '127.0.0.1')
  socket.on('error', () => undefined).resume()
  onTestFinished(() => void socket.destroy())
  return socket
}

/** Connected, or refused. */
async function settled(socket: Socket): Promise<void> {
  if (!socket.connecting || socket.destroyed) return
  await new Promise<void>((resolve) => {
    socket.once('connect', () => resolve())
    socket.once('close', () => resolve())
  })
}

function frame(header: string): Buffer {
  const start = Buffer.alloc(6)
  start.writeUInt32BE(2 + header.length)
  start.writeUInt16BE(header.length, 4)
  return Buffer.concat([start, Buffer.from(header)])
}
