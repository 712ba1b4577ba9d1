import { afterEach, describe, expect, it } from 'vitest'
import { ChatError } from '../../../../src/shared/errors.ts'
import { createFakePeer, message, messages, NOON } from '../../../helpers/fake-peer.ts'
import type { FakePeer } from '../../../helpers/fake-peer.ts'
import { KEYS } from '../../../helpers/screen.ts'
import { showTui } from '../../../helpers/tui.ts'
import type { ShownTui } from '../../../helpers/tui.ts'

const MEMBERS = ['alice', 'bob', 'carol']

let tui: ShownTui

async function show(
  peer: FakePeer,
  size: { columns?: number; rows?: number } = {},
): Promise<ShownTui> {
  tui = showTui(peer, size)
  await tui.waitFor('alice')
  return tui
}

afterEach(async () => {
  await tui.quit()
})

describe('writing', () => {
  it('sends what stands in the composer and shows how far it has come', async () => {
    const peer = createFakePeer({ chats: [{ name: '#general', members: MEMBERS }] })
    await show(peer)
    await tui.type('hello everybody', '> hello everybody')
    expect(tui.cursor()).toEqual({ row: 21, column: 40 })
    await tui.type(KEYS.enter, 'alice    hello everybody …')
    expect(peer.calls).toContain('sendText #general hello everybody')
    expect(tui.row(21)).toMatch(/> *$/)
    const item = message({
      id: 'out-1',
      from: 'alice',
      own: true,
      text: 'hello everybody',
      state: 'stored',
    })
    const log = (change: object): void =>
      peer.changeChat('#general', {
        log: {
          items: [{ ...item, ...change }],
          hasOlder: false,
          hasNewer: false,
          total: 1,
          loading: false,
        },
      })
    log({ delivered: 1, recipients: 2 })
    await tui.waitFor('hello everybody ✓1/2')
    log({ state: 'delivered' })
    await tui.waitFor('hello everybody ✓✓')
  })

  it('takes keys that arrive together one after the other', async () => {
    const peer = createFakePeer({ chats: [{ name: '#general' }] })
    await show(peer)
    await tui.type('one\rtwo\rthr', '> thr')
    expect(peer.calls.filter((call) => call.startsWith('sendText'))).toEqual([
      'sendText #general one',
      'sendText #general two',
    ])
  })

  it('keeps several lines together, and grows for them', async () => {
    const peer = createFakePeer({ chats: [{ name: '#general' }] })
    await show(peer)
    await tui.type(`one${KEYS.altEnter}two${KEYS.altEnter}three`, '  three')
    expect(tui.row(19)).toContain('> one')
    expect(tui.cursor()).toEqual({ row: 21, column: 30 })
    await tui.type(KEYS.enter)
    await tui.waitFor((text) => !text.includes('> one'))
    expect(peer.calls).toContain('sendText #general one\ntwo\nthree')
  })

  it('takes a paste as text, whatever keys it looks like', async () => {
    const peer = createFakePeer({ chats: [{ name: '#general' }] })
    await show(peer)
    await tui.type(KEYS.paste('/quit\r\u0003done'), 'done')
    expect(peer.calls.filter((call) => call.startsWith('sendText'))).toEqual([])
  })

  it('gives the text back when it could not be sent', async () => {
    const peer = createFakePeer({ chats: [{ name: '#general' }] })
    peer.refuse('sendText', new ChatError('DISK_FULL', { subject: '/data' }))
    await show(peer)
    await tui.type('precious\r', 'The disk is full')
    await tui.waitFor('> precious')
  })

  it('keeps a draft for each chat', async () => {
    const peer = createFakePeer({ chats: [{ name: '#one' }, { name: '#two' }] })
    await show(peer)
    await tui.type('for one', '> for one')
    await tui.type(KEYS.ctrl('n'), '╭ #two')
    await tui.waitFor((text) => !text.includes('for one'))
    await tui.type(KEYS.ctrl('p'), '> for one')
  })

  it('brings back what was sent before', async () => {
    await show(createFakePeer({ chats: [{ name: '#general' }] }))
    await tui.type('first\r')
    await tui.type('second\r', 'second …')
    await tui.type(KEYS.up, '> second')
    await tui.type(KEYS.up, '> first')
    await tui.type(KEYS.down + KEYS.down, (text) => !text.includes('> '.concat('second')))
  })

  it('says that an unknown command is one', async () => {
    const peer = createFakePeer({ chats: [{ name: '#general' }] })
    await show(peer)
    await tui.type('/jion x\r', 'There is no command /jion.')
    expect(tui.text()).toContain('> /jion x')
    await tui.type(KEYS.escape, (text) => !text.includes('no command'))
  })
})

describe('reading', () => {
  it('shows what arrives, and counts what arrives elsewhere', async () => {
    const peer = createFakePeer({
      users: [{ username: 'bob' }],
      chats: [{ name: '#one', members: MEMBERS }, { name: '@bob' }],
    })
    await show(peer)
    peer.receive('#one', { text: 'good morning', from: 'carol', sentAt: NOON })
    await tui.waitFor('carol    good morning')
    peer.receive('@bob', { text: 'psst', sentAt: NOON })
    await tui.waitFor(/● bob +1 │/)
    peer.receive('@bob', { text: '@alice!', mentionsMe: true, sentAt: NOON + 1 })
    await tui.waitFor(/● bob +@1 2 │/)
    await tui.type(KEYS.alt('2'), 'psst')
    await tui.waitFor((text) => !/bob +@1 2/.test(text))
    expect(peer.calls).toContain('markRead @bob')
    expect(tui.text()).toMatch(/── new ─+/)
  })

  it('marks nothing as read behind an overlay or a window that is not in front', async () => {
    const peer = createFakePeer({ chats: [{ name: '#one', members: MEMBERS }] })
    await show(peer)
    await tui.type('\u001B[O')
    peer.receive('#one', { text: 'while away', sentAt: NOON })
    await tui.waitFor('while away')
    expect(peer.calls.filter((call) => call.startsWith('markRead'))).toEqual([])
    expect(tui.text()).toMatch(/── new ─+/)
    await tui.type('\u001B[I', (text) => !/#one +1/.test(text))
    expect(peer.calls).toContain('markRead #one')
  })

  it('shows who is typing', async () => {
    const peer = createFakePeer({ chats: [{ name: '#one', members: MEMBERS }] })
    await show(peer)
    peer.changeChat('#one', { typing: ['carol'] })
    await tui.waitFor('carol is typing…')
    peer.changeChat('#one', { typing: ['bob', 'carol'] })
    await tui.waitFor('bob, carol are typing…')
    peer.changeChat('#one', { typing: [] })
    await tui.waitFor((text) => !text.includes('typing'))
  })

  it('scrolls through the whole of 100,000 messages and back', async () => {
    const peer = createFakePeer({
      chats: [{ name: '#one', members: MEMBERS, items: messages(100_000) }],
    })
    await show(peer)
    await tui.waitFor('message number 99999')
    await tui.type(KEYS.pageUp, 'message number 99970')
    expect(tui.text()).toContain('↓ End: newest')
    await tui.type(KEYS.home, 'message number 0')
    expect(tui.text()).toContain('the beginning')
    await tui.type('\u001B[1;2B'.repeat(2), (text) => !/message number 0$/m.test(text))
    await tui.type(KEYS.pageDown.repeat(30), 'message number 541')
    await tui.type(KEYS.end, 'message number 99999')
    expect(peer.calls).toEqual(
      expect.arrayContaining(['showOldest #one', 'loadNewer #one', 'showLatest #one']),
    )
  })

  it('walks up page by page, across the edges of what is in memory', async () => {
    const peer = createFakePeer({
      chats: [{ name: '#one', members: MEMBERS, items: messages(1_000) }],
    })
    await show(peer)
    await tui.waitFor('message number 999')
    for (let first = 963; first >= 0; first -= 18) {
      await tui.type(KEYS.pageUp, `message number ${first}`)
    }
  })

  it('stays where it is while messages arrive, and says that they do', async () => {
    const peer = createFakePeer({
      chats: [{ name: '#one', members: MEMBERS, items: messages(500) }],
    })
    await show(peer)
    await tui.type(KEYS.pageUp, 'message number 470')
    const row = tui.row(3)
    peer.receive('#one', { text: 'news', sentAt: NOON })
    await tui.waitFor('1 new below')
    expect(tui.row(3)).toBe(row)
    await tui.type(KEYS.end, 'news')
    expect(tui.text()).not.toContain('below')
  })

  it('follows the wheel of the mouse', async () => {
    await show(
      createFakePeer({ chats: [{ name: '#one', members: MEMBERS, items: messages(500) }] }),
    )
    await tui.waitFor('message number 499')
    await tui.type('\u001B[<64;40;10M', (text) => !text.includes('message number 499'))
    await tui.type('\u001B[<65;40;10M', 'message number 499')
  })
})

describe('chats', () => {
  it('are left for the welcome page and come back', async () => {
    await show(createFakePeer({ chats: [{ name: '#general' }] }))
    await tui.waitFor('╭ #general')
    await tui.type('/voltar\r', 'Welcome.')
    await tui.type(KEYS.alt('1'), '╭ #general')
  })

  it('that can only be read say so and are put away', async () => {
    const peer = createFakePeer({ chats: [{ name: '#general' }] })
    peer.changeChat('#general', { phase: 'deleted' })
    await show(peer)
    await tui.waitFor('can only be read')
    expect(tui.text()).toContain('#general · deleted')
    await tui.type('/back\r', 'Welcome.')
    expect(peer.calls).toContain('closeChat #general')
  })

  it('vanish from the screen when they vanish', async () => {
    const peer = createFakePeer({ chats: [{ name: '#general' }] })
    await show(peer)
    peer.change((state) => ({ ...state, chats: new Map() }))
    await tui.waitFor('Welcome.')
  })
})

describe('a key that changed', () => {
  it('blocks the chat until somebody has looked and accepted', async () => {
    const peer = createFakePeer({
      users: [{ username: 'bob', trust: 'changed' }],
      chats: [{ name: '@bob' }],
    })
    peer.changeChat('@bob', { blocked: 'KEY_CHANGED' })
    await show(peer)
    await tui.waitFor('The key of bob has changed')
    expect(tui.text()).toContain('bob ⚠')
    await tui.type('hello\r', 'in person or on the phone')
    expect(tui.text()).toContain('1111 2222 3333 4444')
    expect(peer.calls.filter((call) => call.startsWith('sendText'))).toEqual([])
    await tui.type(KEYS.escape, (text) => !text.includes('in person'))
    await tui.type(KEYS.ctrl('u') + KEYS.enter, 'in person')
    await tui.type('a', 'The new key of bob counts')
    expect(peer.calls).toContain('acceptKeyChange bob')
    await tui.type('hello\r', 'hello …')
  })
})
