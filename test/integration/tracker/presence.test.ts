import { expect, test } from 'vitest'
import { connect, createUser, join, until } from './client.ts'
import { startTracker } from './start.ts'

test('a watcher learns who is online, then who comes and goes', async () => {
  const tracker = await startTracker()
  const alice = await join(tracker, 'alice')
  const bob = await join(tracker, 'bob')
  await alice.watch()
  expect(alice.online).toContain(bob.user.identity.kid)

  const carol = await join(tracker, 'carol')
  await until(() => alice.online.has(carol.user.identity.kid))
  carol.connection.close()
  await until(() => !alice.online.has(carol.user.identity.kid))
  await bob.connection.request('logout', {})
  await until(() => !alice.online.has(bob.user.identity.kid))
})

test('who does not watch hears nothing', async () => {
  const tracker = await startTracker()
  const alice = await join(tracker, 'alice')
  const bob = await join(tracker, 'bob')
  await bob.watch()
  await join(tracker, 'carol')
  await until(() => bob.heard.includes('presence'))
  expect(alice.heard).toEqual([])
})

test('many who come at once are told in few notices', async () => {
  const tracker = await startTracker()
  const alice = await join(tracker, 'alice')
  await alice.watch()
  const names = Array.from({ length: 20 }, (_, index) => `user${index + 20}`)
  const clients = await Promise.all(
    names.map(async (name) => connect(tracker, await createUser(name))),
  )
  for (const client of clients) {
    await client.register()
    await client.user.wrapKey()
  }
  const before = alice.heard.length
  await Promise.all(clients.map((client) => client.login()))
  await until(() => clients.every(({ user }) => alice.online.has(user.identity.kid)))
  expect(alice.heard.length - before).toBeLessThan(clients.length)
})

test('somebody online is located by the address that the tracker sees, then by his own', async () => {
  const tracker = await startTracker()
  const alice = await join(tracker, 'alice')
  const bob = await join(tracker, 'bob')
  const kids = [bob.user.identity.kid]
  const { result } = await alice.connection.request('locate', { kids })
  expect(result.peers).toEqual([
    {
      kid: bob.user.identity.kid,
      addresses: [
        { host: '127.0.0.1', port: 5_001 },
        { host: '192.168.0.7', port: 5_001 },
      ],
      wrapKey: await bob.user.wrapKey(),
    },
  ])
})

test('somebody offline is not located, but his wrap key is, also after a restart', async () => {
  const before = await startTracker()
  const bob = await join(before, 'bob')
  const tracker = await before.restart()
  const alice = await join(tracker, 'alice')
  const kids = [bob.user.identity.kid]
  const { result } = await alice.connection.request('locate', { kids })
  expect(result.peers[0]).toMatchObject({ addresses: [], wrapKey: await bob.user.wrapKey() })
})

test("a wrap key that is not the user's own is refused", async () => {
  const tracker = await startTracker()
  const mallory = await createUser('mallory')
  const other = await createUser('other')
  const client = await connect(tracker, { ...mallory, wrapKey: () => other.wrapKey() })
  await client.register()
  await expect(client.login()).rejects.toThrow()
  expect(await client.connection.closed).toBeDefined()
  expect(tracker.stats().online).toBe(0)
})

test('a tracker that stops tells nobody that others went', async () => {
  const tracker = await startTracker()
  const alice = await join(tracker, 'alice')
  const bob = await join(tracker, 'bob')
  await alice.watch()
  await tracker.close()
  await alice.connection.closed
  expect(alice.online).toContain(bob.user.identity.kid)
  expect(alice.heard).not.toContain('displaced')
})
