import { afterEach } from 'vitest'
import type { LinkWay } from '../../../src/peer/state.ts'
import type { TrackerEvent } from '../../../src/tracker/tracker-event.ts'
import type { RelayLimits } from '../../../src/tracker/relay/relay-limits.ts'
import { createNetwork, PASSWORD, type Network, type TestPeer } from '../../helpers/network.ts'

const opened: Network[] = []

afterEach(async () => {
  for (const network of opened.splice(0)) await network.close()
})

export interface Isolated extends Network {
  readonly alice: TestPeer
  readonly bob: TestPeer
  /** What the tracker wrote down. */
  readonly logged: readonly TrackerEvent[]
}

/** Alice and bob at one tracker with a DM; nobody can connect to either of them. */
export async function openIsolated(relay: Partial<RelayLimits> = {}): Promise<Isolated> {
  const logged: TrackerEvent[] = []
  const network = await createNetwork({
    tracker: { relay, log: (event) => void logged.push(event) },
  })
  opened.push(network)
  const [alice, bob] = await Promise.all([joinClosed(network, 'alice'), joinClosed(network, 'bob')])
  await alice.until(({ users }) => users.get('bob')?.online === true, 'to see bob')
  await alice.openDm('bob')
  return Object.assign(network, { alice, bob, logged })
}

/** A registered peer that does not listen. */
export async function joinClosed(network: Network, username: string): Promise<TestPeer> {
  const peer = await network.peer(username, { listenPort: null })
  await peer.register({ username, password: PASSWORD })
  return peer
}

export async function untilVia(peer: TestPeer, other: string, via: LinkWay | null): Promise<void> {
  await peer.until(({ users }) => users.get(other)?.via === via, `${via} as the way to ${other}`)
}
