import { beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '../../../src/net/connection.ts'
import { Keeper } from '../../../src/net/link/keeper.ts'
import { redial } from '../../../src/net/redial.ts'
import { SEND_QUEUE_BYTES } from '../../../src/protocol/limits.ts'
import {
  connectPair,
  createPerson,
  dialAs,
  eventually,
  listenAs,
  readyRawClient,
  type End,
} from './ends.ts'

let alice: End
let bob: End

beforeAll(async () => {
  ;[alice, bob] = await Promise.all([createPerson('alice'), createPerson('bob')])
})

const MIB = 2 ** 20

describe('a connection', () => {
  test('that is silent is pinged, and lives as long as it answers', async () => {
    const keeper = new Keeper({ pingMs: 40, deadMs: 200, frameMs: 10_000 })
    const listener = await listenAs(bob, { keeper })
    const client = await readyRawClient(alice, listener)
    for (let pings = 1; pings <= 8; pings++) {
      expect((await client.headers(pings)).at(-1)).toEqual({ kind: 'ping' })
      client.send({ kind: 'pong' })
    }
    expect(client.isClosed).toBe(false)
    await client.closed()
  })

  test('that hears something is not pinged', async () => {
    const keeper = new Keeper({ pingMs: 200, deadMs: 10_000, frameMs: 10_000 })
    const listener = await listenAs(bob, { keeper })
    const client = await readyRawClient(alice, listener)
    for (let i = 0; i < 10; i++) {
      client.send({ kind: 'ping' })
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
    expect(new Set((await client.headers(10)).map(({ kind }) => kind))).toEqual(new Set(['pong']))
  })

  test('whose other end fell silent is dead', async () => {
    const keeper = new Keeper({ pingMs: 20, deadMs: 100, frameMs: 10_000 })
    const listener = await listenAs(bob)
    const near = await dialAs(alice, listener, { expect: { kid: bob.kid }, keeper })
    // The other side answers pings: it lives. One that does not, dies.
    await new Promise((resolve) => setTimeout(resolve, 250))
    await expect(near.request('logout', {})).rejects.toMatchObject({ code: 'UNSUPPORTED' })
    const silent = await listenAs(bob, { keeper })
    const client = await readyRawClient(alice, silent)
    await client.closed()
    expect(silent.stats.connections).toBe(0)
  })

  test('that both sides close at once is closed for both', async () => {
    const { near, far, listener } = await connectPair(alice, bob)
    near.close()
    far.close()
    expect([await near.closed, await far.closed]).toEqual(['closed', 'closed'])
    await listener.close()
  })

  test('ends for all when the listener closes, and its port is free at once', async () => {
    const listener = await listenAs(bob)
    const all = await Promise.all(
      Array.from({ length: 20 }, () => dialAs(alice, listener, { expect: { kid: bob.kid } })),
    )
    await listener.close()
    for (const { closed } of all) expect(await closed).toBe('ended')
    const again = await listenAs(bob, { port: listener.port })
    expect(again.port).toBe(listener.port)
  })

  test('says farewell: what was sent before the end arrives', async () => {
    let heard = 0
    const { near, far } = await connectPair(alice, bob, {
      far: {
        handlers: { methods: {}, notices: { presence: ({ body }) => void (heard += body.length) } },
      },
    })
    for (let i = 0; i < 6; i++) near.notify('presence', { online: 0 }, Buffer.alloc(MIB))
    near.close()
    await far.closed
    expect(heard).toBe(6 * MIB)
  })

  test('is dialled again when it was lost', async () => {
    const listener = await listenAs(bob)
    const stop = new AbortController()
    const kids: string[] = []
    const done = redial({
      connect: (signal) => dialAs(alice, listener, { signal, expect: { kid: bob.kid } }),
      onConnection: (connection) => {
        kids.push(connection.kid)
        if (kids.length < 3) setTimeout(() => connection.close('dead'), 10)
        else stop.abort()
      },
      signal: stop.signal,
      backoff: { firstMs: 1, mostMs: 10, steadyMs: 1_000 },
    })
    expect(await done).toBe('closed')
    expect(kids).toEqual([bob.kid, bob.kid, bob.kid])
  })
})

describe('when the other side stops reading', () => {
  test('notices are dropped and requests wait, within a bound; when it reads again, all goes on', async () => {
    const { far, slow } = await pairWithSlowReader()
    slow.socket.pause()
    const tell = (): boolean => far.notify('presence', { online: 0 }, Buffer.alloc(MIB))
    let sent = 0
    // The system's own buffers swallow some, in their own time.
    for (let before = -1; before !== sent;) {
      before = sent
      while (tell()) sent++
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    expect(sent).toBeGreaterThanOrEqual(SEND_QUEUE_BYTES / MIB)
    expect(sent).toBeLessThan(SEND_QUEUE_BYTES / MIB + 32)

    const asked = far.request('logout', {})
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(tell()).toBe(false)

    slow.socket.resume()
    await eventually(() => slow.frames.length === sent + 1)
    expect(tell()).toBe(true)
    slow.send({ kind: 'reply', id: 1, result: {} })
    expect((await asked).result).toEqual({})
  })

  test('its requests are not worked off into memory', async () => {
    let handled = 0
    const { slow } = await pairWithSlowReader(async () => {
      handled++
      return { result: {}, body: Buffer.alloc(MIB) }
    })
    slow.socket.pause()
    const asked = 200
    for (let id = 1; id <= asked; id++) ask(slow, id)
    await eventually(() => handled >= 8)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(handled).toBeLessThan(60)
    slow.socket.resume()
    await slow.headers(asked)
    expect(handled).toBe(asked)
  })

  test('it is dead after a while', async () => {
    const keeper = new Keeper({ pingMs: 50, deadMs: 300, frameMs: 10_000 })
    const { far, slow } = await pairWithSlowReader(undefined, keeper)
    slow.socket.pause()
    while (far.notify('presence', { online: 0 }, Buffer.alloc(MIB))) continue
    expect(await far.closed).toBe('dead')
  })

  /** `far` is ours; `slow` is a raw client on the other end. */
  async function pairWithSlowReader(
    answer: () => Promise<{ result: object; body?: Buffer }> = async () => ({ result: {} }),
    keeper?: Keeper,
  ) {
    let accept: (connection: Connection) => void = () => {}
    const accepted = new Promise<Connection>((resolve) => (accept = resolve))
    const listener = await listenAs(bob, {
      handlers: { methods: { 'rooms.list': answer }, notices: {} },
      onConnection: accept,
      ...(keeper && { keeper }),
    })
    const slow = await readyRawClient(alice, listener)
    return { far: await accepted, slow }
  }
})

describe('when our own handlers lag', () => {
  test('only so many requests are taken, and the rest waits with the other side', async () => {
    const gates: (() => void)[] = []
    const listener = await listenAs(bob, {
      handlers: {
        methods: {
          'rooms.list': () =>
            new Promise((resolve) => void gates.push(() => resolve({ result: {} }))),
        },
        notices: {},
      },
    })
    const client = await readyRawClient(alice, listener)
    const asked = 1_000
    for (let id = 1; id <= asked; id++) ask(client, id)
    await eventually(() => gates.length === 32)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(gates.length).toBe(32)
    for (let done = 0; done < asked;) {
      for (const open of gates.splice(0)) {
        open()
        done++
      }
      await new Promise((resolve) => setImmediate(resolve))
    }
    const ids = (await client.headers(asked)).map(({ id }) => id)
    expect(ids).toEqual(Array.from({ length: asked }, (_, i) => i + 1))
  })

  test('no more bytes of requests are taken than have a bound', async () => {
    let open = (): void => {}
    const isOpen = new Promise<void>((resolve) => (open = resolve))
    const handlers = {
      methods: {
        'rooms.list': async () => {
          await isOpen
          return { result: {} }
        },
      },
      notices: {},
    }
    const listener = await listenAs(bob, { handlers })
    const client = await readyRawClient(alice, listener)
    const asked = 60
    for (let id = 1; id <= asked; id++)
      client.send({ kind: 'request', id, method: 'rooms.list', params: {} }, Buffer.alloc(MIB))
    await new Promise((resolve) => setTimeout(resolve, 200))
    // What it does not take stays here: 60 MiB less 16, and what the system's buffers hold.
    expect(client.socket.writableLength).toBeGreaterThan(16 * MIB)
    open()
    expect(await client.headers(asked)).toHaveLength(asked)
  })

  test('two sides that send each other much do not wait for each other for ever', async () => {
    const handlers = { methods: { 'rooms.list': async () => ({ result: {} }) }, notices: {} }
    const { near, far } = await connectPair(alice, bob, { near: { handlers }, far: { handlers } })
    const body = Buffer.alloc(MIB)
    const many = [near, far].flatMap((side) =>
      Array.from({ length: 60 }, () => side.request('rooms.list', {}, { body })),
    )
    expect(await Promise.all(many)).toHaveLength(120)
  })

  test('two sides that ask each other for much do not wait for each other for ever', async () => {
    const handlers = {
      methods: { 'rooms.list': async () => ({ result: {}, body: Buffer.alloc(MIB / 4) }) },
      notices: {},
    }
    const { near, far } = await connectPair(alice, bob, { near: { handlers }, far: { handlers } })
    const many = [near, far].flatMap((side) =>
      Array.from({ length: 150 }, () => side.request('rooms.list', {})),
    )
    for (const { body } of await Promise.all(many)) expect(body).toHaveLength(MIB / 4)
  })
})

function ask(client: { send(header: object): void }, id: number): void {
  client.send({ kind: 'request', id, method: 'rooms.list', params: {} })
}
