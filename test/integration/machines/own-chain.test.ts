import { once } from 'node:events'
import { cp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { PASSWORD, type TestPeer, openNetwork } from '../../helpers/network.ts'

vi.setConfig({ testTimeout: 120_000 })

const ALICE = { username: 'alice', password: PASSWORD }

test('a copy of the data folder that is put back continues where its user was', async () => {
  const network = await openNetwork({ peers: ['alice', 'bob'] })
  const [alice, bob] = network.peers as [TestPeer, TestPeer]
  await alice.sendText('@bob', 'one')
  await bob.untilTexts('@alice', ['one'])
  await alice.logout()
  const folder = join(network.dataDir, 'peer', 'alice')
  const copy = join(network.dataDir, 'copy')
  await cp(folder, copy, { recursive: true })

  await alice.login(ALICE)
  await alice.sendText('@bob', 'two')
  await alice.sendText('@bob', 'three')
  await bob.untilTexts('@alice', ['one', 'two', 'three'])
  await alice.logout()
  await rm(folder, { recursive: true })
  await cp(copy, folder, { recursive: true })

  await alice.login(ALICE)
  await alice.until(({ users }) => users.get('bob')?.via === 'direct', 'to be linked with bob')
  await alice.sendText('@bob', 'four')
  await bob.untilTexts('@alice', ['one', 'two', 'three', 'four'])
  await alice.untilTexts('@bob', ['one', 'two', 'three', 'four'])
})

test('a new machine continues the chain of the old one, which loses nothing', async () => {
  const network = await openNetwork({ peers: ['alice', 'bob'] })
  const [old, bob] = network.peers as [TestPeer, TestPeer]
  await old.sendText('@bob', 'from the old one')
  await bob.untilTexts('@alice', ['from the old one'])
  const fresh = await network.machine('alice')
  await fresh.login(ALICE)
  await old.until(({ session }) => session.status === 'displaced', 'to be displaced')
  await fresh.until(({ users }) => users.get('bob')?.via === 'direct', 'to be linked with bob')
  await fresh.sendText('@bob', 'from the new one')
  await bob.untilTexts('@alice', ['from the old one', 'from the new one'])
  await fresh.logout()
  await old.login(ALICE)
  await old.until(({ users }) => users.get('bob')?.via === 'direct', 'to be linked with bob')
  await old.sendText('@bob', 'back')
  const all = ['from the old one', 'from the new one', 'back']
  await bob.untilTexts('@alice', all)
  await old.untilTexts('@bob', all)
})

test('whoever uses several machines writes nothing before somebody can say what he wrote last', async () => {
  const network = await openNetwork({ peers: ['alice', 'bob'] })
  const [old, bob] = network.peers as [TestPeer, TestPeer]
  await old.sendText('@bob', 'one')
  await bob.untilTexts('@alice', ['one'])
  const fresh = await network.machine('alice')
  await fresh.login(ALICE)
  await old.until(({ session }) => session.status === 'displaced', 'to be displaced')
  await fresh.close()
  await bob.logout()
  await network.stopTracker()
  await old.login(ALICE)
  await expect(old.sendText('@bob', 'two')).rejects.toThrow('NOT_CAUGHT_UP')
  await network.startTracker()
  await bob.login({ username: 'bob', password: PASSWORD })
  await old.until(({ users }) => users.get('bob')?.via === 'direct', 'to be linked with bob')
  await old.sendText('@bob', 'two')
  await bob.untilTexts('@alice', ['one', 'two'])
})

test('whoever has one machine writes also when nobody can be reached', async () => {
  const network = await openNetwork({ peers: ['alice', 'bob'] })
  const [alice, bob] = network.peers as [TestPeer, TestPeer]
  await alice.sendText('@bob', 'one')
  await bob.untilTexts('@alice', ['one'])
  await Promise.all([alice.logout(), bob.logout()])
  await network.stopTracker()
  await alice.login(ALICE)
  await alice.sendText('@bob', 'two')
  await alice.untilTexts('@bob', ['one', 'two'])
})

test('what was written offline while another machine wrote is said anew behind it, and forks nothing', async () => {
  const network = await openNetwork({ peers: ['alice', 'bob'] })
  const [alice, bob] = network.peers as [TestPeer, TestPeer]
  await alice.sendText('@bob', 'one')
  await bob.untilTexts('@alice', ['one'])
  // Nobody is there to whom it could go directly.
  await Promise.all([alice.logout(), bob.logout()])

  const fresh = await network.machine('alice')
  const offline = await network.peer('alice', { trackerPort: await closedPort() })
  await offline.login(ALICE)
  await offline.sendText('@bob', 'written offline')
  await offline.sendText('@bob', 'and more')
  await offline.close()

  await bob.login({ username: 'bob', password: PASSWORD })
  await fresh.login(ALICE)
  await fresh.until(({ users }) => users.get('bob')?.via === 'direct', 'to be linked with bob')
  await fresh.sendText('@bob', 'from the new one')
  await bob.untilTexts('@alice', ['one', 'from the new one'])
  await fresh.logout()

  await alice.login(ALICE)
  const all = ['one', 'from the new one', 'written offline', 'and more']
  await bob.untilTexts('@alice', all)
  await alice.untilTexts('@bob', all)
  await alice.logout()
  // Nothing is left to be said a third time.
  await alice.login(ALICE)
  await alice.sendText('@bob', 'last')
  await bob.untilTexts('@alice', [...all, 'last'])
})

test('what was written offline is simply sent when nobody else wrote', async () => {
  const network = await openNetwork({ peers: ['alice', 'bob'] })
  const [alice, bob] = network.peers as [TestPeer, TestPeer]
  await alice.sendText('@bob', 'one')
  await bob.untilTexts('@alice', ['one'])
  await alice.logout()
  const offline = await network.peer('alice', { trackerPort: await closedPort() })
  await offline.login(ALICE)
  const { id } = await offline.sendText('@bob', 'written offline')
  await offline.close()
  await alice.login(ALICE)
  const messages = await bob.untilTexts('@alice', ['one', 'written offline'])
  expect(messages.at(-1)?.id).toBe(id)
})

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
