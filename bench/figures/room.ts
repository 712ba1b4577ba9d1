import type { Context } from '../context.ts'
import type { Child } from '../harness/child.ts'
import { pause } from '../harness/clock.ts'
import { figure, type Figure } from '../harness/figure.ts'
import { leave, openPlace, startPeers, type Place } from '../harness/scene.ts'
import { quantile } from '../harness/statistics.ts'
import type { PeersCommands } from '../processes/peers-process.ts'

const PROCESSES = 4
const ROOM = 'hall'
const CHAT = `#${ROOM}`
const WARM_UP = 20
const SAMPLES_MAX = 60
const STREAMED = 500
const AHEAD = 250
const SETTLE_POLL_MS = 100

/** A room in which everybody is online, its peers spread over a few processes. */
export async function measureRoom(context: Context): Promise<readonly Figure[]> {
  const { tls, earlier } = await context.floor()
  const { members } = context.sizes
  const place = await openPlace()
  const processes = Array.from({ length: PROCESSES }, startPeers)
  const usernames = Array.from({ length: members }, (_, index) => `member-${index}`)
  const author = usernames[0] ?? ''
  await fillRoom(place, processes, usernames)
  const [home = startPeers()] = processes

  async function lastArrival(number: number): Promise<number> {
    const calls = processes.map((peers) => peers.call('lastArrival', number, author))
    return Math.max(...(await Promise.all(calls)))
  }

  const samples: number[] = []
  const count = WARM_UP + Math.min(SAMPLES_MAX, context.sizes.samples)
  for (let number = 1; number <= count; number++) {
    const saidAt = await home.call('say', author, CHAT, number)
    const elapsedMs = (await lastArrival(number)) - saidAt
    if (number > WARM_UP) samples.push(elapsedMs)
  }
  const from = count + 1
  const range = { from, count: STREAMED, ahead: AHEAD }
  const startedAt = await home.call('flood', author, CHAT, range)
  const endedAt = await lastArrival(from + STREAMED - 1)
  const perSecond = (STREAMED / (endedAt - startedAt)) * 1_000
  const memory = await Promise.all(processes.map((peers) => peers.call('memoryMiB')))
  await leave(processes)
  await place.close()
  return [
    figure('room.latency.p50', quantile(samples, 0.5), 'ms', {
      baseline: tls.p50,
      earlier: earlier.toRoom,
    }),
    figure('room.latency.p99', quantile(samples, 0.99), 'ms', { baseline: tls.p99 }),
    figure('room.rate', perSecond, '1/s', {
      baseline: tls.perSecond / (members - 1),
      earlier: 1_000 / earlier.toRoom,
    }),
    figure('room.deliveries', perSecond * (members - 1), '1/s', { baseline: tls.perSecond }),
    figure('memory.room.peer', memory.reduce((sum, one) => sum + one, 0) / members, 'MiB'),
  ]
}

async function fillRoom(
  { dataDir, port: trackerPort }: Place,
  processes: readonly Child<PeersCommands>[],
  usernames: readonly string[],
): Promise<void> {
  const homes = new Map<string, Child<PeersCommands>>()
  await Promise.all(
    processes.map(async (peers, index) => {
      const own = usernames.filter((_, at) => at % processes.length === index)
      for (const username of own) homes.set(username, peers)
      await peers.call('open', { usernames: own, dataDir, trackerPort, isNew: true })
    }),
  )
  for (const [index, username] of usernames.entries()) {
    const name = index === 0 ? 'createRoom' : 'joinRoom'
    await homes.get(username)?.call(name, username, ROOM)
  }
  const isFull = async (): Promise<boolean> => {
    const counts = await Promise.all(processes.map((peers) => peers.call('memberCounts', ROOM)))
    return counts.flat().every((count) => count === usernames.length)
  }
  while (!(await isFull())) await pause(SETTLE_POLL_MS)
}
