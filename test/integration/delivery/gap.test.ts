import { afterEach, expect, test } from 'vitest'
import type { ChatName, MessageItem, PeerState } from '../../../src/peer/state.ts'
import { createNetwork, PASSWORD, type Network, type TestPeer } from '../../helpers/network.ts'

let network: Network | undefined

afterEach(async () => {
  await network?.close()
  network = undefined
})

const DAY_MS = 24 * 3_600_000

async function again(net: Network, username: string): Promise<TestPeer> {
  const peer = await net.peer(username)
  await peer.login({ username, password: PASSWORD })
  return peer
}

function ownStates(state: PeerState, chat: ChatName): readonly string[] {
  const items = state.chats.get(chat)?.log.items ?? []
  return items
    .filter((item): item is MessageItem => item.type === 'message' && item.own)
    .map((item) => item.state)
}

test('what the tracker gave up while nobody else is here is shown as missing, and comes with a member', async () => {
  let passed = 0
  const now = (): number => Date.now() + passed
  const net = await createNetwork({ peers: ['alice', 'bob'], tracker: { now } })
  network = net
  const [alice, bob] = net.peers as [TestPeer, TestPeer]
  await alice.createRoom({ name: 'lab' })
  await bob.joinRoom({ name: 'lab' })
  await alice.until(({ chats }) => chats.get('#lab')?.members.length === 2, 'bob in #lab')
  await alice.sendText('#lab', 'zero')
  await bob.untilTexts('#lab', ['zero'])
  await bob.close()
  for (const text of ['one', 'two', 'three']) await alice.sendText('#lab', text)
  const stored = ['delivered', 'stored', 'stored', 'stored'].join()
  await alice.until((state) => ownStates(state, '#lab').join() === stored, 'three stored')
  await alice.close()

  // After a month only the last one is left.
  passed = 31 * DAY_MS
  const back = await again(net, 'bob')
  await back.until(({ chats }) => chats.get('#lab')?.gap?.missing === 2, 'two missing')
  expect(back.texts('#lab')).toEqual(['zero'])
  // Whoever is there has said what he has.
  const isSearching = ({ chats }: PeerState): boolean => chats.get('#lab')?.gap?.fetching !== false
  await back.until((state) => !isSearching(state), 'nobody left to ask')
  expect(back.chat('#lab')!.gap).toEqual({ missing: 2, fetching: false })
  expect(back.state.get().tracker.status).toBe('online')
  await net.stopTracker()
  await back.until((state) => state.tracker.status !== 'online', 'offline')
  expect(back.chat('#lab')!.gap).toEqual({ missing: 2, fetching: false })
  await net.startTracker()

  const author = await again(net, 'alice')
  await back.untilTexts('#lab', ['zero', 'one', 'two', 'three'])
  await back.until(({ chats }) => chats.get('#lab')?.gap === null, 'nothing missing')
  await author.until((state) => ownStates(state, '#lab').every((one) => one === 'delivered'), 'all')
}, 120_000)
