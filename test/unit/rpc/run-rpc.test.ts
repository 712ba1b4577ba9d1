import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Peer } from '../../../src/peer/peer.ts'
import type { ChatState } from '../../../src/peer/state.ts'
import { ChatError } from '../../../src/shared/errors.ts'
import { messageItem, startSession } from './rpc-session.ts'

const request = (id: number, method: string, params: object = {}): object => ({
  jsonrpc: '2.0',
  id,
  method,
  params,
})

describe('a request', () => {
  test('is answered with the shape that scripts rely on', async () => {
    const session = startSession({
      login: async ({ username }) => ({
        username,
        fingerprint: 'ab12',
        address: { host: '127.0.0.1', port: 4242 },
      }),
    })
    session.send(request(1, 'session.login', { username: 'alice', password: 'correct horse' }))
    expect(await session.next()).toEqual({
      jsonrpc: '2.0',
      id: 1,
      result: {
        username: 'alice',
        fingerprint: 'ab12',
        address: { host: '127.0.0.1', port: 4242 },
      },
    })
    await session.finish()
  })

  test('that the peer refuses tells the error code of the project', async () => {
    const session = startSession({
      joinRoom: async () => {
        throw new ChatError('WRONG_ROOM_PASSWORD', { subject: 'lab', retryAfterMs: 1_000 })
      },
    })
    session.send(request(7, 'rooms.join', { name: 'lab', password: 'x' }))
    expect(await session.next()).toMatchObject({
      id: 7,
      error: {
        code: -32_000,
        message: expect.stringContaining('lab'),
        data: { code: 'WRONG_ROOM_PASSWORD', subject: 'lab', retryAfterMs: 1_000 },
      },
    })
    await session.finish()
  })

  test('can change the password', async () => {
    const session = startSession({ changePassword: async () => {} })
    session.send(request(3, 'session.changePassword', { current: 'old word', next: 'new word' }))
    expect(await session.next()).toEqual({ jsonrpc: '2.0', id: 3, result: {} })
    expect(session.calls).toContainEqual([
      'changePassword',
      { current: 'old word', next: 'new word' },
    ])
    await session.finish()
  })

  test('keeps no other waiting', async () => {
    const slow = defer<readonly []>()
    const session = startSession({ listRooms: async () => slow.promise })
    session.send(request(1, 'rooms.list'))
    session.send(request(2, 'system.describe'))
    expect(await session.next()).toMatchObject({ id: 2, result: { version: '9.9.9' } })
    slow.resolve([])
    expect(await session.next()).toEqual({ jsonrpc: '2.0', id: 1, result: { rooms: [] } })
    await session.finish()
  })

  test('without an id acts and is not answered', async () => {
    const session = startSession({ leaveRoom: async () => {} })
    session.send({ jsonrpc: '2.0', method: 'rooms.leave', params: { name: 'lab' } })
    expect(await session.finish()).toEqual([])
    expect(session.calls).toContainEqual(['leaveRoom', 'lab'])
  })

  test('to send keeps its place among those of one chat', async () => {
    const session = startSession({ sendText: async () => ({ id: 'm', sentAt: 0 }) })
    for (let n = 0; n < 50; n++) {
      session.send(request(n, 'messages.send', { chat: '#lab', text: String(n) }))
    }
    await session.finish()
    const texts = session.calls.filter(([name]) => name === 'sendText').map((call) => call[2])
    expect(texts).toEqual(Array.from({ length: 50 }, (_, n) => String(n)))
  })

  test('for the history is answered oldest first, with times in UTC', async () => {
    const session = startSession({
      readHistory: async () => [
        messageItem(),
        messageItem({ id: 'm2', problem: 'sealed', text: '' }),
      ],
    })
    session.send(request(1, 'messages.history', { chat: '@bob', limit: 2, before: 'm9' }))
    expect(await session.next()).toMatchObject({
      result: {
        messages: [
          {
            id: 'm1',
            from: 'bob',
            text: 'hello',
            sentAt: '2026-11-19T10:21:00.007Z',
            state: 'stored',
          },
          { id: 'm2', text: '', problem: 'sealed' },
        ],
      },
    })
    expect(session.calls).toContainEqual(['readHistory', '@bob', { limit: 2, before: 'm9' }])
    await session.finish()
  })

  test('for a history with a gap is told how much is missing', async () => {
    const gap = { missing: 2, fetching: true }
    const chats = new Map([['@bob', { gap } as ChatState]] as const)
    const session = startSession({ readHistory: async () => [] }, { chats })
    session.send(request(1, 'messages.history', { chat: '@bob' }))
    expect(await session.next()).toMatchObject({ result: { messages: [], missing: 2 } })
    await session.finish()
  })

  test('for people or members needs a session', async () => {
    const session = startSession({}, { session: { status: 'out' } })
    session.send(request(1, 'peers.list'))
    session.send(request(2, 'rooms.members', { name: 'lab' }))
    const answers = [await session.next(), await session.next()]
    expect(answers).toMatchObject([
      { error: { data: { code: 'NOT_LOGGED_IN' } } },
      { error: { data: { code: 'NOT_LOGGED_IN' } } },
    ])
    await session.finish()
  })
})

describe('what is not a request', () => {
  test.each([
    ['no JSON', '{"jsonrpc"', -32_700, null],
    ['an empty batch', '[]', -32_600, null],
    ['a number', '1', -32_600, null],
    ['another version', { jsonrpc: '1.0', id: 4, method: 'x' }, -32_600, 4],
    ['an unknown field', { jsonrpc: '2.0', id: 4, method: 'x', extra: 1 }, -32_600, 4],
    ['an unknown method', request(5, 'rooms.explode'), -32_601, 5],
    ['a method of every object', request(5, 'toString'), -32_601, 5],
    ['missing params', request(6, 'messages.send', { chat: '#a' }), -32_602, 6],
    ['params too many', request(6, 'session.logout', { now: true }), -32_602, 6],
    [
      'params by position',
      { jsonrpc: '2.0', id: 6, method: 'rooms.leave', params: ['a'] },
      -32_602,
      6,
    ],
    ['a limit below one', request(6, 'messages.history', { chat: '#a', limit: 0 }), -32_602, 6],
  ])('%s is refused by its own code', async (_, line, code, id) => {
    const session = startSession()
    session.send(line)
    expect(await session.next()).toMatchObject({ jsonrpc: '2.0', id, error: { code } })
    await session.finish()
  })

  test('a line over the limit is refused and the next one is read', async () => {
    const session = startSession()
    session.send('x'.repeat(1024 * 1024 + 1))
    session.send(request(1, 'system.describe'))
    expect(await session.next()).toMatchObject({ id: null, error: { code: -32_600 } })
    expect(await session.next()).toMatchObject({ id: 1 })
    await session.finish()
  })

  test('empty lines mean nothing', async () => {
    const session = startSession()
    session.send('')
    session.send(' \r')
    expect(await session.finish()).toEqual([])
  })
})

test('a batch is answered by one line, in which notifications have no place', async () => {
  const session = startSession({ leaveRoom: async () => {} })
  session.send([
    request(1, 'system.describe'),
    { jsonrpc: '2.0', method: 'rooms.leave', params: { name: 'a' } },
    7,
  ])
  expect(await session.next()).toMatchObject([{ id: 1 }, { id: null, error: { code: -32_600 } }])
  await session.finish()
})

describe('what happens is told', () => {
  test.each([
    [
      { type: 'message', chat: '#lab', message: messageItem() } as const,
      {
        method: 'message',
        params: { chat: '#lab', message: { id: 'm1', sentAt: '2026-11-19T10:21:00.007Z' } },
      },
    ],
    [
      { type: 'receipt', chat: '@bob', id: 'm1', by: 'bob', state: 'delivered' } as const,
      { method: 'receipt', params: { chat: '@bob', id: 'm1', by: 'bob', state: 'delivered' } },
    ],
    [
      { type: 'presence', username: 'bob', online: true } as const,
      { method: 'presence', params: { username: 'bob', online: true } },
    ],
    [
      {
        type: 'room',
        name: 'lab',
        item: { type: 'event', id: 'e', event: 'joined', by: 'bob', subject: '', sentAt: 0 },
      } as const,
      { method: 'room', params: { name: 'lab', event: 'joined', by: 'bob' } },
    ],
    [
      {
        type: 'room',
        name: 'lab',
        item: {
          type: 'event',
          id: 'e',
          event: 'policy-changed',
          by: 'bob',
          subject: '',
          policy: { admit: 'open', inactivity: 'never' },
          sentAt: 0,
        },
      } as const,
      { method: 'room', params: { private: false, inactivityTimeout: null } },
    ],
    [
      { type: 'connection', tracker: 'offline' } as const,
      { method: 'connection', params: { tracker: 'offline' } },
    ],
  ])('$0.type', async (event, expected) => {
    const session = startSession()
    session.events.emit(event)
    const told = await session.next()
    expect(told).toMatchObject(expected)
    expect(told).not.toHaveProperty('id')
    await session.finish()
  })

  test('but a reader that stops reading costs bounded memory and hears how much it missed', async () => {
    const session = startSession()
    const text = 'x'.repeat(64 * 1024)
    for (let n = 0; n < 400; n++) {
      session.events.emit({ type: 'message', chat: '#lab', message: messageItem({ text }) })
    }
    expect(session.output.writableLength).toBeLessThan(6 * 1024 * 1024)
    const told = await session.finish()
    const last = told.at(-1)
    expect(last).toMatchObject({ method: 'overflow' })
    expect(told.length - 1 + droppedOf(last)).toBe(400)
  })
})

describe('the end', () => {
  test('of the input waits for what runs and logs out', async () => {
    const slow = defer<readonly []>()
    const session = startSession({ listRooms: async () => slow.promise })
    session.send(request(1, 'rooms.list'))
    session.input.end()
    await sleep(5)
    expect(session.calls).toEqual([['listRooms']])
    slow.resolve([])
    await session.done
    expect(session.calls).toEqual([['listRooms'], ['logout']])
  })

  test('by a signal waits for nothing', async () => {
    const session = startSession({ listRooms: async () => new Promise(() => {}) })
    session.send(request(1, 'rooms.list'))
    await sleep(5)
    session.stop.abort()
    await session.done
    expect(session.calls).toContainEqual(['logout'])
  })

  test('of the reader ends the program', async () => {
    const session = startSession()
    session.output.destroy()
    await session.done
    expect(session.calls).toEqual([['logout']])
  })

  test('tells how many messages did not get to anybody, as a logout does', async () => {
    const session = startSession({ logout: async () => ({ waiting: 2 }) })
    session.send(request(1, 'session.logout'))
    expect(await session.next()).toMatchObject({ id: 1, result: { waiting: 2 } })
    session.input.end()
    expect(await session.done).toEqual({ waiting: 2 })
  })

  test('a bug is answered as one and then reaches the crash guard', async () => {
    const session = startSession({
      leaveRoom: (async () => {
        throw new TypeError('oops')
      }) satisfies Peer['leaveRoom'],
    })
    session.send(request(1, 'rooms.leave', { name: 'a' }))
    await expect(session.done).rejects.toThrow('oops')
    expect(await session.next()).toMatchObject({ id: 1, error: { code: -32_603 } })
  })
})

function droppedOf(notification: unknown): number {
  return (notification as { params: { dropped: number } }).params.dropped
}

function defer<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {}
  const promise = new Promise<T>((given) => {
    resolve = given
  })
  return { promise, resolve }
}
