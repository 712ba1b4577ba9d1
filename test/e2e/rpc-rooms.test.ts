import { expect, test } from 'vitest'
import {
  createTestFolder,
  RpcFailure,
  startRpc,
  startTracker,
  type RpcProcess,
} from '../helpers/program.ts'

const PASSWORD = 'correct horse battery'
const PATIENT = { timeout: 120_000 }
const IN_5_MINUTES = 300

/** Scripts of their own processes, registered at one tracker. */
async function scripts(...names: readonly string[]): Promise<RpcProcess[]> {
  const data = await createTestFolder()
  const { port } = await startTracker(data)
  return Promise.all(
    names.map(async (username) => {
      const script = startRpc({ data, port })
      await script.call('session.register', { username, password: PASSWORD })
      return script
    }),
  )
}

async function refusal(script: RpcProcess, method: string, params: object): Promise<unknown> {
  return script.call(method, params).then(
    () => 'accepted',
    (error: unknown) => (error instanceof RpcFailure ? error.error.data?.['code'] : error),
  )
}

function untilRoom(script: RpcProcess, name: string, event: string, subject = '') {
  return script.until(
    'room',
    (told) => told['name'] === name && told['event'] === event && told['subject'] === subject,
  )
}

test(
  'a script governs a room; each act is answered by the room, and everybody is told',
  PATIENT,
  async () => {
    const [alice, bob, carol] = (await scripts('alice', 'bob', 'carol')) as [
      RpcProcess,
      RpcProcess,
      RpcProcess,
    ]
    const room = { name: 'lab', private: false, moderator: 'alice', joined: true }
    const made = await alice.call('rooms.create', { name: 'lab', inactivityTimeout: 3_600 })
    expect(made).toEqual({ room: { ...room, memberCount: 1 } })
    expect(await bob.call('rooms.join', { name: 'lab' })).toEqual({
      room: { ...room, memberCount: 2 },
    })
    await untilRoom(alice, 'lab', 'joined')

    const secret = { ...room, private: true }
    expect(await alice.call('rooms.setPassword', { name: 'lab', password: 'sesame' })).toEqual({
      room: { ...secret, memberCount: 2 },
    })
    await untilRoom(bob, 'lab', 'password-changed')
    expect(await refusal(carol, 'rooms.join', { name: 'lab' })).toBe('WRONG_ROOM_PASSWORD')
    expect(await refusal(carol, 'rooms.join', { name: 'lab', password: 'simsim' })).toBe(
      'WRONG_ROOM_PASSWORD',
    )
    expect(await carol.call('rooms.join', { name: 'lab', password: 'sesame' })).toEqual({
      room: { ...secret, memberCount: 3 },
    })
    await untilRoom(alice, 'lab', 'added', 'carol')

    expect(await alice.call('rooms.rename', { name: 'lab', newName: 'den' })).toEqual({
      room: { ...secret, name: 'den', memberCount: 3 },
    })
    await bob.until('room', ({ event, subject }) => event === 'renamed' && subject === 'den')
    const policy = { name: 'den', timeout: IN_5_MINUTES }
    expect(await alice.call('rooms.setInactivity', policy)).toMatchObject({ room: { name: 'den' } })
    await untilRoom(bob, 'den', 'policy-changed')
    await alice.call('rooms.setInactivity', { name: 'den', timeout: null })

    expect(await alice.call('rooms.removeMember', { name: 'den', username: 'carol' })).toEqual({
      room: { ...secret, name: 'den', memberCount: 2 },
    })
    await untilRoom(bob, 'den', 'removed', 'carol')
    await untilRoom(carol, 'den', 'removed', 'carol')
    expect(await refusal(carol, 'messages.send', { chat: '#den', text: 'hm' })).toBe('NOT_A_MEMBER')
    await alice.call('rooms.ban', { name: 'den', usernames: ['carol'] })
    await untilRoom(bob, 'den', 'banned', 'carol')
    expect(await refusal(carol, 'rooms.join', { name: 'den', password: 'sesame' })).toBe('BANNED')
    await alice.call('rooms.unban', { name: 'den', username: 'carol' })
    await untilRoom(bob, 'den', 'unbanned', 'carol')
    await alice.call('rooms.setPassword', { name: 'den', password: null })

    expect(await alice.call('rooms.transfer', { name: 'den', username: 'bob' })).toEqual({})
    await expect
      .poll(() => refusal(bob, 'rooms.declineTransfer', { name: 'den' }), { timeout: 20_000 })
      .toBe('accepted')
    await alice.call('rooms.transfer', { name: 'den', username: 'bob' })
    await expect
      .poll(() => refusal(bob, 'rooms.acceptTransfer', { name: 'den' }), { timeout: 20_000 })
      .toBe('accepted')
    await untilRoom(alice, 'den', 'moderator-changed', 'bob')
    const now = await bob.call('rooms.members', { name: 'den' })
    expect(now).toEqual({
      members: [
        { username: 'alice', moderator: false, online: true },
        { username: 'bob', moderator: true, online: true },
      ],
    })

    const { entries } = (await bob.call('rooms.audit', { name: 'den' })) as { entries: Line[] }
    const acts = entries.filter(({ what, counts }) => counts && what !== 'epoch')
    expect(acts.map(({ what }) => what)).toEqual([
      'created',
      'joined',
      ...['policy-changed', 'password-changed', 'added', 'renamed'],
      ...['policy-changed', 'policy-changed', 'removed', 'banned', 'unbanned', 'policy-changed'],
      'moderator-changed',
    ])
    const proof = await bob.call('rooms.auditVerify', { name: 'den' })
    expect(proof).toMatchObject({ matches: true, wrong: null })
    expect(proof['entries']).toBeGreaterThanOrEqual(entries.length)

    expect(await bob.call('rooms.delete', { name: 'den' })).toEqual({})
    await untilRoom(alice, 'den', 'deleted')
    expect(await refusal(alice, 'messages.send', { chat: '#den', text: 'hm' })).toBe('ROOM_DELETED')
    expect(await alice.call('rooms.purge', { chat: '#den' })).toEqual({})
    expect(await refusal(alice, 'messages.history', { chat: '#den' })).toBe('NOT_A_MEMBER')
  },
)

interface Line {
  readonly what: string
  readonly counts: boolean
}

test('who may not is told why, by a code', PATIENT, async () => {
  const [alice, bob] = (await scripts('alice', 'bob')) as [RpcProcess, RpcProcess]
  await alice.call('rooms.create', { name: 'lab' })
  await bob.call('rooms.join', { name: 'lab' })
  await bob.call('rooms.create', { name: 'den' })
  const name = 'lab'
  const moderators: readonly (readonly [string, object])[] = [
    ['rooms.rename', { name, newName: 'mine' }],
    ['rooms.setPassword', { name, password: 'sesame' }],
    ['rooms.setInactivity', { name, timeout: 60 }],
    ['rooms.removeMember', { name, username: 'alice' }],
    ['rooms.ban', { name, username: 'alice' }],
    ['rooms.unban', { name, username: 'alice' }],
    ['rooms.transfer', { name, username: 'alice' }],
    ['rooms.delete', { name }],
  ]
  for (const [method, params] of moderators) {
    expect([method, await refusal(bob, method, params)]).toEqual([method, 'NOT_MODERATOR'])
    const elsewhere = { ...params, name: 'den' }
    expect([method, await refusal(alice, method, elsewhere)]).toEqual([method, 'NOT_A_MEMBER'])
  }
  for (const method of ['rooms.members', 'rooms.leave', 'rooms.audit', 'rooms.auditVerify']) {
    expect([method, await refusal(alice, method, { name: 'den' })]).toEqual([
      method,
      'NOT_A_MEMBER',
    ])
  }
  const codes = [
    await refusal(bob, 'rooms.create', { name: 'lab' }),
    await refusal(bob, 'rooms.rename', { name: 'den', newName: 'lab' }),
    await refusal(bob, 'rooms.create', { name: '' }),
    await refusal(bob, 'rooms.acceptTransfer', { name: 'lab' }),
    await refusal(alice, 'rooms.removeMember', { name: 'lab', username: 'nobody' }),
    await refusal(alice, 'rooms.purge', { chat: '#lab' }),
    await refusal(alice, 'messages.send', { chat: '#lab', text: '' }),
    await refusal(alice, 'messages.details', { chat: '#lab', id: 'none' }),
  ]
  expect(codes).toEqual([
    'ROOM_EXISTS',
    'ROOM_EXISTS',
    'INVALID_ROOM_NAME',
    'NO_OFFER',
    'UNKNOWN_USER',
    'ALREADY_A_MEMBER',
    'EMPTY_MESSAGE',
    'UNKNOWN_MESSAGE',
  ])
})

test(
  'receipts come in order, details name each recipient, and reading can be kept to oneself',
  PATIENT,
  async () => {
    const data = await createTestFolder()
    const { port } = await startTracker(data)
    const [alice, bob] = [startRpc({ data, port }), startRpc({ data, port })]
    await alice.call('session.register', { username: 'alice', password: PASSWORD })
    await bob.call('session.register', { username: 'bob', password: PASSWORD })
    await alice.until('presence', ({ username, online }) => username === 'bob' && online === true)
    await bob.end()
    await alice.until('presence', ({ username, online }) => username === 'bob' && online === false)

    const { id } = await alice.call('messages.send', { chat: '@bob', text: 'one' })
    await alice.until('receipt', (told) => told['id'] === id && told['state'] === 'stored')
    expect(await alice.call('messages.details', { chat: '@bob', id })).toEqual({
      id,
      from: 'alice',
      sentAt: expect.any(String),
      state: 'stored',
      stored: true,
      recipients: [{ username: 'bob', state: 'waiting' }],
      counts: { recipients: 1, delivered: 0, read: 0 },
    })
    const again = startRpc({ data, port })
    await again.call('session.login', { username: 'bob', password: PASSWORD })
    await again.until('message', ({ message }) => (message as { id: unknown }).id === id)
    await alice.until('receipt', (told) => told['id'] === id && told['state'] === 'delivered')
    expect(await again.call('settings.get')).toEqual({ readReceipts: true })
    expect(await again.call('messages.markRead', { chat: '@alice' })).toEqual({})
    await alice.until('receipt', (told) => told['id'] === id && told['state'] === 'read')
    expect(receiptsOf(alice, id)).toEqual(['stored', 'delivered by bob', 'read by bob'])

    expect(await again.call('settings.set', { readReceipts: false })).toEqual({
      readReceipts: false,
    })
    const second = await alice.call('messages.send', { chat: '@bob', text: 'two' })
    await again.until('message', ({ message }) => (message as { id: unknown }).id === second['id'])
    await again.call('messages.markRead', { chat: '@alice' })
    await again.call('messages.send', { chat: '@alice', text: 'I shall not say whether I read it' })
    await alice.until('message', ({ message }) => (message as { from: unknown }).from === 'bob')
    await alice.until('receipt', (told) => told['id'] === second['id'] && told['by'] === 'bob')
    expect(receiptsOf(alice, second['id'])).not.toContain('read by bob')
    expect(await alice.call('messages.details', { chat: '@bob', id: second['id'] })).toMatchObject({
      state: 'delivered',
      recipients: [{ username: 'bob', state: 'delivered' }],
    })
  },
)

/** What was ever notified of a message, in order. */
function receiptsOf({ written }: RpcProcess, id: unknown): readonly string[] {
  return written.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { method?: string; params?: Record<string, string> })
    .filter(({ method, params }) => method === 'receipt' && params?.['id'] === id)
    .map(({ params }) =>
      params?.['state'] === 'stored' ? 'stored' : `${params?.['state']} by ${params?.['by']}`,
    )
}
