import { randomBytes } from 'node:crypto'
import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { kidOfCertificate } from '../../../src/crypto/certificate.ts'
import { recordHash, verifyRecord } from '../../../src/crypto/directory.ts'
import type { DirectoryHead } from '../../../src/protocol/records.ts'
import { connect, createUser, join, until } from './client.ts'
import { startTracker } from './start.ts'

test('a new user gets a certificate of his key and stands in the directory', async () => {
  const tracker = await startTracker()
  const alice = await connect(tracker, await createUser('alice'))
  const { certificate, record } = await alice.register()
  const issued = new X509Certificate(Buffer.from(certificate, 'base64url'))
  expect(kidOfCertificate(issued)).toBe(alice.user.identity.kid)
  expect(issued.verify(alice.connection.certificate.publicKey)).toBe(true)
  expect(await alice.directory()).toEqual([record])
  expect(record).toMatchObject({
    n: 1,
    prev: null,
    username: 'alice',
    kid: alice.user.identity.kid,
  })
})

test.each(['alice', 'a1ice', 'al_ice'])('%s is refused once there is an alice', async (wanted) => {
  const tracker = await startTracker()
  await (await connect(tracker, await createUser('alice'))).register()
  const second = await connect(tracker, await createUser(wanted))
  await expect(second.register()).rejects.toThrow('USERNAME_TAKEN')
  expect(tracker.stats().users).toBe(1)
})

test('a registration whose answer was lost may be repeated', async () => {
  const tracker = await startTracker()
  const user = await createUser('alice')
  const first = await (await connect(tracker, user)).register()
  const again = await (await connect(tracker, user)).register()
  expect(again).toEqual(first)
})

test("nobody registers with another one's signature", async () => {
  const tracker = await startTracker()
  const [alice, mallory] = await Promise.all(['alice', 'mallory'].map((name) => createUser(name)))
  if (alice === undefined || mallory === undefined) throw new Error('no users')
  const client = await connect(tracker, { ...mallory, identity: { ...mallory.identity } })
  const stolen = await connect(tracker, alice)
  const { record } = await stolen.register()
  const { userSig } = record
  const box = 'A'.repeat(342)
  const params = { username: alice.username, userSig, box }
  await expect(client.connection.request('register', params)).rejects.toThrow()
  expect(await client.connection.closed).toBeDefined()
  expect(tracker.stats().users).toBe(1)
})

test('a wrong password is refused, then one has to wait longer each time', async () => {
  let now = Date.now()
  const tracker = await startTracker({ now: () => now })
  const alice = await connect(tracker, await createUser('alice'))
  await alice.register()
  const guess = async (): Promise<unknown> =>
    alice.login({ token: randomBytes(32) }).catch((error) => error)

  expect(await guess()).toMatchObject({ code: 'WRONG_PASSWORD' })
  expect(await guess()).toMatchObject({ code: 'TOO_MANY_ATTEMPTS', retryAfterMs: 1_000 })
  await expect(alice.login()).rejects.toThrow('TOO_MANY_ATTEMPTS')
  now += 1_000
  expect(await guess()).toMatchObject({ code: 'WRONG_PASSWORD' })
  expect(await guess()).toMatchObject({ code: 'TOO_MANY_ATTEMPTS', retryAfterMs: 2_000 })
  now += 2_000
  await alice.login()
  expect(await guess()).toMatchObject({ code: 'WRONG_PASSWORD' })
})

test('an unknown user gets the answers that a known one with another key gets', async () => {
  const now = Date.now()
  const tracker = await startTracker({ now: () => now })
  await join(tracker, 'alice')
  const stranger = await connect(tracker, await createUser('stranger'))
  const tryBoth = async (as: string): Promise<unknown[]> => [
    await stranger.login({ as }).catch((error) => ({ ...error })),
    await stranger.login({ as }).catch((error) => ({ ...error })),
  ]
  const known = await tryBoth('alice')
  expect(known).toMatchObject([{ code: 'WRONG_PASSWORD' }, { code: 'TOO_MANY_ATTEMPTS' }])
  expect(await tryBoth('nobody')).toEqual(known)
})

test("a stranger's failures do not lock out the owner of the key", async () => {
  const now = Date.now()
  const tracker = await startTracker({ now: () => now })
  const alice = await connect(tracker, await createUser('alice'))
  await alice.register()
  const stranger = await connect(tracker, await createUser('stranger'))
  await expect(stranger.login({ as: 'alice' })).rejects.toThrow('WRONG_PASSWORD')
  await expect(stranger.login({ as: 'alice' })).rejects.toThrow('TOO_MANY_ATTEMPTS')
  await alice.login()
})

test("the right password does not log in with another one's key", async () => {
  const tracker = await startTracker()
  const alice = await connect(tracker, await createUser('alice'))
  await alice.register()
  const thief = await connect(tracker, { ...(await createUser('thief')), token: alice.user.token })
  await expect(thief.login({ as: 'alice' })).rejects.toThrow('WRONG_PASSWORD')
})

test('accounts and the directory survive a restart, and names stay taken', async () => {
  const before = await startTracker()
  const users = await Promise.all(['alice', 'bob'].map((name) => createUser(name)))
  for (const user of users) await (await connect(before, user)).register()
  const tracker = await before.restart()
  expect(tracker.trackerId).toBe(before.trackerId)
  expect(tracker.stats().users).toBe(2)
  for (const user of users) await (await connect(tracker, user)).login()
  const carol = await connect(tracker, await createUser('car0l'))
  await carol.register()
  let head: DirectoryHead = [0, '']
  for (const record of await carol.directory()) {
    verifyRecord(record, head, carol.connection.certificate.publicKey, tracker.trackerId)
    head = [record.n, recordHash(record)]
  }
  expect(head[0]).toBe(3)
  const late = await connect(tracker, await createUser('b0b'))
  await expect(late.register()).rejects.toThrow('USERNAME_TAKEN')
})

test('a hundred register at the same time and all stand in the directory', async () => {
  const tracker = await startTracker()
  const users = await Promise.all(
    Array.from({ length: 100 }, (_, i) => createUser(`user.${i + 100}x`)),
  )
  const clients = await Promise.all(users.map((user) => connect(tracker, user)))
  await Promise.all(clients.map((client) => client.register()))
  expect(tracker.stats().users).toBe(100)
  const restarted = await tracker.restart()
  expect(restarted.stats().users).toBe(100)
})

test('of many who want one name at the same time one gets it', async () => {
  const tracker = await startTracker()
  const users = await Promise.all(Array.from({ length: 8 }, () => createUser('alice')))
  const clients = await Promise.all(users.map((user) => connect(tracker, user)))
  const results = await Promise.allSettled(clients.map((client) => client.register()))
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('the later login wins, and the earlier one is told', async () => {
  const tracker = await startTracker()
  const first = await join(tracker, 'alice')
  const bob = await join(tracker, 'bob')
  await bob.watch()
  const second = await connect(tracker, first.user)
  await second.login()
  expect(await first.connection.closed).toBe('ended')
  expect(first.heard).toContain('displaced')
  await until(() => bob.heard.includes('presence'))
  expect(bob.online).toContain(first.user.identity.kid)
  expect(tracker.stats().online).toBe(2)
})

test('who logged out is offline and has to log in again', async () => {
  const tracker = await startTracker()
  const alice = await join(tracker, 'alice')
  await alice.connection.request('logout', {})
  expect(tracker.stats().online).toBe(0)
  await expect(alice.watch()).rejects.toThrow('NOT_LOGGED_IN')
  await alice.login()
  expect(tracker.stats().online).toBe(1)
})

test('who has no account may only register and try to log in', async () => {
  const tracker = await startTracker()
  const { connection } = await connect(tracker, await createUser('alice'))
  await expect(connection.request('directory.read', { after: 0 })).rejects.toThrow('NOT_LOGGED_IN')
  await expect(connection.request('rooms.list', {})).rejects.toThrow('NOT_LOGGED_IN')
  await expect(connection.request('locate', { kids: [] })).rejects.toThrow('NOT_LOGGED_IN')
})

test('the log names who came and went and nothing else', async () => {
  const tracker = await startTracker()
  const alice = await join(tracker, 'alice')
  alice.connection.close()
  await until(() => tracker.stats().online === 0)
  await tracker.close()
  expect(tracker.events.map(({ type }) => type)).toEqual([
    'started',
    'registered',
    'joined',
    'left',
    'stopped',
  ])
})
