import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ChatName, MessageItem, MessageStateName, PeerState } from '../../../src/peer/state.ts'
import { PASSWORD, people, type Network, type TestPeer } from '../../helpers/network.ts'

async function again(net: Network, username: string): Promise<TestPeer> {
  const peer = await net.peer(username)
  await peer.login({ username, password: PASSWORD })
  return peer
}

function ownStates(state: PeerState, chat: ChatName): readonly MessageStateName[] {
  const items = state.chats.get(chat)?.log.items ?? []
  return items
    .filter((item): item is MessageItem => item.type === 'message' && item.own)
    .map((item) => item.state)
}

async function untilStates(
  peer: TestPeer,
  chat: ChatName,
  states: readonly MessageStateName[],
): Promise<void> {
  await peer.until(
    (state) => JSON.stringify(ownStates(state, chat)) === JSON.stringify(states),
    `${chat} ${states.join(' ')}`,
  )
}

describe('who is away', () => {
  test('gets what was sent through the tracker when its author is gone and the tracker was restarted', async () => {
    const net = await people('alice', 'bob')
    const [alice, bob] = net.peers
    await bob.close()
    await alice.sendText('@bob', 'one')
    await alice.sendText('@bob', 'two')
    await untilStates(alice, '@bob', ['stored', 'stored'])
    await alice.close()
    await net.stopTracker()
    await net.startTracker()
    const back = await again(net, 'bob')
    await back.untilTexts('@alice', ['one', 'two'])
    await back.close()

    // Alice and bob are never online together, and yet she learns of it.
    const author = await again(net, 'alice')
    await untilStates(author, '@bob', ['delivered', 'delivered'])
    expect(
      author.heard.filter((event) => event.type === 'receipt').map(({ by, state }) => [by, state]),
    ).toEqual([
      ['bob', 'delivered'],
      ['bob', 'delivered'],
    ])
  }, 120_000)

  test('gets what was said in a room, and reads nothing twice when he meets its author as well', async () => {
    const { net, alice, bob, carol } = await threeInRoom()
    await alice.sendText('#lab', 'zero')
    await carol.untilTexts('#lab', ['zero'])
    await carol.close()
    await alice.sendText('#lab', 'one')
    await bob.untilTexts('#lab', ['zero', 'one'])
    await bob.sendText('#lab', 'two')
    await alice.untilTexts('#lab', ['zero', 'one', 'two'])
    await untilStates(alice, '#lab', ['delivered', 'stored'])
    await untilStates(bob, '#lab', ['stored'])
    const details = await alice.messageDetails('#lab', lastId(alice, '#lab'))
    expect(details).toMatchObject({
      state: 'stored',
      stored: true,
      recipients: [
        { username: 'bob', state: 'delivered' },
        { username: 'carol', state: 'waiting' },
      ],
      counts: { recipients: 2, delivered: 1, read: 0 },
    })
    await bob.close()
    const back = await again(net, 'carol')
    await back.untilTexts('#lab', ['zero', 'one', 'two'])
    await untilStates(alice, '#lab', ['delivered', 'delivered'])
    const heard = back.heard.filter((event) => event.type === 'message')
    expect(heard.map(({ message }) => message.text).toSorted()).toEqual(['one', 'two'])
  }, 120_000)

  test('gets it from another member when the tracker has lost its disk', async () => {
    const { net, alice, bob, carol } = await threeInRoom()
    await carol.close()
    await alice.sendText('#lab', 'for all of you')
    await bob.untilTexts('#lab', ['for all of you'])
    await alice.close()
    await net.stopTracker()
    await rm(join(net.dataDir, 'tracker', 'mailbox'), { recursive: true, force: true })
    await net.startTracker()
    const back = await again(net, 'carol')
    await back.untilTexts('#lab', ['for all of you'])
  }, 120_000)
})

async function threeInRoom() {
  const net = await people('alice', 'bob', 'carol')
  const [alice, bob, carol] = net.peers
  await alice.createRoom({ name: 'lab' })
  await bob.joinRoom({ name: 'lab' })
  await carol.joinRoom({ name: 'lab' })
  await alice.until((state) => state.chats.get('#lab')!.members.length === 3, 'members')
  return { net, alice, bob, carol }
}

function lastId(peer: TestPeer, chat: ChatName): string {
  const items = peer.chat(chat)!.log.items
  return items.findLast((item) => item.type === 'message' && item.own)!.id
}

describe('reading', () => {
  test('is told to the author, also when he was away, unless the reader keeps it to himself', async () => {
    const net = await people('alice', 'bob')
    const [alice, bob] = net.peers
    await alice.sendText('@bob', 'one')
    await bob.untilTexts('@alice', ['one'])
    bob.markRead('@alice')
    await untilStates(alice, '@bob', ['read'])

    await alice.sendText('@bob', 'two')
    await bob.untilTexts('@alice', ['one', 'two'])
    await untilStates(alice, '@bob', ['read', 'delivered'])
    await alice.close()
    await bob.until((state) => !state.users.get('alice')!.online, 'alice gone')
    bob.markRead('@alice')
    const author = await again(net, 'alice')
    await untilStates(author, '@bob', ['read', 'read'])

    await bob.setReadReceipts(false)
    await author.sendText('@bob', 'three')
    await bob.untilTexts('@alice', ['one', 'two', 'three'])
    bob.markRead('@alice')
    await bob.sendText('@alice', 'hm')
    await author.until((state) => state.chats.get('@bob')!.log.items.length === 4, 'answer')
    await untilStates(author, '@bob', ['read', 'read', 'delivered'])
  }, 120_000)
})
