import { randomBytes } from 'node:crypto'
import { connect as connectTls, createServer as createTlsServer } from 'node:tls'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  createTrackerCertificate,
  issueCertificate,
  judgeCertificate,
  toPem,
} from '../../../src/crypto/certificate.ts'
import { spkiOf } from '../../../src/crypto/keys.ts'
import type { Connection } from '../../../src/net/connection.ts'
import { proveIdentity } from '../../../src/net/tls-facts.ts'
import { ALPN } from '../../../src/protocol/limits.ts'
import type { ProtocolError } from '../../../src/shared/errors.ts'
import type { Listener } from '../../../src/net/listen.ts'
import {
  closeOf,
  createPerson,
  createTracker,
  dialAs,
  eventually,
  listenAs,
  rawClient,
  readyRawClient,
  tcpClient,
  type End,
} from './ends.ts'

let tracker: End
let otherTracker: End
let alice: End
let mallory: End
let listener: Listener
let admitted: Connection[] = []

beforeAll(async () => {
  ;[tracker, otherTracker, alice, mallory] = await Promise.all([
    createTracker(),
    createTracker('other'),
    createPerson('alice'),
    createPerson('mallory'),
  ])
})

beforeEach(async () => {
  admitted = []
  listener = await listenAs(tracker, {
    handlers: { methods: { logout: async () => ({ result: {} }) }, notices: {} },
    onConnection: (connection) => void admitted.push(connection),
    handshakeMs: 2_000,
  })
})

/** Whatever happened, an honest person is served. */
afterEach(async () => {
  const connection = await dialAs(alice, listener)
  await connection.request('logout', {})
  await listener.close()
})

describe('a port that strangers find', () => {
  test.each([
    ['plain HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: lab\r\n\r\n')],
    ['random bytes', randomBytes(5_000)],
    ['zeros', Buffer.alloc(5_000)],
    ['a TLS record without sense', Buffer.from('1603010005010000000000', 'hex')],
    ['a frame without TLS', Buffer.from('000000070002' + '7b7d010203', 'hex')],
  ])('hangs up on %s and counts it', async (_name, bytes) => {
    const socket = await tcpClient(listener)
    socket.write(bytes)
    await closeOf(socket)
    await eventually(() => listener.stats.violations === 1)
    expect(admitted).toEqual([])
  })

  test('does not mind somebody who comes and goes', async () => {
    const socket = await tcpClient(listener)
    socket.destroy()
    await closeOf(socket)
    expect(listener.stats.violations).toBe(0)
  })

  test('gives somebody who sends a byte now and then no more than the time for a handshake', async () => {
    const impatient = await listenAs(tracker, { handshakeMs: 200 })
    const socket = await tcpClient(impatient)
    const trickle = setInterval(() => socket.write(Buffer.from([0x16])), 20)
    await closeOf(socket)
    clearInterval(trickle)
  })

  test('speaks nothing older than TLS 1.3', async () => {
    await expect(
      rawClient(alice, listener, { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' }),
    ).rejects.toMatchObject({ code: expect.stringContaining('ERR_SSL') as string })
  })

  test('wants a certificate', async () => {
    const client = await rawClient(undefined, listener)
    expect(await client.headers(1)).toMatchObject([{ kind: 'error', code: 'BAD_CERTIFICATE' }])
    await client.closed()
  })

  test.each([
    ['none', undefined],
    ['nothing', []],
  ])('wants the protocol named in TLS, not %s', async (_name, ALPNProtocols) => {
    const client = await rawClient(alice, listener, { ALPNProtocols })
    expect(await client.headers(1)).toMatchObject([{ kind: 'error', code: 'NO_COMMON_VERSION' }])
    await client.closed()
  })

  test('does not speak another protocol', async () => {
    await expect(rawClient(alice, listener, { ALPNProtocols: ['h2'] })).rejects.toThrow()
  })

  test('never takes up an old session, so that every certificate is judged', async () => {
    const sessions: Buffer[] = []
    const first = await rawClient(alice, listener, {}, (session) => sessions.push(session))
    await first.headers(1)
    for (const session of sessions) {
      const second = await rawClient(mallory, listener, { session })
      expect(second.socket.isSessionReused()).toBe(false)
      second.send(mallory.hello())
      second.send({ kind: 'ready', version: 1 })
      await second.headers(2)
      expect(admitted.at(-1)?.kid).toBe(mallory.kid)
    }
    expect(sessions).not.toEqual([])
  })

  test('would know an old session, should TLS take one up', async () => {
    const reused: unknown[] = []
    const careless = createTlsServer({
      key: tracker.key.export({ type: 'pkcs8', format: 'pem' }),
      cert: toPem(tracker.certificate),
      ALPNProtocols: [ALPN],
      requestCert: true,
      rejectUnauthorized: false,
    })
    careless.on('secureConnection', (socket) => {
      try {
        reused.push(proveIdentity(socket).kid)
      } catch (error) {
        reused.push((error as ProtocolError).code)
      }
      socket.end('x')
    })
    await new Promise<void>((resolve) => careless.listen(0, '127.0.0.1', resolve))
    const address = careless.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    const sessions: Buffer[] = []
    const first = await rawClient(alice, address, {}, (session) => sessions.push(session))
    await first.closed()
    const second = await rawClient(alice, address, { session: sessions.at(-1) })
    await second.closed()
    careless.close()
    expect(reused).toEqual([alice.kid, 'RESUMED_SESSION'])
  })

  test('knows a certificate of a foreign authority for what it is', async () => {
    const name = { username: 'mallory', spki: spkiOf(mallory.key) }
    const forged = createTrackerCertificate({
      privateKey: otherTracker.key,
      publicKey: otherTracker.key,
      name: 'lab',
    })
    const strict = await listenAs(tracker, {
      judge: (certificate) => {
        const { kind } = judgeCertificate(certificate, {
          trackerSpki: spkiOf(tracker.key),
          now: Date.now(),
        })
        kinds.push(kind)
      },
    })
    const kinds: string[] = []
    const by = (authority: End, trackerCertificate: Buffer): End => ({
      ...mallory,
      certificate: issueCertificate({ trackerKey: authority.key, trackerCertificate, ...name }),
    })
    const foreign = await rawClient(by(otherTracker, forged), strict)
    expect(await foreign.headers(1)).toMatchObject([{ kind: 'error', code: 'BAD_CERTIFICATE' }])
    const own = await rawClient(by(tracker, tracker.certificate), strict)
    expect(await own.headers(1)).toMatchObject([{ kind: 'hello' }])
    expect(kinds).toEqual(['issued'])
  })
})

describe('a flood', () => {
  test('of 2,000 idle connections from this machine leaves room for an honest one', async () => {
    const flood = await Promise.all(Array.from({ length: 2_000 }, () => tcpClient(listener)))
    expect(flood.length).toBe(2_000)
    let connection: Connection | undefined
    while (connection === undefined)
      connection = await dialAs(alice, listener).catch(() => undefined)
    await connection.request('logout', {})
    const { admitted, refused } = listener.stats
    expect(admitted + refused).toBeGreaterThan(2_000)
    for (const socket of flood) socket.destroy()
  })

  test('that the bucket lets in pushes out its own oldest connections, not the honest newcomer', async () => {
    const wide = await listenAs(tracker, {
      gate: { loopbackLimits: { burst: 10_000, perSecond: 10_000 }, unauthenticatedMax: 50 },
      handlers: { methods: { logout: async () => ({ result: {} }) }, notices: {} },
    })
    const flood = await Promise.all(Array.from({ length: 500 }, () => tcpClient(wide)))
    const connection = await dialAs(alice, wide)
    await connection.request('logout', {})
    await eventually(() => wide.stats.dropped >= 450)
    for (const socket of flood) socket.destroy()
  })

  test('of people who never say hello does not keep others from it', async () => {
    const small = await listenAs(tracker, { gate: { notReadyMax: 5 } })
    const silent = await Promise.all(Array.from({ length: 8 }, () => rawClient(mallory, small)))
    await dialAs(alice, small)
    await eventually(() => silent.filter(({ isClosed }) => isClosed).length >= 3)
    expect(small.stats.dropped).toBeGreaterThanOrEqual(3)
  })

  test('of broken rules closes the gate for a while', async () => {
    const strict = await listenAs(tracker, {
      gate: {
        loopbackLimits: { burst: 15, perSecond: 0.001, connectionsMax: 99, violationCost: 10 },
      },
    })
    const rude = await readyRawClient(mallory, strict)
    rude.send({ kind: 'request', id: 0 })
    await rude.closed()
    expect(strict.stats.violations).toBe(1)
    for (let i = 0; i < 4; i++) await dialAs(mallory, strict)
    await expect(dialAs(mallory, strict)).rejects.toMatchObject({ code: 'TRACKER_UNREACHABLE' })
    expect(strict.stats.refused).toBe(1)
  })
})

test('a port scanner that only looks at TLS learns nothing but a certificate', async () => {
  const socket = connectTls({ host: '127.0.0.1', port: listener.port, rejectUnauthorized: false })
  const heard: Buffer[] = []
  socket.on('data', (chunk: Buffer) => heard.push(chunk)).on('error', () => {})
  await closeOf(socket)
  expect(Buffer.concat(heard).toString()).not.toContain('hello')
})
