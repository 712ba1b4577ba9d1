import { describe, expect, test } from 'vitest'
import { createTestFolder, RpcFailure, startRpc, startTracker } from '../helpers/program.ts'
import { FULL_STRENGTH } from '../helpers/quick-programs.ts'

const PASSWORD = 'correct horse battery'

describe('two scripts', () => {
  test('register, meet in a room, talk, leave and find their history again', async () => {
    const data = await createTestFolder()
    const tracker = await startTracker(data, 0, FULL_STRENGTH)
    const alice = startRpc({ data, port: tracker.port }, FULL_STRENGTH)
    const bob = startRpc({ data, port: tracker.port }, FULL_STRENGTH)
    const registered = await alice.call('session.register', {
      username: 'alice',
      password: PASSWORD,
    })
    expect(registered).toMatchObject({ username: 'alice', fingerprint: expect.any(String) })
    await bob.call('session.register', { username: 'bob', password: PASSWORD })
    await alice.until('presence', ({ username, online }) => username === 'bob' && online === true)
    expect(await alice.call('peers.list')).toMatchObject({
      peers: [{ username: 'bob', online: true, trust: 'unverified' }],
    })

    expect(await alice.call('rooms.create', { name: 'lab' })).toMatchObject({
      room: { name: 'lab', private: false, moderator: 'alice', memberCount: 1, joined: true },
    })
    expect(await bob.call('rooms.list')).toMatchObject({ rooms: [{ name: 'lab', joined: false }] })
    await bob.call('rooms.join', { name: 'lab' })
    await alice.until(
      'room',
      ({ name, event, by }) => name === 'lab' && event === 'joined' && by === 'bob',
    )
    const members = await alice.call('rooms.members', { name: 'lab' })
    expect(members).toEqual({
      members: [
        { username: 'alice', moderator: true, online: true },
        { username: 'bob', moderator: false, online: true },
      ],
    })

    const text = 'olá 👋🏽 e\u0301 漢字\nsecond line'
    const sent = await alice.call('messages.send', { chat: '#lab', text })
    const heard = await bob.until('message', ({ chat }) => chat === '#lab')
    expect(heard).toMatchObject({
      message: { id: sent['id'], from: 'alice', text: text },
    })
    await alice.until('receipt', ({ id, state }) => id === sent['id'] && state === 'delivered')
    await bob.call('messages.send', { chat: '@alice', text: 'psst' })
    await alice.until('message', ({ chat }) => chat === '@bob')

    expect((await bob.end()).code).toBe(0)
    await alice.until('presence', ({ username, online }) => username === 'bob' && online === false)
    await alice.call('messages.send', { chat: '#lab', text: 'while you were away' })

    const again = startRpc({ data, port: tracker.port }, FULL_STRENGTH)
    await again.call('session.login', { username: 'bob', password: PASSWORD })
    await again.until('message', ({ message }) => textOf(message) === 'while you were away')
    const { messages } = await again.call('messages.history', { chat: '#lab' })
    expect((messages as unknown[]).map(textOf)).toEqual([text, 'while you were away'])
    expect((await again.end()).code).toBe(0)
    expect((await alice.end()).code).toBe(0)
    expect((await tracker.stop()).code).toBe(0)
  })

  test('are refused with codes to program against', async () => {
    const data = await createTestFolder()
    const { port } = await startTracker(data)
    const alice = startRpc({ data, port })
    const refusal = async (method: string, params?: object): Promise<unknown> =>
      alice.call(method, params).then(
        () => 'accepted',
        (error: unknown) => (error instanceof RpcFailure ? error.error.data?.['code'] : error),
      )
    expect(await refusal('rooms.list')).toBe('NOT_LOGGED_IN')
    expect(await refusal('session.login', { username: 'nobody', password: PASSWORD })).toBe(
      'NO_PROFILE_HERE',
    )
    expect(await refusal('session.register', { username: 'A b', password: PASSWORD })).toBe(
      'INVALID_USERNAME',
    )
    await alice.call('session.register', { username: 'alice', password: PASSWORD })
    expect(await refusal('rooms.join', { name: 'nowhere' })).toBe('UNKNOWN_ROOM')
    expect(await refusal('messages.send', { chat: 'nowhere', text: 'x' })).toBe('INVALID_CHAT')
    expect(await refusal('messages.send', { chat: '@nobody', text: 'x' })).toBe('UNKNOWN_USER')
    await alice.call('session.logout')
    expect(await refusal('session.login', { username: 'alice', password: 'wrong horse' })).toBe(
      'WRONG_PASSWORD',
    )
  })
})

test('a user and a password of the environment log in before the first request', async () => {
  const data = await createTestFolder()
  const { port } = await startTracker(data)
  const first = startRpc({ data, port })
  await first.call('session.register', { username: 'alice', password: PASSWORD })
  await first.end()
  const second = startRpc(
    { data, port, words: ['--user', 'alice'] },
    { CHATP2P_PASSWORD: PASSWORD },
  )
  expect(await second.call('peers.list')).toEqual({ peers: [] })
  second.child.kill('SIGTERM')
  expect((await second.end()).code).toBe(0)
})

test('who leaves while nobody can take what he wrote is told so', async () => {
  const data = await createTestFolder()
  const tracker = await startTracker(data)
  const bob = startRpc({ data, port: tracker.port })
  await bob.call('session.register', { username: 'bob', password: PASSWORD })
  const alice = startRpc({ data, port: tracker.port })
  await alice.call('session.register', { username: 'alice', password: PASSWORD })
  await bob.end()
  const { id: first } = await alice.call('messages.send', { chat: '@bob', text: 'one' })
  await alice.until('receipt', ({ id, state }) => id === first && state === 'stored')
  await tracker.stop()
  await alice.until('connection', (params) => params['tracker'] === 'offline')
  await alice.call('messages.send', { chat: '@bob', text: 'two' })
  const { code, stderr } = await alice.end()
  expect(code).toBe(0)
  expect(stderr).toContain('1 message is not with everybody yet; it will go out at the next start.')
})

function textOf(message: unknown): unknown {
  return (message as { text?: unknown } | undefined)?.text
}
