import { expect, onTestFinished, test } from 'vitest'
import { createTracker, type Tracker } from '../../../src/tracker/create-tracker.ts'
import { PASSWORD, people } from '../../helpers/network.ts'
import { expectRefusal, openPeer, testFolder } from './refusal.ts'

const bob = { username: 'bob', password: PASSWORD }

test('a tracker that does not answer is told at registration, and nothing is left of the attempt', async () => {
  const network = await people('alice')
  const stranger = await openPeer({ trackerPort: network.tracker.port })
  await network.stopTracker()
  await expectRefusal(stranger.register(bob), 'TRACKER_UNREACHABLE')
  expect(await stranger.listProfiles()).toEqual([])
  await network.startTracker()
  await stranger.register(bob)
  await stranger.sendText('@alice', 'hello')
  await network.peers[0].untilTexts('@bob', ['hello'])
})

test('without a tracker people log in, are told why they are alone, and what needs it is refused', async () => {
  const network = await people('alice', 'bob')
  const [alice, old] = network.peers
  await old.sendText('@alice', 'one')
  await alice.untilTexts('@bob', ['one'])
  await old.close()
  await network.stopTracker()
  await alice.until(({ tracker }) => tracker.status === 'offline', 'offline')
  const again = await network.peer('bob')
  await again.login(bob)
  expect(again.state.get().tracker.problem).toBe('TRACKER_UNREACHABLE')
  for (const peer of [alice, again]) {
    await expectRefusal(peer.createRoom({ name: 'lab' }), 'TRACKER_UNREACHABLE')
    await expectRefusal(peer.joinRoom({ name: 'lab' }), 'TRACKER_UNREACHABLE')
  }
  await again.sendText('@alice', 'two')
  await network.startTracker()
  await alice.untilTexts('@bob', ['one', 'two'])
  await again.until(({ tracker }) => tracker.status === 'online', 'online')
  await again.createRoom({ name: 'lab' })
})

test('a tracker with another key is told and not trusted, newcomers may use it, and the old one is found again', async () => {
  const network = await people('alice', 'bob')
  const [alice, old] = network.peers
  const { port } = network.tracker
  await old.close()
  await network.stopTracker()
  const impostor = await start(port)
  await alice.until(({ tracker }) => tracker.problem === 'TRACKER_CHANGED', 'the change')
  const again = await network.peer('bob')
  await expectRefusal(again.login(bob), 'TRACKER_CHANGED')
  expect(alice.state.get().alerts.map(({ code }) => code)).toEqual(['TRACKER_CHANGED'])
  await expectRefusal(alice.createRoom({ name: 'lab' }), 'TRACKER_UNREACHABLE')
  expect(impostor.stats()).toMatchObject({ users: 0, online: 0 })

  const newcomer = await openPeer({ trackerPort: port })
  await newcomer.register({ username: 'carol', password: PASSWORD })
  await newcomer.createRoom({ name: 'elsewhere' })
  expect(impostor.stats()).toMatchObject({ users: 1, online: 1, rooms: 1 })
  const careful = await openPeer({
    trackerPort: port,
    trackerFingerprint: network.tracker.fingerprint,
  })
  const dave = careful.register({ username: 'dave', password: PASSWORD })
  await expectRefusal(dave, 'TRACKER_CHANGED')

  await impostor.close()
  await network.startTracker()
  await again.login(bob)
  await again.sendText('@alice', 'you are back')
  await alice.untilTexts('@bob', ['you are back'])
})

test('a second tracker on the port is refused and the first one serves on', async () => {
  const network = await people('alice')
  await expectRefusal(start(network.tracker.port), 'PORT_IN_USE')
  const late = await network.join('bob')
  await late.sendText('@alice', 'hello')
  await network.peers[0].untilTexts('@bob', ['hello'])
})

async function start(port: number): Promise<Tracker> {
  const dataDir = await testFolder()
  const log = (): void => undefined
  const tracker = await createTracker({ host: '127.0.0.1', port, dataDir, name: 'other', log })
  onTestFinished(() => tracker.close())
  return tracker
}
