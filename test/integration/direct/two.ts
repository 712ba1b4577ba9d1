import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createDirectPeer } from '../../../src/peer/direct/create-direct-peer.ts'
import type { DirectPlace } from '../../../src/peer/direct/direct-line.ts'
import type { DirectState } from '../../../src/peer/direct.ts'
import { withHelpers, type TestPeer } from '../../helpers/network.ts'

const HOST = '127.0.0.1'

/** Computers on which people use direct mode: a name is a data folder. */
export interface Computers {
  /** Dials `to`, else listens, on `listenPort` or any free one. */
  start(
    computer: string,
    username: string,
    to?: { port: number },
    listenPort?: number,
  ): Promise<TestPeer>
  folder(computer: string): string
}

export async function createComputers(): Promise<Computers> {
  const root = await mkdtemp(join(tmpdir(), 'chatp2p-direct-'))
  const opened: TestPeer[] = []
  onTestFinished(async () => {
    await Promise.all(opened.map((peer) => peer.close()))
    await rm(root, { recursive: true, force: true })
  })
  return {
    folder: (computer) => join(root, computer),
    async start(computer, username, to, listenPort = 0) {
      const place: DirectPlace = to === undefined ? { listenPort } : { host: HOST, ...to }
      const dataDir = join(root, computer)
      const peer = withHelpers(
        await createDirectPeer({ dataDir, username, place }),
        username,
        dataDir,
      )
      opened.push(peer)
      return peer
    },
  }
}

export function portOf(peer: TestPeer): number {
  const { session } = peer.state.get()
  return session.status === 'in' ? session.address.port : 0
}

export function directOf(peer: TestPeer): DirectState {
  const { direct } = peer.state.get()
  if (direct === null) throw new Error('not in direct mode')
  return direct
}

export async function untilDirect(
  peer: TestPeer,
  status: DirectState['status'],
): Promise<DirectState> {
  await peer.until(({ direct }) => direct?.status === status, status)
  return directOf(peer)
}
