import { afterEach, expect, it } from 'vitest'
import { createFakePeer } from '../../../helpers/fake-peer.ts'
import type { FakePeer } from '../../../helpers/fake-peer.ts'
import { KEYS } from '../../../helpers/screen.ts'
import { showTui } from '../../../helpers/tui.ts'
import type { ShownTui } from '../../../helpers/tui.ts'

let tui: ShownTui
let peer: FakePeer

const LAB = {
  name: 'lab-pc',
  host: '192.0.2.7',
  port: 5000,
  words: 'apple river stone',
  isKnown: false,
  isAnnounced: true,
}

async function showWithout(): Promise<void> {
  peer = createFakePeer({ loggedIn: false })
  peer.change((state) => ({ ...state, tracker: { ...state.tracker, host: '' } }))
  tui = showTui(peer)
  await tui.waitFor('╭ Which tracker?')
}

afterEach(async () => {
  await tui.quit()
})

it('asks which tracker when none is known, and says what to do while none announces itself', async () => {
  await showWithout()
  expect(tui.text()).toContain('chatp2p tracker')
  expect(peer.calls).toContain('look')
})

it('offers what it finds with name, address and key, and takes it with Enter', async () => {
  await showWithout()
  peer.change((state) => ({ ...state, trackers: { isLooking: true, choices: [LAB] } }))
  await tui.waitFor('192.0.2.7:5000')
  expect(tui.text()).toContain('apple river stone')
  await tui.type(KEYS.enter, '╭ Register')
  expect(peer.calls).toContain('choose 192.0.2.7:5000')
  await tui.waitFor('Tracker: 192.0.2.7:5000')
})

it('takes an address that is typed, and says when it is none', async () => {
  await showWithout()
  await tui.type(`10.0.0.1:x${KEYS.enter}`, 'host or host:port')
  await tui.type(`${KEYS.backspace}6000${KEYS.enter}`, '╭ Register')
  expect(peer.calls).toContain('choose 10.0.0.1:6000')
})

it('starts a tracker in this program, and says where others find it', async () => {
  peer = createFakePeer({ loggedIn: false })
  peer.change((state) => ({ ...state, tracker: { ...state.tracker, host: '' } }))
  const hostTracker = async () => ({ host: '127.0.0.1', port: 5001, shownAs: '192.0.2.2:5001' })
  tui = showTui(peer, {}, { hostTracker })
  await tui.waitFor('Start a tracker on this computer')
  await tui.type(KEYS.enter, '╭ Register')
  expect(peer.calls).toContain('choose 127.0.0.1:5001')
})

it('opens from the login form with Ctrl-T and closes with Esc', async () => {
  peer = createFakePeer({ loggedIn: false })
  tui = showTui(peer)
  await tui.waitFor('╭ Register')
  await tui.type(KEYS.ctrl('t'), '╭ Which tracker?')
  await tui.type(KEYS.escape, '╭ Register')
})
