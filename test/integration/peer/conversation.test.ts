import { describe, expect, test } from 'vitest'
import type { PeerEvent } from '../../../src/peer/peer.ts'
import type { PeerState } from '../../../src/peer/state.ts'
import { PASSWORD, people } from '../../helpers/network.ts'

describe('a DM', () => {
  test('reaches the other in order, and its sender learns that it was delivered', async () => {
    const [alice, bob] = (await people('alice', 'bob')).peers
    await alice.sendText('@bob', 'hello')
    await alice.sendText('@bob', 'are you there?')
    await bob.untilTexts('@alice', ['hello', 'are you there?'])
    await bob.sendText('@alice', 'yes')
    await alice.untilTexts('@bob', ['hello', 'are you there?', 'yes'])
    await alice.until(
      (state) =>
        state.chats
          .get('@bob')!
          .log.items.every(
            (item) => item.type === 'message' && (!item.own || item.state === 'delivered'),
          ),
      'ticks',
    )
    const receipts = alice.heard.filter(
      (event) => event.type === 'receipt' && event.by === 'bob',
    ) as Extract<PeerEvent, { type: 'receipt' }>[]
    expect(receipts.map(({ by, state }) => [by, state])).toEqual([
      ['bob', 'delivered'],
      ['bob', 'delivered'],
    ])
  })

  test('written by both at once stands in the same order at both', async () => {
    const [alice, bob] = (await people('alice', 'bob')).peers
    const texts = Array.from({ length: 20 }, (_, at) => String(at))
    await Promise.all([
      ...texts.map((text) => alice.sendText('@bob', `a${text}`)),
      ...texts.map((text) => bob.sendText('@alice', `b${text}`)),
    ])
    const isFull = (name: '@alice' | '@bob') => (state: PeerState) => {
      const items = state.chats.get(name)?.log.items ?? []
      return (
        items.length === 40 && items.every((item) => item.type === 'message' && item.text !== '')
      )
    }
    await alice.until(isFull('@bob'), 'all')
    await bob.until(isFull('@alice'), 'all')
    expect(alice.texts('@bob')).toEqual(bob.texts('@alice'))
    expect(alice.texts('@bob').filter((text) => text.startsWith('a'))).toEqual(
      texts.map((text) => `a${text}`),
    )
  })

  test('that begins with several messages at once has them in the order in which they were written', async () => {
    const [alice] = (await people('alice', 'bob')).peers
    const texts = Array.from({ length: 400 }, (_, at) => `text ${at}`)
    const sent: Promise<unknown>[] = []
    for (const text of texts) {
      sent.push(alice.sendText('@bob', text))
      // Each in a moment of its own, as lines of a script are read.
      await new Promise((resolve) => setImmediate(resolve))
    }
    await Promise.all(sent)
    const written = await alice.readHistory('@bob', { limit: 1_000 })
    expect(written.map(({ text }) => text)).toEqual(texts)
  })

  test('of any script and length arrives exactly, and escape sequences do not arrive at all', async () => {
    const [alice, bob] = (await people('alice', 'bob')).peers
    const texts = [
      'e\u0301 ñ 한글 漢字 नमस्ते',
      '👩‍👩‍👧‍👦 👍🏽 🏴󠁧󠁢󠁥󠁮󠁧󠁿 1️⃣',
      'می‌خواهم',
      'line one\nline two\n\tindented',
      'x'.repeat(8_000),
      '🙂'.repeat(8_000),
      '"\\ {}',
    ]
    for (const text of texts) await alice.sendText('@bob', text)
    await bob.untilTexts('@alice', texts)
    await alice.sendText('@bob', 'a\u001b[31mb\u001b]0;x\u0007c\u202ed\u0000e')
    const [last] = (
      await bob.until((state) => state.chats.get('@alice')!.log.items.length === 8, 'it')
    ).chats
      .get('@alice')!
      .log.items.slice(-1)
    // eslint-disable-next-line no-control-regex
    expect(last!.type === 'message' && last!.text).not.toMatch(/[\u0000-\u0008\u001b\u202e]/)
  })
})

describe('an open room', () => {
  test('is found, joined, talked in and left', async () => {
    const [alice, bob, carol] = (await people('alice', 'bob', 'carol')).peers
    const created = await alice.createRoom({ name: 'General' })
    expect(created).toEqual({
      name: 'general',
      private: false,
      moderator: 'alice',
      memberCount: 1,
      joined: true,
    })
    await alice.sendText('#general', 'nobody reads this')
    const listed = await bob.listRooms()
    expect(listed).toEqual([{ ...created, joined: false }])
    expect(await bob.joinRoom({ name: '#general' })).toMatchObject({
      memberCount: 2,
      joined: true,
    })
    await carol.joinRoom({ name: 'general' })
    await alice.until((state) => state.chats.get('#general')!.members.length === 3, 'three members')
    await alice.sendText('#general', 'welcome')
    await bob.untilTexts('#general', ['welcome'])
    await carol.untilTexts('#general', ['welcome'])
    await carol.sendText('#general', 'thanks')
    await alice.untilTexts('#general', ['nobody reads this', 'welcome', 'thanks'])
    await bob.untilTexts('#general', ['welcome', 'thanks'])

    await carol.leaveRoom('general')
    await alice.until((state) => state.chats.get('#general')!.members.length === 2, 'two members')
    await alice.sendText('#general', 'carol is gone')
    await bob.untilTexts('#general', ['welcome', 'thanks', 'carol is gone'])
    expect(carol.chat('#general')!.phase).toBe('left')
    expect(carol.texts('#general')).toEqual(['welcome', 'thanks'])
    await expect(carol.sendText('#general', 'still here')).rejects.toMatchObject({
      code: 'NOT_A_MEMBER',
    })
  })

  test('that somebody has joined knows him: the very next message is for him too', async () => {
    const [alice, bob, carol] = (await people('alice', 'bob', 'carol')).peers
    await alice.createRoom({ name: 'lab' })
    await bob.joinRoom({ name: 'lab' })
    await alice.sendText('#lab', 'hello bob')
    await carol.joinRoom({ name: 'lab' })
    await bob.sendText('#lab', 'hello carol')
    await bob.untilTexts('#lab', ['hello bob', 'hello carol'])
    await carol.untilTexts('#lab', ['hello carol'])
  })

  test('shows who came and went between what was said before and after, the same to everyone', async () => {
    const net = await people('alice', 'bob', 'carol')
    const [alice, bob, carol] = net.peers
    await alice.createRoom({ name: 'lab' })
    await alice.sendText('#lab', 'one')
    await alice.sendText('#lab', 'two')
    await bob.joinRoom({ name: 'lab' })
    await alice.untilLines('#lab', ['created alice', 'one', 'two', 'joined bob'])
    await alice.sendText('#lab', 'three')
    await bob.untilTexts('#lab', ['three'])
    await bob.sendText('#lab', 'four')
    await carol.joinRoom({ name: 'lab' })
    await bob.leaveRoom('lab')
    await alice.until((state) => state.chats.get('#lab')!.members.length === 2, 'bob gone')
    const lines = ['one', 'two', 'joined bob', 'three', 'four', 'joined carol', 'left bob']
    await alice.untilTexts('#lab', ['one', 'two', 'three', 'four'])
    await alice.untilLines('#lab', ['created alice', ...lines])
    await carol.sendText('#lab', 'five')
    await alice.untilTexts('#lab', ['one', 'two', 'three', 'four', 'five'])
    await alice.untilLines('#lab', ['created alice', ...lines, 'five'])

    await alice.close()
    const again = await net.peer('alice')
    await again.login({ username: 'alice', password: PASSWORD })
    await again.untilLines('#lab', ['created alice', ...lines, 'five'])
  })

  test('spreads to everyone when it is too large for a full mesh', async () => {
    const names = Array.from({ length: 14 }, (_, at) => `peer${at + 20}`)
    const { peers } = await people(...names)
    await peers[0]!.createRoom({ name: 'hall' })
    for (const peer of peers.slice(1)) await peer.joinRoom({ name: 'hall' })
    for (const peer of peers) {
      await peer.until((state) => state.chats.get('#hall')!.members.length === 14, 'members')
    }
    await peers[3]!.sendText('#hall', 'hello all')
    for (const peer of peers) await peer.untilTexts('#hall', ['hello all'])
  }, 60_000)
})

describe('after a restart', () => {
  test('history is there and the exchange continues where it stopped', async () => {
    const { peers, peer: open } = await people('alice', 'bob')
    const [alice, bob] = peers
    await alice.createRoom({ name: 'lab' })
    await bob.joinRoom({ name: 'lab' })
    await alice.until((state) => state.chats.get('#lab')!.members.length === 2, 'bob')
    await alice.sendText('#lab', 'one')
    await bob.untilTexts('#lab', ['one'])
    await bob.close()
    await alice.sendText('#lab', 'two')
    await alice.sendText('@bob', 'three')

    const again = await open('bob')
    await again.login({ username: 'bob', password: PASSWORD })
    await again.untilTexts('#lab', ['one', 'two'])
    await again.untilTexts('@alice', ['three'])
    await again.sendText('#lab', 'four')
    await alice.untilTexts('#lab', ['one', 'two', 'four'])
  })
})

describe('without the tracker', () => {
  test('people who are connected go on talking, and all return when it does', async () => {
    const net = await people('alice', 'bob')
    const [alice, bob] = net.peers
    await alice.sendText('@bob', 'one')
    await bob.untilTexts('@alice', ['one'])
    await net.stopTracker()
    await alice.until((state) => state.tracker.status !== 'online', 'tracker gone')
    await bob.sendText('@alice', 'two')
    await alice.untilTexts('@bob', ['one', 'two'])
    await net.startTracker()
    await alice.until((state) => state.tracker.status === 'online', 'tracker back')
    await bob.until((state) => state.tracker.status === 'online', 'tracker back')
    await alice.until((state) => state.users.get('bob')!.online, 'presence')
  })

  test('a user can log in, read and write; what he wrote goes out later', async () => {
    const net = await people('alice', 'bob')
    const [alice, bob] = net.peers
    await alice.sendText('@bob', 'one')
    await bob.untilTexts('@alice', ['one'])
    await bob.close()
    await net.stopTracker()
    const again = await net.peer('bob')
    await again.login({ username: 'bob', password: PASSWORD })
    expect(again.texts('@alice')).toEqual(['one'])
    await again.sendText('@alice', 'two')
    await net.startTracker()
    await alice.untilTexts('@bob', ['one', 'two'])
  })

  test('a member can write and then leave: the others still read what he wrote as a member', async () => {
    const net = await people('alice', 'bob')
    const [alice, bob] = net.peers
    await alice.createRoom({ name: 'lab' })
    await bob.joinRoom({ name: 'lab' })
    await bob.sendText('#lab', 'one')
    await alice.untilTexts('#lab', ['one'])
    await bob.close()
    await net.stopTracker()
    const again = await net.peer('bob')
    await again.login({ username: 'bob', password: PASSWORD })
    await again.sendText('#lab', 'two')
    await again.leaveRoom('lab')
    await net.startTracker()
    await again.sendText('@alice', 'something else')
    await alice.untilTexts('#lab', ['one', 'two'])
    await again.until(
      () => again.heard.some((event) => event.type === 'receipt' && event.chat === '#lab'),
      'a receipt',
    )
  })
})
