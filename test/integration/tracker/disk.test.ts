import { expect, test } from 'vitest'
import { createFaultyDisk } from '../../unit/store/faulty-disk.ts'
import { connect, createUser, join } from './client.ts'
import { listRooms, push, write, writeCreate } from './room-author.ts'
import { startTracker } from './start.ts'

test.each([
  ['ENOSPC', 'DISK_FULL'],
  ['EROFS', 'DISK_DENIED'],
])('on %s a registration is refused with %s and succeeds later', async (system, code) => {
  const disk = createFaultyDisk()
  const tracker = await startTracker({ disk })
  const alice = await connect(tracker, await createUser('alice'))
  disk.fail('write', system)
  await expect(alice.register()).rejects.toThrow(code)
  expect(tracker.stats().users).toBe(0)
  disk.heal()
  await alice.register()
  await alice.login()
  const restarted = await tracker.restart()
  expect(restarted.stats().users).toBe(1)
})

test('who is registered logs in while the disk is full', async () => {
  const disk = createFaultyDisk()
  const tracker = await startTracker({ disk })
  const alice = await connect(tracker, await createUser('alice'))
  await alice.register()
  disk.fill(0)
  await alice.login()
  expect(tracker.stats().online).toBe(1)
  disk.heal()
})

test('entries are not acknowledged while the disk is full, and are with the next try', async () => {
  const disk = createFaultyDisk()
  const tracker = await startTracker({ disk })
  const alice = await join(tracker, 'alice')
  const { chat, create } = await writeCreate(alice.user, 'general')
  disk.fill(0)
  await expect(push(alice.connection, chat, create)).rejects.toThrow('DISK_FULL')
  await expect(push(alice.connection, chat, create)).rejects.toThrow('DISK_FULL')
  expect(await listRooms(alice.connection)).toEqual([])
  disk.heal()
  expect(await push(alice.connection, chat, create)).toBe(true)
  const listed = await listRooms(alice.connection)
  expect(listed).toHaveLength(1)
  const bob = await join(tracker, 'bob')
  const joined = await write(bob.user, chat, { type: 'join' }, [create])
  await push(bob.connection, chat, joined)
  const restarted = await tracker.restart()
  expect(restarted.stats()).toMatchObject({ users: 2, rooms: 1 })
})

test('a second tracker on the same folder is refused and harms nothing', async () => {
  const tracker = await startTracker()
  await expect(startTracker({ dataDir: tracker.dataDir })).rejects.toThrow('PROFILE_IN_USE')
  await join(tracker, 'alice')
})

test('a tracker whose port is taken says so and lets go of its folder', async () => {
  const first = await startTracker()
  const second = await startTracker()
  await second.close()
  const { dataDir } = second
  await expect(startTracker({ dataDir, port: first.port })).rejects.toThrow('PORT_IN_USE')
  await startTracker({ dataDir })
})
