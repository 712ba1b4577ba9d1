import { afterEach, describe, expect, it } from 'vitest'
import { ChatError } from '../../../../src/shared/errors.ts'
import { createFakePeer } from '../../../helpers/fake-peer.ts'
import type { FakePeer } from '../../../helpers/fake-peer.ts'
import { GIVEN_BACK } from '../../../helpers/emulator.ts'
import { KEYS } from '../../../helpers/screen.ts'
import { showTui } from '../../../helpers/tui.ts'
import type { ShownTui } from '../../../helpers/tui.ts'

let tui: ShownTui

function show(peer: FakePeer, ...rest: [size?: object, options?: object]): ShownTui {
  tui = showTui(peer, ...rest)
  return tui
}

afterEach(async () => {
  await tui.quit()
})

describe('somebody who is new here', () => {
  it('sees the tracker with its words and registers', async () => {
    const peer = createFakePeer({ loggedIn: false })
    show(peer)
    await tui.waitFor('Register')
    expect(tui.text()).toContain('lab-pc:5000 online')
    expect(tui.text()).toContain('apple river stone')
    await tui.type('alice\tsecret word\tsecret word\r', 'alice · ● tracker')
    expect(peer.calls).toContain('register alice')
    expect(tui.text()).not.toContain('Register')
    expect(tui.text()).toContain('Welcome.')
    expect(tui.text()).toContain('Its key reads: apple river stone.')
  })

  it('types a password that nobody reads on the screen', async () => {
    show(createFakePeer({ loggedIn: false }))
    await tui.waitFor('Register')
    await tui.type('alice\tsecret 👍🏽\t', '********')
    expect(tui.output()).not.toContain('secret')
    expect(tui.output()).not.toContain('👍')
  })

  it('is told when the two passwords differ, and begins with the first again', async () => {
    const peer = createFakePeer({ loggedIn: false })
    show(peer)
    await tui.waitFor('Register')
    await tui.type('alice\tone\ttwo\r', 'passwords differ')
    expect(peer.calls).toEqual([])
    await tui.type('secret word\tsecret word\r', 'alice · ')
  })

  it('reads why a name is refused inside the form', async () => {
    const peer = createFakePeer({ loggedIn: false })
    peer.refuse('register', new ChatError('USERNAME_TAKEN', { subject: 'alice' }))
    show(peer)
    await tui.waitFor('Register')
    await tui.type('alice\tpassword\tpassword\r', 'The name “alice” is taken')
    await tui.type(KEYS.shiftTab + KEYS.ctrl('u') + 'alice2', 'alice2')
  })
})

describe('somebody who has been here', () => {
  it('finds his name in the form and logs in', async () => {
    show(createFakePeer({ loggedIn: false, profiles: ['alice', 'old'] }))
    await tui.waitFor('Log in')
    expect(tui.text()).toContain('Username: alice')
    await tui.type('secret word\r', 'alice · ● tracker')
  })

  it('gets the form back after a wrong password', async () => {
    show(createFakePeer({ loggedIn: false, profiles: ['alice'] }))
    await tui.waitFor('Log in')
    await tui.type('wrong\r', 'Wrong password for alice')
    expect(tui.text()).not.toContain('*****')
    await tui.type('secret word\r', 'alice · ● tracker')
  })

  it('logs in without a form when the password came from outside', async () => {
    show(createFakePeer({ loggedIn: false }), {}, { username: 'alice', password: 'secret word' })
    await tui.waitFor('alice · ● tracker')
    expect(tui.output()).not.toContain('secret')
  })

  it('is asked again when the account is used elsewhere', async () => {
    const peer = createFakePeer({ chats: [{ name: '#general' }] })
    show(peer)
    await tui.waitFor('╭ #general')
    peer.change((state) => ({ ...state, session: { status: 'displaced', username: 'alice' } }))
    await tui.waitFor('logged in from another place')
    await tui.type('secret word\r', 'alice · ● tracker')
  })

  it('leaves nothing on the screen when he logs out', async () => {
    const peer = createFakePeer({ chats: [{ name: '#general' }] })
    show(peer)
    await tui.waitFor('╭ #general')
    await tui.type('/logout\r', 'Log out?')
    await tui.type(KEYS.enter, 'Log in')
    expect(peer.calls).toContain('logout')
    expect(tui.text()).not.toContain('general')
  })

  it('reads in the form that not everything he said has left this machine', async () => {
    show(createFakePeer({ chats: [{ name: '#general' }], waiting: 1 }))
    await tui.waitFor('╭ #general')
    await tui.type('/logout\r', 'Log out?')
    await tui.type(KEYS.enter, '1 message is not with everybody yet')
  })
})

describe('the tracker', () => {
  it('is shown offline while it is', async () => {
    const peer = createFakePeer()
    show(peer)
    await tui.waitFor('● tracker lab-pc online')
    peer.change((state) => ({ ...state, tracker: { ...state.tracker, status: 'offline' } }))
    await tui.waitFor('○ tracker lab-pc OFFLINE')
    peer.change((state) => ({ ...state, tracker: { ...state.tracker, status: 'connecting' } }))
    await tui.waitFor('connecting…')
  })

  it('says in the form why it is not there', async () => {
    const peer = createFakePeer({ loggedIn: false })
    peer.change((state) => ({
      ...state,
      tracker: { ...state.tracker, status: 'offline', problem: 'TRACKER_CHANGED' },
    }))
    show(peer)
    await tui.waitFor('has another key than before')
  })

  it('may trouble the chat, which is told until it is dismissed', async () => {
    const peer = createFakePeer()
    show(peer)
    await tui.waitFor('alice')
    peer.change((state) => ({
      ...state,
      alerts: [{ id: 7, code: 'DISK_FULL', subject: '/data', at: 0 }],
    }))
    await tui.waitFor('The disk is full: /data.')
    await tui.type(KEYS.escape, (text) => !text.includes('disk is full'))
    expect(peer.calls).toContain('dismissAlert 7')
  })
})

describe('leaving', () => {
  it.each(['\u0003', '/quit\r', 'sair\r'])(
    'works with %j and gives the terminal back',
    async (keys) => {
      show(createFakePeer({ chats: [{ name: '#general' }] }))
      await tui.waitFor('╭ #general')
      expect(tui.modes()).toMatchObject({
        isAlternate: true,
        autowrap: false,
        bracketedPaste: true,
      })
      await tui.type(keys)
      expect(await tui.ended).toEqual({ reason: 'quit' })
      await tui.settled()
      expect(tui.modes()).toEqual(GIVEN_BACK)
      expect(tui.stdin.isRaw).toBe(false)
    },
  )

  it('happens from outside and when the terminal closes', async () => {
    show(createFakePeer())
    await tui.waitFor('alice')
    tui.stdin.destroy()
    expect(await tui.ended).toEqual({ reason: 'terminal-closed' })
    show(createFakePeer())
    await tui.waitFor('alice')
    expect(await tui.quit()).toEqual({ reason: 'stopped' })
  })

  it('lets a bug through, but only after the terminal is whole', async () => {
    const peer = createFakePeer({ chats: [{ name: '#general' }] })
    peer.sendText = async () => {
      throw new Error('bug')
    }
    const outcome = show(peer).ended.catch((error: unknown) => error)
    await tui.waitFor('╭ #general')
    await tui.type('hello\r')
    expect(await outcome).toEqual(new Error('bug'))
    await tui.settled()
    expect(tui.modes()).toMatchObject({ isAlternate: false, isCursorVisible: true, autowrap: true })
    show(createFakePeer())
  })
})

describe('changing the password', () => {
  it('asks for the one of now and twice for the new one, and says when it is done', async () => {
    const peer = createFakePeer()
    show(peer)
    await tui.waitFor('alice · ● tracker')
    await tui.type('/passwd\r', 'Change the password')
    await tui.type('secret word\rnew word\rnew word\r', 'The password is changed.')
    expect(peer.calls).toContain('changePassword new word')
    expect(tui.output()).not.toContain('new word')
  })

  it('says what is wrong and lets it be typed again', async () => {
    const peer = createFakePeer()
    show(peer)
    await tui.waitFor('alice · ● tracker')
    await tui.type('/passwd\r', 'Change the password')
    await tui.type('secret word\rnew word\rnew sword\r', 'The two passwords differ')
    await tui.type('wrong\rnew word\rnew word\r', 'Wrong password for alice')
    await tui.type('secret word\rnew word\rnew word\r', 'The password is changed.')
  })
})
