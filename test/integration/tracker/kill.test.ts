import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join as joinPath } from 'node:path'
import { onTestFinished, expect, test } from 'vitest'
import type { TrackerId } from '../../../src/protocol/ids.ts'
import { connect, createUser } from './client.ts'
import { listRooms, push, writeCreate } from './room-author.ts'
import { startTracker, temporaryFolder } from './start.ts'

test('what was acknowledged is there after kill -9', async () => {
  const dataDir = await temporaryFolder()
  const child = spawn(process.execPath, [
    joinPath(import.meta.dirname, 'tracker-process.ts'),
    dataDir,
  ])
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const address = JSON.parse(line.toString()) as { port: number; trackerId: TrackerId }

  const acknowledged: string[] = []
  const rooms: string[] = []
  async function live(index: number): Promise<void> {
    const name = `user${index + 20}`
    const client = await connect(address, await createUser(name))
    await client.register()
    acknowledged.push(name)
    await client.login()
    const { chat, create } = await writeCreate(client.user, `room-of-${name}`)
    await push(client.connection, chat, create)
    rooms.push(chat)
    if (rooms.length === 8) child.kill('SIGKILL')
  }
  await Promise.allSettled(Array.from({ length: 16 }, (_, index) => live(index)))
  expect(rooms.length).toBeGreaterThanOrEqual(8)

  const tracker = await startTracker({ dataDir })
  expect(tracker.trackerId).toBe(address.trackerId)
  const reader = await connect(tracker, await createUser('reader'))
  await reader.register()
  const names = (await reader.directory()).map(({ username }) => username as string)
  expect(names).toEqual(expect.arrayContaining(acknowledged))
  const chats = (await listRooms(reader.connection)).map(({ chat }) => chat as string)
  expect(chats).toEqual(expect.arrayContaining(rooms))
  expect(tracker.stats().users).toBe(names.length)
})
