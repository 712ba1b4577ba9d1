import { afterEach, expect, test } from 'vitest'
import type { ChatName, MessageItem, PeerState } from '../../../src/peer/state.ts'
import { createNetwork, PASSWORD, type Network, type TestPeer } from '../../helpers/network.ts'

let network: Network | undefined

afterEach(async () => {
  await network?.close()
  network = undefined
})

async function again(net: Network, username: string): Promise<TestPeer> {
  const peer = await net.peer(username)
  await peer.login({ username, password: PASSWORD })
  return peer
}

function states(state: PeerState, chat: ChatName): string {
  const items = state.chats.get(chat)?.log.items ?? []
  return items
    .filter((item): item is MessageItem => item.type === 'message' && item.own)
    .map((item) => item.state)
    .join()
}

test('what was written with nobody there waits through restarts of its author, of the tracker and of its reader', async () => {
  const net = await createNetwork({ peers: ['alice', 'bob'] })
  network = net
  const [alice, bob] = net.peers as [TestPeer, TestPeer]
  const chats = ['#lab', '@bob'] as const
  await alice.createRoom({ name: 'lab' })
  await bob.joinRoom({ name: 'lab' })
  await alice.until((state) => state.chats.get('#lab')?.members.length === 2, 'bob in #lab')
  for (const chat of chats) await alice.sendText(chat, 'zero')
  await bob.untilTexts('#lab', ['zero'])
  await bob.untilTexts('@alice', ['zero'])
  for (const chat of chats) await alice.until((now) => states(now, chat) === 'delivered', chat)
  await bob.close()
  await net.stopTracker()

  // Nobody has these but her own disk.
  await alice.until(({ tracker }) => tracker.status !== 'online', 'to miss the tracker')
  for (const chat of chats) await alice.sendText(chat, 'one')
  await alice.close()
  const alone = await again(net, 'alice')
  for (const chat of chats) {
    expect(states(alone.state.get(), chat)).toBe('delivered,sending')
    await alone.sendText(chat, 'two')
  }
  await alone.close()

  await net.startTracker()
  const author = await again(net, 'alice')
  const stored = 'delivered,stored,stored'
  for (const chat of chats) await author.until((now) => states(now, chat) === stored, chat)
  await author.close()
  await net.stopTracker()
  await net.startTracker()
  const reader = await again(net, 'bob')
  await reader.untilTexts('#lab', ['zero', 'one', 'two'])
  await reader.untilTexts('@alice', ['zero', 'one', 'two'])
  await reader.close()

  // His receipts waited at the tracker, too; nothing is sent a second time.
  const last = await again(net, 'alice')
  const done = 'delivered,delivered,delivered'
  for (const chat of chats) await last.until((now) => states(now, chat) === done, chat)
  const back = await again(net, 'bob')
  expect(back.texts('#lab')).toEqual(['zero', 'one', 'two'])
  expect(back.texts('@alice')).toEqual(['zero', 'one', 'two'])
}, 120_000)
