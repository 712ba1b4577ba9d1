import { beforeAll, describe, expect, test } from 'vitest'
import { Keeper } from '../../../src/net/link/keeper.ts'
import type { Handlers } from '../../../src/net/connection.ts'
import { ChatError, ProtocolError } from '../../../src/shared/errors.ts'
import {
  connectPair,
  createPerson,
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

function answering(methods: Handlers['methods']): { far: { handlers: Handlers } } {
  return { far: { handlers: { methods, notices: {} } } }
}

const CHAT = 'A'.repeat(43) as never

describe('a request', () => {
  test('is answered with a result and a body, in either direction', async () => {
    const echo: Handlers = {
      methods: { 'rooms.list': async ({ body }) => ({ result: {}, body }) },
      notices: {},
    }
    const { near, far } = await connectPair(alice, bob, {
      near: { handlers: echo },
      far: { handlers: echo },
    })
    for (const [asker, size] of [
      [near, 0],
      [far, 1],
      [near, 100_000],
      [far, 2 ** 20],
    ] as const) {
      const body = Buffer.alloc(size, 7)
      const reply = await asker.request('rooms.list', {}, { body })
      expect(reply.result).toEqual({})
      expect(reply.body.equals(body)).toBe(true)
    }
  })

  test('gets its own answer, in whatever order the answers come', async () => {
    const { near } = await connectPair(
      alice,
      bob,
      answering({
        'directory.read': async ({ params }) => {
          await new Promise((resolve) => setTimeout(resolve, (params.after % 7) * 3))
          return { result: { head: [params.after, ''] } }
        },
      }),
    )
    const answers = await Promise.all(
      Array.from({ length: 500 }, (_, after) => near.request('directory.read', { after })),
    )
    expect(answers.map(({ result }) => result.head[0])).toEqual([...Array(500).keys()])
  })

  test('is refused with the code, and the time to wait, that the other side threw', async () => {
    const { near } = await connectPair(
      alice,
      bob,
      answering({
        logout: () => {
          throw new ChatError('TOO_MANY_ATTEMPTS', { retryAfterMs: 3_000, subject: 'not told' })
        },
      }),
    )
    await expect(near.request('logout', {})).rejects.toMatchObject({
      code: 'TOO_MANY_ATTEMPTS',
      retryAfterMs: 3_000,
      subject: '',
    })
    await expect(near.request('rooms.list', {})).rejects.toMatchObject({ code: 'UNSUPPORTED' })
  })

  test('ends in time, by signal or with the connection, whichever comes first', async () => {
    const { near, far } = await connectPair(
      alice,
      bob,
      answering({ logout: () => new Promise(() => {}) }),
    )
    await expect(near.request('logout', {}, { timeoutMs: 20 })).rejects.toMatchObject({
      code: 'TIMEOUT',
    })
    const signal = AbortSignal.timeout(20)
    await expect(near.request('logout', {}, { signal })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
    await expect(near.request('logout', {}, { signal })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
    const pending = Array.from({ length: 200 }, () => near.request('logout', {}))
    const outcomes = Promise.allSettled(pending)
    far.close()
    for (const outcome of await outcomes)
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'CONNECTION_LOST' } })
    await expect(near.request('logout', {})).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    expect(await near.closed).toBe('ended')
    expect(await far.closed).toBe('closed')
  })

  test('that was given up may still be answered', async () => {
    let answer: (() => void) | undefined
    const { near } = await connectPair(
      alice,
      bob,
      answering({
        logout: () => new Promise((resolve) => (answer = () => resolve({ result: {} }))),
        'rooms.list': async () => ({ result: {} }),
      }),
    )
    await expect(near.request('logout', {}, { timeoutMs: 20 })).rejects.toThrow('TIMEOUT')
    answer?.()
    await near.request('rooms.list', {})
  })

  test('is never answered by somebody who lets all of them lie, and then the link is given up', async () => {
    const { near } = await connectPair(
      alice,
      bob,
      answering({ logout: () => new Promise(() => {}) }),
    )
    const pending = Array.from({ length: 128 }, () => near.request('logout', {}, { timeoutMs: 50 }))
    await Promise.allSettled(pending)
    expect(await near.closed).toBe('TIMEOUT')
  })
})

describe('a notice', () => {
  test('is heard with its body, in order', async () => {
    const heard: string[] = []
    const { near } = await connectPair(alice, bob, {
      far: {
        handlers: {
          methods: {},
          notices: {
            presence: ({ params, body }) => void heard.push(`${params.online} ${body.toString()}`),
          },
        },
      },
    })
    for (let online = 0; online < 100; online++)
      expect(near.notify('presence', { online }, Buffer.from('x'))).toBe(true)
    await eventually(() => heard.length === 100)
    expect(heard).toEqual(Array.from({ length: 100 }, (_, i) => `${i} x`))
  })

  test('that nobody waits for is ignored', async () => {
    const { near, far } = await connectPair(
      alice,
      bob,
      answering({ logout: async () => ({ result: {} }) }),
    )
    near.notify('presence', { online: 1 })
    await near.request('logout', {})
    far.close()
    await near.closed
    expect(near.notify('presence', { online: 1 })).toBe(false)
  })
})

describe('broken rules after ready', () => {
  test.each<[string, object | string | Buffer, string]>([
    ['params of another shape', request({ after: -1 }), 'BAD_MESSAGE'],
    ['more params', request({ after: 1, more: 1 }), 'BAD_MESSAGE'],
    ['a request number 0', { ...request({ after: 1 }), id: 0 }, 'BAD_MESSAGE'],
    ['a reply nobody asked for', { kind: 'reply', id: 1, result: {} }, 'UNEXPECTED_MESSAGE'],
    ['an error nobody asked for', error(1), 'UNEXPECTED_MESSAGE'],
    ['another hello', { kind: 'hello' }, 'BAD_MESSAGE'],
    [
      'a notice of another shape',
      { kind: 'notice', notice: 'presence', params: {} },
      'BAD_MESSAGE',
    ],
    ['deep nesting', '['.repeat(500) + ']'.repeat(500), 'BAD_JSON'],
    ['a key that is there twice', '{"kind":"ping","kind":"ping"}', 'BAD_JSON'],
    ['an escape that need not be', '{"kind":"pin\\u0067"}', 'BAD_JSON'],
    [
      'a prototype',
      '{"kind":"request","id":1,"method":"logout","params":{"__proto__":{"a":1}}}',
      'BAD_JSON',
    ],
    ['bytes that are not UTF-8', Buffer.from('7b226b696e64223a22ff227d', 'hex'), 'BAD_JSON'],
  ])('%s: answered, closed, counted', async (_name, header, code) => {
    const listener = await listenAs(bob, {
      handlers: {
        methods: { 'directory.read': async () => ({ result: { head: [0, ''] } }) },
        notices: {},
      },
    })
    const client = await readyRawClient(alice, listener)
    client.send(header)
    const [answer] = await client.headers(1)
    expect(answer).toEqual({ kind: 'error', id: null, code, retryAfterMs: null })
    await client.closed()
    expect(listener.stats.violations).toBe(1)
  })

  test('params in another order', async () => {
    const listener = await listenAs(bob, {
      handlers: {
        methods: { 'sync.digest': async () => ({ result: { different: [] } }) },
        notices: {},
      },
    })
    const client = await readyRawClient(alice, listener)
    const ask = (id: number, digest: object): void =>
      client.send({ kind: 'request', id, method: 'sync.digest', params: { digests: [digest] } })
    ask(1, { chat: CHAT, heads: CHAT })
    expect(await client.headers(1)).toEqual([{ kind: 'reply', id: 1, result: { different: [] } }])
    ask(2, { heads: CHAT, chat: CHAT })
    expect((await client.headers(2))[1]).toMatchObject({ id: null, code: 'BAD_JSON' })
  })

  test('found by a handler', async () => {
    const { near, far, listener } = await connectPair(
      alice,
      bob,
      answering({
        logout: async () => {
          throw new ProtocolError('BAD_SIGNATURE')
        },
      }),
    )
    await expect(near.request('logout', {})).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    expect(await near.closed).toBe('BAD_SIGNATURE')
    expect(await far.closed).toBe('BAD_SIGNATURE')
    expect(listener.stats.violations).toBe(1)
  })

  test('a giant frame, and half a frame that does not go on', async () => {
    const keeper = new Keeper({ pingMs: 10_000, deadMs: 10_000, frameMs: 100 })
    const listener = await listenAs(bob, { keeper })
    const giant = await readyRawClient(alice, listener)
    giant.socket.write(Buffer.from('00200000', 'hex'))
    expect((await giant.headers(1))[0]).toMatchObject({ code: 'FRAME_TOO_LARGE' })
    const slow = await readyRawClient(alice, listener)
    const trickle = setInterval(() => slow.socket.write(Buffer.alloc(1)), 10)
    slow.socket.write(Buffer.from('00010000000f', 'hex'))
    expect((await slow.headers(1))[0]).toMatchObject({ code: 'FRAME_TOO_SLOW' })
    clearInterval(trickle)
    await slow.closed()
  })

  test('a reply of another shape ends the link of the one who asked', async () => {
    const { near } = await connectPair(
      alice,
      bob,
      answering({ 'sync.want': async () => ({ result: { more: 'perhaps' } as never }) }),
    )
    const params = { chat: CHAT, have: null, ranges: [], maxBytes: 1_024 }
    await expect(near.request('sync.want', params)).rejects.toMatchObject({
      code: 'CONNECTION_LOST',
    })
    expect(await near.closed).toBe('BAD_MESSAGE')
  })
})

function request(params: object): object {
  return { kind: 'request', id: 1, method: 'directory.read', params }
}

function error(id: number): object {
  return { kind: 'error', id, code: 'QUOTA', retryAfterMs: null }
}
