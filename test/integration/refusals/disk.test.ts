import { expect, test } from 'vitest'
import { PASSWORD, people } from '../../helpers/network.ts'
import { createFaultyDisk } from '../../unit/store/faulty-disk.ts'
import { expectRefusal, openPeer } from './refusal.ts'

const bob = { username: 'bob', password: PASSWORD }

test('on a disk that refuses nobody is registered by halves, and the next try succeeds', async () => {
  const { tracker, peers } = await people('alice')
  const disk = createFaultyDisk()
  const stranger = await openPeer({ trackerPort: tracker.port, disk })
  const faults = { ENOSPC: 'DISK_FULL', EACCES: 'DISK_DENIED', EIO: 'DISK_FAILED' } as const
  for (const [system, code] of Object.entries(faults)) {
    disk.fail('write', system)
    await expectRefusal(stranger.register(bob), code)
  }
  disk.heal()
  await stranger.register(bob)
  await stranger.sendText('@alice', 'hello')
  await peers[0].untilTexts('@bob', ['hello'])
})

test('with a full disk nothing is said that is not kept, and nothing that was kept is lost', async () => {
  const { tracker, peers } = await people('alice')
  const [alice] = peers
  const disk = createFaultyDisk()
  const writer = await openPeer({ trackerPort: tracker.port, disk })
  await writer.register(bob)
  await writer.sendText('@alice', 'one')
  await alice.untilTexts('@bob', ['one'])
  disk.fill(0)
  await expectRefusal(writer.sendText('@alice', 'lost'), 'DISK_FULL')
  await alice.sendText('@bob', 'to a full disk')
  await expectRefusal(writer.sendText('@alice', 'lost, too'), 'DISK_FULL')
  disk.heal()
  await writer.sendText('@alice', 'two')
  await alice.untilTexts('@bob', ['one', 'to a full disk', 'two'])
  await alice.sendText('@bob', 'and again')
  await alice.until((state) => {
    const items = state.chats.get('@bob')?.log.items ?? []
    return items.every((item) => item.type !== 'message' || item.state === 'delivered' || !item.own)
  }, 'everything to be delivered')

  await writer.close()
  const again = await openPeer({ trackerPort: tracker.port, dataDir: writer.dataDir })
  await again.login(bob)
  const history = await again.readHistory('@alice', {})
  const texts = history.map(({ text }) => text)
  expect(texts.toSorted()).toEqual(['and again', 'one', 'to a full disk', 'two'])
})

test('what a full disk refused is told of once, kept, saved by itself, and that is told, too', async () => {
  const network = await people('alice')
  const [alice] = network.peers
  const disk = createFaultyDisk()
  const reader = await network.peer('bob', { disk })
  await reader.register(bob)
  await alice.sendText('@bob', 'one')
  await reader.untilTexts('@alice', ['one'])
  const diskAlerts = (): readonly string[] =>
    reader.state.get().alerts.flatMap(({ code }) => (code.startsWith('DISK_') ? [code] : []))

  disk.fill(0)
  await alice.sendText('@bob', 'two')
  await reader.until(() => diskAlerts().length > 0, 'the disk to be told of')
  reader.dismissAlert(reader.state.get().alerts[0]?.id ?? 0)
  // The same trouble again, by another way.
  await alice.sendText('@bob', 'three')
  await expectRefusal(reader.sendText('@alice', 'four'), 'DISK_FULL')
  expect(diskAlerts()).toEqual([])
  expect(reader.texts('@alice')).toEqual(['one'])

  disk.heal()
  await reader.untilTexts('@alice', ['one', 'two', 'three'])
  await reader.until(() => diskAlerts().includes('DISK_WORKS_AGAIN'), 'the end of it to be told')
  expect(diskAlerts()).toEqual(['DISK_WORKS_AGAIN'])
})
