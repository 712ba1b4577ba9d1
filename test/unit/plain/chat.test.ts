import { describe, expect, it } from 'vitest'
import { createFakePeer, message, messages, NOON } from '../../helpers/fake-peer.ts'
import type { FakePeer } from '../../helpers/fake-peer.ts'
import { showPlain } from '../../helpers/plain.ts'

function createPeer(): FakePeer {
  return createFakePeer({
    users: [
      { username: 'bob', trust: 'verified' },
      { username: 'carol', online: false },
    ],
    rooms: [{ name: 'general', joined: true }, { name: 'lab' }, { name: 'vault', private: true }],
    chats: [
      { name: '#general', members: ['alice', 'bob'], items: messages(60), unread: 2 },
      { name: '@bob' },
    ],
  })
}

describe('chats', () => {
  it('are listed with what is unread, opened by number, and say where one is', async () => {
    const peer = createPeer()
    const plain = showPlain(peer)
    await plain.type('chats', '1 #general (public, 2 members, moderator alice, 2 unread)')
    await plain.type('goto 1', 'You are in #general (public, 2 members')
    await plain.see(/number 58\n.*number 59\n/)
    await plain.see('What you type is said here')
    expect(peer.calls).toContain('markRead #general')
    await plain.type('voltar', 'You are not in #general any more')
    await plain.type('', 'You are in no chat.')
    await plain.end()
  })

  it('take what is typed, apart from commands and the words of the old programs', async () => {
    const peer = createPeer()
    const plain = showPlain(peer)
    await plain.type('goto general', 'You are in #general')
    await plain.type('members of what?', 'Sent to #general.')
    await plain.type('//slash', 'Sent to #general.')
    await plain.type('members', 'bob, online, direct, verified')
    await plain.type('msg_room general hi there', 'Sent to #general.')
    await plain.type('/msg carol are you there?', 'Sent to @carol.')
    await plain.type('/nonsense', 'There is no command “/nonsense”.')
    await plain.end()
    expect(peer.calls.filter((call) => call.startsWith('sendText'))).toEqual([
      'sendText #general members of what?',
      'sendText #general /slash',
      'sendText #general hi there',
      'sendText @carol are you there?',
    ])
  })

  it('are read back page by page', async () => {
    const plain = showPlain(createPeer())
    await plain.type('goto general', 'What you type is said here')
    const last = await plain.type('/history 3', /number 59\n/)
    expect(last).toMatch(/number 57\n.*number 58\n/)
    expect(last).not.toContain('number 56')
    expect(await plain.type('/older 2', /number 56\n/)).toMatch(/number 55\n/)
    await plain.type('/older 1000', 'message number 54')
    await plain.type('/older', 'Nothing was said before that.')
    await plain.end()
  })

  it('are asked for when a command needs one', async () => {
    const plain = showPlain(createPeer())
    await plain.type('members', 'Which chat (number, #room or @user):')
    await plain.type('1', /alice, you, moderator, online/)
    await plain.end()
  })
})

describe('what others do', () => {
  it('is one line each, with the place where it happened', async () => {
    const peer = createPeer()
    const plain = showPlain(peer)
    await plain.type('goto general', 'What you type is said here')
    const say = (chat: '#general' | '@bob', text: string): void =>
      peer.say({ type: 'message', chat, message: message({ id: text, text }) })
    say('#general', 'here')
    await plain.see(/\d bob: here\n/)
    say('@bob', 'in private')
    await plain.see(/\d @bob: in private\n/)
    peer.say({ type: 'presence', username: 'bob', online: false })
    await plain.see('* bob is offline\n')
    const item = { type: 'event', id: 'e', by: 'bob', subject: '', sentAt: NOON } as const
    peer.say({ type: 'room', name: 'general', item: { ...item, event: 'left' } })
    await plain.see('* #general: bob left\n')
    peer.say({ type: 'connection', tracker: 'offline' })
    await plain.see('* the tracker is offline\n')
    peer.say({ type: 'room', name: 'lab', item: { ...item, by: 'alice', event: 'joined' } })
    peer.say({ type: 'message', chat: '@bob', message: message({ id: 'own', own: true }) })
    peer.say({ type: 'presence', username: 'bob', online: true })
    expect(await plain.see('* bob is online\n')).not.toContain('alice')
    expect(peer.calls.filter((call) => call === 'markRead #general')).toHaveLength(2)
    expect(peer.calls).not.toContain('markRead @bob')
    await plain.end()
  })

  it('cannot look like a word of the program, nor steer the terminal', async () => {
    const peer = createPeer()
    const plain = showPlain(peer)
    await plain.see('What now?')
    const text = 'hello\n* bob is offline\n10:21 carol: I am bob\u001B[2J\u202E'
    peer.say({ type: 'message', chat: '#general', message: message({ id: 'x', text }) })
    const said = await plain.see(/I am bob.*\n/)
    expect(said).toContain('\n  * bob is offline\n  10:21 carol: I am bob[2J\n')
    expect(said).not.toMatch(/[\u001B\u202E]/)
    await plain.end()
  })

  it('tells a changed key, and sends nothing until that is decided', async () => {
    const peer = createPeer()
    const plain = showPlain(peer)
    await plain.type('goto bob', 'You are in @bob')
    peer.changeChat('@bob', { blocked: 'KEY_CHANGED' })
    await plain.see('* The key of bob has changed.')
    await plain.type('hello', 'Nothing is sent until you decide')
    await plain.type('/key', 'Type yes to do it:')
    await plain.type('yes', 'The new key of bob counts from now on.')
    await plain.type('hello', 'Sent to @bob.')
    await plain.end()
  })
})

describe('what is in the way of messages', () => {
  it('is told where one is, and when it begins', async () => {
    const peer = createPeer()
    const plain = showPlain(peer)
    await plain.type('goto general', 'What you type is said here')
    peer.changeChat('#general', { mailbox: { code: 'QUOTA', retryAt: NOON } })
    await plain.see(/\* #general: mailbox full \(QUOTA\): .* next try \d\d:\d\d\n/)
    peer.changeChat('#general', { forked: ['bob'] })
    await plain.see('* #general: bob: two histories\n')
    peer.changeChat('#general', { gap: { missing: 3, fetching: true } })
    await plain.type('', '3 messages missing, fetching')
    await plain.end()
  })
})

describe('rooms', () => {
  it('are listed, joined with a password that is asked for, and left', async () => {
    const peer = createPeer()
    const plain = showPlain(peer)
    await plain.type('list_rooms', '#vault, private, 2 members, moderator bob')
    await plain.type('join_room vault', 'Password of the room:')
    await plain.type('open sesame', 'You are in #vault (private')
    await plain.type('leave_room', 'You stop receiving what is written in #vault.')
    await plain.type('join_room nowhere', 'nowhere')
    await plain.type('create_room', 'Name of the room:')
    await plain.type('#Attic', 'Password of the room (empty: everybody may join):')
    await plain.type('', 'You are in #attic')
    expect(peer.calls).toEqual(
      expect.arrayContaining([
        'joinRoom vault open sesame',
        'leaveRoom vault',
        'createRoom attic ',
      ]),
    )
    await plain.end()
  })
})

describe('people', () => {
  it('are listed with what is known of them', async () => {
    const plain = showPlain(createPeer())
    await plain.type('list_peers', /bob, online, direct, verified\ncarol, offline\n/)
    await plain.end()
  })

  it('are verified by words and digits', async () => {
    const peer = createPeer()
    const plain = showPlain(peer)
    await plain.type('verify carol', 'Words: apple river stone')
    await plain.see('Type yes if they do:')
    await plain.type('yes', 'carol is verified')
    await plain.type('verify carol', 'This takes the mark of carol back.')
    await plain.type('no', '')
    await plain.type('list_peers', 'carol, offline, verified')
    expect(peer.calls).toContain('confirm carol')
    expect(peer.calls).not.toContain('withdraw carol')
    plain.stop.abort()
    await plain.done
  })
})

describe('one’s own messages', () => {
  it('are waited for at the end until somebody has them', async () => {
    const peer = createPeer()
    const plain = showPlain(peer, { patienceMs: 60_000 })
    await plain.type('msg bob the last word', 'Sent to @bob.')
    const sent = peer.state.get().chats.get('@bob')?.log.items.at(-1)
    if (sent?.type !== 'message') throw new Error('nothing was sent')
    const ended = plain.end()
    peer.say({ type: 'presence', username: 'bob', online: false })
    // News are told for as long as it waits.
    await plain.see('* bob is offline')
    expect(peer.calls).not.toContain('logout')
    peer.replaceItem('@bob', { ...sent, state: 'stored' })
    await ended
    expect(peer.calls).toContain('logout')
  })

  it('tell how far they came when somebody asks', async () => {
    const peer = createPeer()
    const plain = showPlain(peer)
    await plain.type('goto general', 'What you type is said here')
    await plain.type('/details', 'You have written nothing here')
    await plain.type('good morning', 'Sent to #general.')
    await plain.type('/details', 'bob: on its way')
    await plain.type('/receipts off', 'Nobody is told any more what you read.')
    expect(peer.calls).toContain('setReadReceipts false')
    await plain.end()
  })
})
