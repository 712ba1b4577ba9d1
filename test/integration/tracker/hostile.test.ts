import { randomBytes } from 'node:crypto'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { connect, createUser, join } from './client.ts'
import { listRooms, push, writeCreate } from './room-author.ts'
import { startTracker } from './start.ts'

function open(port: number): Socket {
  const socket = connectTcp(port, '127.0.0.1')
  socket.on('error', () => undefined)
  onTestFinished(() => void socket.destroy())
  return socket
}

test('garbage on many connections does not keep others from being served', async () => {
  const tracker = await startTracker()
  const alice = await join(tracker, 'alice')
  for (let count = 0; count < 100; count++) open(tracker.port).write(randomBytes(4_096))
  for (let count = 0; count < 50; count++) open(tracker.port)
  const { chat, create } = await writeCreate(alice.user, 'general')
  await push(alice.connection, chat, create)
  const bob = await join(tracker, 'bob')
  expect(await listRooms(bob.connection)).toHaveLength(1)
})

test('a client that proves no key is cut off', async () => {
  const tracker = await startTracker()
  const socket = connectTls({
    host: '127.0.0.1',
    port: tracker.port,
    rejectUnauthorized: false,
    ALPNProtocols: ['chatp2p/1'],
  })
  socket.on('error', () => undefined)
  socket.resume()
  await new Promise((resolve) => void socket.once('close', resolve))
  await join(tracker, 'alice')
})

test('one who floods with requests waits, and others do not', async () => {
  const tracker = await startTracker()
  const mallory = await join(tracker, 'mallory')
  const alice = await connect(tracker, await createUser('alice'))
  const flood = Array.from({ length: 6_000 }, () =>
    mallory.connection.request('rooms.list', {}, { timeoutMs: 60_000 }).then(
      () => 'answered',
      () => 'lost',
    ),
  )
  await alice.register()
  await alice.login()
  const { chat, create } = await writeCreate(alice.user, 'general')
  await push(alice.connection, chat, create)
  const first = await Promise.race([Promise.all(flood), Promise.resolve('still waiting')])
  expect(first).toBe('still waiting')
  mallory.connection.close()
  await Promise.all(flood)
})

test('entries that are no entries end the connection that sent them', async () => {
  const tracker = await startTracker()
  const alice = await join(tracker, 'alice')
  const mallory = await join(tracker, 'mallory')
  const { chat, create } = await writeCreate(alice.user, 'general')
  await push(alice.connection, chat, create)
  const body = randomBytes(10_000)
  const pushing = mallory.connection.request(
    'entries.push',
    { chat, until: mallory.connection.kid, lacking: [] },
    { body },
  )
  await expect(pushing).rejects.toThrow()
  await mallory.connection.closed
  expect(await listRooms(alice.connection)).toHaveLength(1)
})

test('a method that does not exist is answered and the connection lives on', async () => {
  const tracker = await startTracker()
  const alice = await join(tracker, 'alice')
  const unknown = alice.connection.request('no.such' as 'logout', {})
  await expect(unknown).rejects.toThrow('UNSUPPORTED')
  expect(await listRooms(alice.connection)).toEqual([])
})

test('a thousand refusals do not fill the log', async () => {
  const tracker = await startTracker()
  const alice = await connect(tracker, await createUser('alice'))
  const list = (): Promise<unknown> => listRooms(alice.connection).catch(() => undefined)
  await Promise.all(Array.from({ length: 500 }, list))
  const refused = tracker.events.filter(({ type }) => type === 'refused')
  expect(refused.length).toBeGreaterThan(0)
  expect(refused.length).toBeLessThan(50)
})
