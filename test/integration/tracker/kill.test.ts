import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join as joinPath } from 'node:path'
import { onTestFinished, expect, test } from 'vitest'
import type { AcceptedMessage } from '../../../src/log/chat-log.ts'
import type { TrackerId } from '../../../src/protocol/ids.ts'
import { connect, createUser } from './client.ts'
import { signRun } from '../../unit/log/kit.ts'
import { catchUp, come, dmOf, messagesOf, openDm, pushAll } from './mail-client.ts'
import { listRooms, push, writeCreate } from './room-author.ts'
import { startTracker, temporaryFolder } from './start.ts'

/** A tracker in a process of its own. */
async function startProcess(dataDir: string) {
  const child = spawn(process.execPath, [
    joinPath(import.meta.dirname, 'tracker-process.ts'),
    dataDir,
  ])
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const address = JSON.parse(line.toString()) as { port: number; trackerId: TrackerId }
  return { child, address }
}

test('what was acknowledged is there after kill -9', async () => {
  const dataDir = await temporaryFolder()
  const { child, address } = await startProcess(dataDir)
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

test('messages that were acknowledged are there after kill -9 in the midst of others, and go on from there', async () => {
  const dataDir = await temporaryFolder()
  const [alice, bob] = [await createUser('alice'), await createUser('bob')]
  const dm = await dmOf(alice, bob)
  const epoch = dm.entries[0]!
  const said: AcceptedMessage[] = []
  let acknowledged = 0
  for (const round of [1, 2, 3]) {
    const { child, address } = await startProcess(dataDir)
    const clients = await Promise.all([alice, bob].map((user) => connect(address, user)))
    for (const client of clients) {
      if (round === 1) await client.register()
      await client.login()
    }
    const [alices] = clients
    await openDm(alices!, dm.chat, bob.identity.kid)
    if (round === 1) await pushAll(alices!, dm.chat, [epoch])
    const stop = acknowledged + 10
    const speak = async (): Promise<void> => {
      for (;;) {
        said.push(...(await signRun(alice.identity, epoch, 3, { before: said.at(-1) })))
        const { held } = await pushAll(alices!, dm.chat, said.slice(acknowledged))
        acknowledged = held[0]?.seq ?? 0
        if (acknowledged >= stop) child.kill('SIGKILL')
      }
    }
    await speak().catch(() => undefined)
    expect(acknowledged).toBeGreaterThanOrEqual(stop)
  }
  const tracker = await startTracker({ dataDir })
  const back = await come(tracker, bob)
  const { entries } = await catchUp(back.connection, dm.createLog(bob.identity))
  const ids = messagesOf(entries)
  expect(ids.length).toBeGreaterThanOrEqual(acknowledged)
  expect(ids).toEqual(said.slice(0, ids.length).map(({ id }) => id))
}, 120_000)
