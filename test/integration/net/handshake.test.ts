import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:tls'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Connection } from '../../../src/net/connection.ts'
import { credentialsAsPem } from '../../../src/net/tls-facts.ts'
import { ChatError, ProtocolError } from '../../../src/shared/errors.ts'
import {
  connectPair,
  createPerson,
  createTracker,
  dialAs,
  listenAs,
  rawClient,
  type End,
} from './ends.ts'

let tracker: End
let otherTracker: End
let alice: End
let bob: End

beforeAll(async () => {
  ;[tracker, otherTracker, alice, bob] = await Promise.all([
    createTracker(),
    createTracker('other'),
    createPerson('alice'),
    createPerson('bob'),
  ])
})

describe('two sides that meet', () => {
  test('know each other by the keys that TLS proved, and share keying material', async () => {
    const { near, far } = await connectPair(alice, bob)
    expect([near.kid, far.kid]).toEqual([bob.kid, alice.kid])
    expect([near.direction, far.direction]).toEqual(['out', 'in'])
    expect(near.hello).toEqual(bob.hello())
    expect(far.remote.host).toBe('127.0.0.1')
    expect(near.localHost).toBe('127.0.0.1')
    expect(near.exportKey('EXPORTER-a')).toEqual(far.exportKey('EXPORTER-a'))
    expect(near.exportKey('EXPORTER-a')).not.toEqual(far.exportKey('EXPORTER-b'))
    expect(near.exportKey('EXPORTER-a')).toHaveLength(32)
  })

  test('agree on the highest version that both know', async () => {
    const listener = await listenAs(tracker, {
      hello: () => ({ ...tracker.hello(), versions: [1, 2, 4] }),
    })
    const client = await rawClient(alice, listener)
    client.send({ ...alice.hello(), versions: [3, 2, 1] })
    client.send({ kind: 'ready', version: 2 })
    expect((await client.headers(2))[1]).toEqual({ kind: 'ready', version: 2 })
  })

  test('do not agree when they have no version in common', async () => {
    const hello = () => ({ ...tracker.hello(), versions: [7] })
    const listener = await listenAs(tracker, { hello })
    await expect(dialAs(alice, listener)).rejects.toMatchObject({ code: 'VERSION_MISMATCH' })
    const client = await rawClient(alice, listener)
    client.send(alice.hello())
    expect((await client.headers(2))[1]).toMatchObject({ kind: 'error', code: 'NO_COMMON_VERSION' })
  })

  test('do not agree when their frames have another name', async () => {
    const server = createServer({ ...credentialsAsPem(tracker), ALPNProtocols: ['chatp2p/2'] })
    server.on('tlsClientError', () => {})
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    await expect(dialAs(alice, { port })).rejects.toMatchObject({
      code: 'VERSION_MISMATCH',
    })
  })

  test('ignore capabilities that they do not know', async () => {
    const hello = () => ({ ...bob.hello(), caps: { 'from-the-future': true } })
    const { near } = await connectPair(alice, bob, { far: { hello } })
    expect(near.hello.caps).toEqual({ 'from-the-future': true })
  })
})

describe('the dialler', () => {
  test('says nothing before the hello of the one who accepted', async () => {
    const heard: string[] = []
    const listener = await listenAs(tracker, {
      judge: () => void heard.push('judged'),
      hello: () => {
        heard.push('said hello')
        return tracker.hello()
      },
      admit: () => void heard.push('heard hello'),
    })
    const client = await rawClient(alice, listener)
    const [first] = await client.headers(1)
    expect(first).toEqual(tracker.hello())
    expect(heard).toEqual(['judged', 'said hello'])
  })

  test('leaves without a word when somebody else answers', async () => {
    let heard = 0
    const listener = await listenAs(bob, { admit: () => void heard++ })
    const error: unknown = await dialAs(alice, listener, { expect: { kid: tracker.kid } }).catch(
      (reason: unknown) => reason,
    )
    expect(error).toMatchObject({ code: 'PEER_UNREACHABLE', cause: { code: 'WRONG_IDENTITY' } })
    expect(heard).toBe(0)
  })

  test('knows its tracker by its key', async () => {
    const listener = await listenAs(tracker)
    const { trackerId } = tracker
    if (trackerId === null) throw new Error('not a tracker')
    expect((await dialAs(alice, listener, { expect: { trackerId } })).kid).toBe(tracker.kid)
    const impostor = await listenAs(otherTracker)
    await expect(dialAs(alice, impostor, { expect: { trackerId } })).rejects.toMatchObject({
      code: 'TRACKER_CHANGED',
    })
  })

  test('takes nobody for a tracker who is none', async () => {
    const listener = await listenAs(bob)
    await expect(dialAs(alice, listener)).rejects.toMatchObject({ code: 'TRACKER_UNREACHABLE' })
  })

  test('refuses a hello that claims another key than that of TLS', async () => {
    const listener = await listenAs(bob, { hello: () => ({ ...bob.hello(), kid: tracker.kid }) })
    const error: unknown = await dialAs(alice, listener, { expect: { kid: bob.kid } }).catch(
      (reason: unknown) => reason,
    )
    expect(error).toMatchObject({ code: 'PEER_UNREACHABLE', cause: { code: 'WRONG_IDENTITY' } })
  })

  test('tells a refusal by its code', async () => {
    const listener = await listenAs(tracker, {
      admit: () => {
        throw new ChatError('TRACKER_FULL')
      },
    })
    await expect(dialAs(alice, listener)).rejects.toMatchObject({ code: 'TRACKER_FULL' })
    expect(listener.stats.violations).toBe(0)
  })

  test('tells an unreachable tracker from an unreachable peer', async () => {
    const listener = await listenAs(tracker)
    await listener.close()
    await expect(dialAs(alice, listener)).rejects.toMatchObject({ code: 'TRACKER_UNREACHABLE' })
    await expect(dialAs(alice, listener, { expect: { kid: bob.kid } })).rejects.toMatchObject({
      code: 'PEER_UNREACHABLE',
    })
    const nowhere = { host: 'no-such-host.invalid' }
    await expect(dialAs(alice, listener, nowhere)).rejects.toMatchObject({
      code: 'TRACKER_UNREACHABLE',
    })
  })

  test('gives up in time on a port that accepts and says nothing', async () => {
    const { createServer } = await import('node:net')
    const silent = createServer(() => {}).listen(0, '127.0.0.1')
    await new Promise((resolve) => silent.once('listening', resolve))
    const address = silent.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    await expect(dialAs(alice, address, { timeoutMs: 50 })).rejects.toMatchObject({
      code: 'TRACKER_UNREACHABLE',
    })
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 20)
    await expect(dialAs(alice, address, { signal: stop.signal })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
    await expect(dialAs(alice, address, { signal: stop.signal })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
    silent.close()
  })
})

describe('the one who accepts', () => {
  test('has its requests handled only after it knows of the connection', async () => {
    const events: string[] = []
    const listener = await listenAs(tracker, {
      onConnection: () => void events.push('connection'),
      handlers: {
        methods: {
          logout: async () => {
            events.push('request')
            return { result: {} }
          },
        },
        notices: {},
      },
    })
    // Impatient, but nobody can tell: it could have crossed our ready.
    const client = await rawClient(alice, listener)
    client.send(alice.hello())
    client.send({ kind: 'ready', version: 1 })
    client.send({ kind: 'request', id: 1, method: 'logout', params: {} })
    expect((await client.headers(3))[2]).toEqual({ kind: 'reply', id: 1, result: {} })
    expect(events).toEqual(['connection', 'request'])
  })

  test.each<[string, (who: End, other: End) => object | string, string]>([
    ['a request', () => ({ kind: 'request', id: 1, method: 'logout', params: {} }), 'NOT_READY'],
    ['ready', () => ({ kind: 'ready', version: 1 }), 'NOT_READY'],
    ['a ping', () => ({ kind: 'ping' }), 'NOT_READY'],
    [
      'a hello of another key',
      (who, other) => ({ ...who.hello(), kid: other.kid }),
      'WRONG_IDENTITY',
    ],
    ['a hello with more keys', (who) => ({ ...who.hello(), more: 1 }), 'BAD_MESSAGE'],
    ['a hello with its keys in another order', (who) => reversed(who.hello()), 'BAD_JSON'],
    ['a hello with a space', (who) => ` ${JSON.stringify(who.hello())}`, 'BAD_JSON'],
    ['no JSON', () => 'hello', 'BAD_JSON'],
    ['nothing known', () => ({ kind: 'goodbye' }), 'BAD_MESSAGE'],
  ])('ends with whoever says %s instead of hello', async (_name, say, code) => {
    const admitted: Connection[] = []
    const listener = await listenAs(tracker, { onConnection: (c) => void admitted.push(c) })
    const client = await rawClient(alice, listener)
    client.send(say(alice, bob))
    expect((await client.headers(2))[1]).toMatchObject({ kind: 'error', id: null, code })
    await client.closed()
    expect(admitted).toEqual([])
    expect(listener.stats.violations).toBe(1)
  })

  test('ends with whoever sends a frame that is too long before ready', async () => {
    const listener = await listenAs(tracker)
    const client = await rawClient(alice, listener)
    client.socket.write(Buffer.from([0, 0, 0x20, 1, 0]))
    expect((await client.headers(2))[1]).toMatchObject({ code: 'FRAME_TOO_LARGE' })
    await client.closed()
  })

  test('ends with whoever puts a body before ready', async () => {
    const listener = await listenAs(tracker)
    const client = await rawClient(alice, listener)
    client.send(alice.hello(), Buffer.from('body'))
    expect((await client.headers(2))[1]).toMatchObject({ code: 'BAD_MESSAGE' })
  })

  test('ends with whoever names another version in ready', async () => {
    const listener = await listenAs(tracker)
    const client = await rawClient(alice, listener)
    client.send(alice.hello())
    client.send({ kind: 'ready', version: 9 })
    expect((await client.headers(2))[1]).toMatchObject({ code: 'NO_COMMON_VERSION' })
  })

  test('says no hello to a certificate that it does not want', async () => {
    const listener = await listenAs(tracker, {
      judge: () => {
        throw new ProtocolError('BAD_CERTIFICATE')
      },
    })
    const client = await rawClient(alice, listener)
    expect(await client.headers(1)).toMatchObject([{ kind: 'error', code: 'BAD_CERTIFICATE' }])
    await client.closed()
    expect(listener.stats.violations).toBe(1)
  })

  test('gives somebody who stops half way no more than the time for a handshake', async () => {
    const listener = await listenAs(tracker, { handshakeMs: 100 })
    const client = await rawClient(alice, listener)
    client.send(alice.hello())
    await client.closed()
    expect(await client.headers(1)).toHaveLength(1)
  })
})

function reversed(value: object): object {
  return Object.fromEntries(Object.entries(value).reverse())
}
