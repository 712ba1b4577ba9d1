import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { TransferState, TransferStateName } from '../../../src/peer/files.ts'
import type { ChatName } from '../../../src/peer/state.ts'
import { createNetwork, type Network, type TestPeer } from '../../helpers/network.ts'

export interface Stage extends Network {
  readonly peers: readonly TestPeer[]
  readonly folder: string
  /** A file of random bytes; its path. */
  file(name: string, bytes: number | Buffer): Promise<string>
}

const stages: Stage[] = []

afterAll(async () => {
  for (const stage of stages.splice(0)) {
    await stage.close()
    await rm(stage.folder, { recursive: true, force: true })
  }
})

/** A network with these peers and a folder for what they send; closed after the tests of the file. */
export async function stage(...peers: readonly string[]): Promise<Stage> {
  const network = await createNetwork({ peers })
  const folder = await mkdtemp(join(tmpdir(), 'chatp2p-files-'))
  const staged: Stage = Object.assign(network, {
    folder,
    async file(name: string, bytes: number | Buffer) {
      const path = join(folder, name)
      await writeFile(path, typeof bytes === 'number' ? randomBytes(bytes) : bytes)
      return path
    },
  })
  stages.push(staged)
  return staged
}

export function transferOf(peer: TestPeer, id: string): TransferState | undefined {
  return peer.state.get().transfers.get(id)
}

/** Resolves once the transfer is in this state. */
export async function untilTransfer(
  peer: TestPeer,
  id: string,
  state: TransferStateName,
): Promise<TransferState> {
  const found = await peer.until(
    ({ transfers }) => transfers.get(id)?.state === state,
    `${state} of ${id}, is ${JSON.stringify(transferOf(peer, id))}`,
  )
  const transfer = found.transfers.get(id)
  if (transfer === undefined) throw new Error('it was there')
  return transfer
}

/** Accepts an offer as soon as it is here, and waits until the file is. */
export async function fetchFile(peer: TestPeer, id: string): Promise<TransferState> {
  await untilOffered(peer, id)
  await peer.files.accept(id)
  return await untilTransfer(peer, id, 'done')
}

export async function untilOffered(peer: TestPeer, id: string): Promise<void> {
  await peer.until(({ transfers }) => transfers.has(id), `offer ${id}`)
}

export async function isSameFile(a: string, b: string): Promise<boolean> {
  return (await readFile(a)).equals(await readFile(b))
}

/** Everybody in one room. */
export async function meetIn(name: string, peers: readonly TestPeer[]): Promise<ChatName> {
  const [first, ...others] = peers
  await first?.createRoom({ name })
  for (const peer of others) await peer.joinRoom({ name })
  for (const peer of peers) {
    await peer.until(
      ({ chats }) => chats.get(`#${name}`)?.members.length === peers.length,
      `all in #${name}`,
    )
  }
  return `#${name}`
}
