import { expect } from 'vitest'
import type { Connection, Handlers } from '../../../src/net/connection.ts'
import { dial } from '../../../src/net/dial.ts'
import type { Kid } from '../../../src/protocol/ids.ts'
import { openNetwork, type Network, type TestPeer } from '../../helpers/network.ts'
import { connect, createUser, type TestClient } from '../tracker/client.ts'

const MEMORY_MAX_MIB = 400

/** Alice and bob talk in #lab of a tracker while somebody does his worst. */
export interface Scene {
  readonly network: Network
  readonly alice: TestPeer
  readonly bob: TestPeer
  readonly alicePort: number
  readonly aliceKid: Kid
  /** Says something both ways, waits for it, and finds nothing there but what was said. */
  talk(): Promise<void>
}

export async function setScene(): Promise<Scene> {
  const network = await openNetwork({ peers: ['alice', 'bob'] })
  const [alice, bob] = network.peers
  const session = alice?.state.get().session
  if (alice === undefined || bob === undefined || session?.status !== 'in')
    throw new Error('nobody')
  await alice.createRoom({ name: 'lab' })
  await bob.joinRoom({ name: 'lab' })
  await alice.until(({ chats }) => chats.get('#lab')?.members.length === 2, 'bob to be there')
  const said: string[] = []
  const memoryBefore = process.memoryUsage().rss
  const scene = {
    network,
    alice,
    bob,
    alicePort: session.address.port,
    aliceKid: kidOf(session.fingerprint),
    async talk() {
      for (const from of [alice, bob]) {
        said.push(`${said.length} by ${from.username}`)
        await from.sendText('#lab', said.at(-1) ?? '')
        for (const peer of [alice, bob]) await peer.untilTexts('#lab', said)
      }
      expect(alice.chat('#lab')?.members.map(({ username }) => username)).toEqual(['alice', 'bob'])
      const grown = (process.memoryUsage().rss - memoryBefore) / 2 ** 20
      expect(grown).toBeLessThan(MEMORY_MAX_MIB)
    },
  }
  await scene.talk()
  return scene
}

/** A registered user with a program of her own. */
export interface Mallory {
  readonly client: TestClient
  readonly certificate: Buffer
  /** A new connection to alice, as good as anybody's. */
  dialAlice(handlers?: Handlers): Promise<Connection>
}

export async function joinMallory({ network, alicePort, aliceKid }: Scene): Promise<Mallory> {
  const { tracker } = network
  const client = await connect(tracker, await createUser('mallory'))
  const { certificate: issued, record } = await client.register()
  await client.login()
  const certificate = Buffer.from(issued, 'base64url')
  const { identity, username } = client.user
  return {
    client,
    certificate,
    dialAlice: (handlers = { methods: {}, notices: {} }) =>
      dial({
        host: '127.0.0.1',
        port: alicePort,
        key: identity.privateKey,
        certificate,
        hello: () => ({
          kind: 'hello',
          versions: [1],
          kid: identity.kid,
          username,
          trackerId: tracker.trackerId,
          directory: [record.n, ''],
          caps: {},
        }),
        expect: { kid: aliceKid },
        handlers,
      }),
  }
}

function kidOf(fingerprint: string): Kid {
  return Buffer.from(fingerprint.replaceAll(' ', ''), 'hex').toString('base64url') as Kid
}
