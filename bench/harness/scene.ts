import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PeersCommands } from '../processes/peers-process.ts'
import type { TrackerCommands } from '../processes/tracker-process.ts'
import { startChild, type Child } from './child.ts'
import { fillHistory } from './fill-history.ts'

const TRACKER = new URL('../processes/tracker-process.ts', import.meta.url)
const PEERS = new URL('../processes/peers-process.ts', import.meta.url)
/** Clients that only log in. */
export const CROWD = new URL('../processes/crowd-process.ts', import.meta.url)

/** Who everything is measured with. */
export const ALICE = 'alice'
export const BOB = 'bob'

/** A tracker in a process of its own, in a temporary folder that `close` removes. */
export interface Place {
  readonly dataDir: string
  readonly port: number
  readonly tracker: Child<TrackerCommands>
  close(): Promise<void>
}

export async function openPlace(): Promise<Place> {
  const dataDir = await createFolder()
  const tracker = startChild<TrackerCommands>(TRACKER)
  const { port } = await tracker.call('open', dataDir)
  return {
    dataDir,
    port,
    tracker,
    async close() {
      await tracker.call('close')
      await tracker.end()
      await rm(dataDir, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

export function startPeers(): Child<PeersCommands> {
  return startChild<PeersCommands>(PEERS)
}

/** A tracker and two people who have met; both are logged out. */
export async function openPair(messages: number): Promise<Place> {
  const place = await openPlace()
  const [alice, bob] = await enterPair(place, true)
  await alice.call('reach', ALICE, BOB)
  await bob.call('reach', BOB, ALICE)
  await alice.call('converse', ALICE, `@${BOB}`, { from: -1, count: 1 })
  await leave([alice, bob])
  if (messages > 0) await fillHistory({ ...place, usernames: [ALICE, BOB] }, messages)
  return place
}

/** Both people online, each in a process of his own. */
export async function enterPair(
  { dataDir, port }: Place,
  isNew = false,
): Promise<[Child<PeersCommands>, Child<PeersCommands>]> {
  const enter = async (username: string): Promise<Child<PeersCommands>> => {
    const peers = startPeers()
    await peers.call('open', { usernames: [username], dataDir, trackerPort: port, isNew })
    return peers
  }
  return Promise.all([enter(ALICE), enter(BOB)])
}

export async function leave(processes: readonly Child<PeersCommands>[]): Promise<void> {
  for (const peers of processes) {
    await peers.call('close')
    await peers.end()
  }
}

const folders = new Set<string>()

async function createFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'chatp2p-bench-'))
  folders.add(path)
  return path
}

/** What a figure that failed has left. */
export async function removeFolders(): Promise<void> {
  for (const path of folders) await rm(path, { recursive: true, force: true, maxRetries: 3 })
}
