import { expect, it } from 'vitest'
import type { DirectState } from '../../../../src/peer/direct.ts'
import { createFakePeer, NOON, type FakePeer } from '../../../helpers/fake-peer.ts'
import { KEYS } from '../../../helpers/screen.ts'
import { showTui } from '../../../helpers/tui.ts'

const WORDS = 'hard ripple leg valley category tide park reflect'
const WAITING: DirectState = {
  role: 'listening',
  addresses: ['192.0.2.7:5001', '[2001:db8::7]:5001'],
  status: 'waiting',
  problem: null,
  partner: null,
}
const TOGETHER: DirectState = {
  ...WAITING,
  status: 'together',
  partner: { username: 'bob', words: WORDS, how: 'new', lastMet: null },
}

function direct(peer: FakePeer, state: DirectState): void {
  peer.change((now) => ({ ...now, direct: state }))
}

function createDirect(state: DirectState): FakePeer {
  const peer = createFakePeer({
    chats: [{ name: '@carol' }, { name: '@bob' }],
    users: [{ username: 'bob', online: true }],
  })
  peer.change((now) => ({ ...now, tracker: { ...now.tracker, host: '', status: 'offline' } }))
  direct(peer, state)
  return peer
}

it('shows whoever waits what the other has to type, and asks for no login and no tracker', async () => {
  const tui = showTui(createDirect(WAITING))
  await tui.waitFor('chatp2p direct 192.0.2.7:5001')
  expect(tui.text()).toContain('chatp2p direct [2001:db8::7]:5001')
  expect(tui.text()).toContain('◌ direct · waiting')
  expect(tui.text()).not.toMatch(/tracker:|Log in|Which tracker/)
  await tui.quit()
})

it('shows whoever dials where, and why nobody answers', async () => {
  const dialling = { ...WAITING, role: 'dialling', addresses: ['lab-pc:5001'] } as const
  const peer = createDirect(dialling)
  const tui = showTui(peer)
  await tui.waitFor('Dialling lab-pc:5001')
  direct(peer, { ...dialling, problem: 'PEER_UNREACHABLE' })
  await tui.waitFor('cannot be reached')
  direct(peer, { ...dialling, status: 'refused', problem: 'DIRECT_TAKEN' })
  await tui.waitFor('no place for a third')
  expect(tui.text()).not.toContain('Dialling')
  await tui.quit()
})

it('opens the chat with whoever comes, and shows the words', async () => {
  const peer = createDirect(WAITING)
  const tui = showTui(peer)
  await tui.waitFor('waiting')
  direct(peer, TOGETHER)
  await tui.waitFor(WORDS)
  expect(tui.text()).toContain('╭ @bob')
  expect(tui.text()).toContain('You meet bob for the first time. Same words on both screens?')
  expect(tui.text()).toContain('● direct · bob · connected')
  await tui.quit()
})

it('says whether it is the same person as before', async () => {
  const partner = { username: 'bob', words: WORDS, how: 'known', lastMet: NOON } as const
  const peer = createDirect({ ...TOGETHER, partner })
  const tui = showTui(peer)
  await tui.waitFor(/This is the same bob as on \w+ \d+ November/)
  await tui.quit()
})

it('says aloud that a key is another than the known one', async () => {
  const partner = { username: 'bob', words: WORDS, how: 'changed', lastMet: null } as const
  const peer = createDirect({ ...TOGETHER, partner })
  peer.changeChat('@bob', { blocked: 'KEY_CHANGED' })
  const tui = showTui(peer)
  await tui.waitFor('This is NOT the key of the bob you know')
  await tui.type(KEYS.enter, 'The key of bob has changed')
  await tui.quit()
})

it.each([
  ['left', 'bob has left'],
  ['apart', 'The link to bob broke'],
] as const)('tells when the other is gone: %s', async (status, sentence) => {
  const peer = createDirect(TOGETHER)
  const tui = showTui(peer)
  await tui.waitFor(WORDS)
  direct(peer, { ...TOGETHER, status })
  await tui.waitFor(sentence)
  await tui.quit()
})

it('shows nothing to compare once it is refused', async () => {
  const peer = createDirect(TOGETHER)
  const tui = showTui(peer)
  await tui.waitFor(WORDS)
  direct(peer, { ...TOGETHER, role: 'dialling', status: 'refused', problem: 'DIRECT_TAKEN' })
  await tui.waitFor((text) => text.includes('refused') && !text.includes(WORDS))
  await tui.quit()
})

it('has no rooms and no accounts, and says so', async () => {
  const tui = showTui(createDirect(TOGETHER))
  await tui.waitFor(WORDS)
  for (const line of ['/rooms', '/create lab', '/join lab', '/passwd', '/logout']) {
    await tui.type(`${line}${KEYS.enter}`, 'there are no rooms')
    await tui.type(KEYS.escape, WORDS)
  }
  await tui.quit()
})

it('is left by the word of the old programs', async () => {
  const tui = showTui(createDirect(TOGETHER))
  await tui.waitFor(WORDS)
  await tui.type(`sair${KEYS.enter}`)
  expect(await tui.ended).toEqual({ reason: 'quit' })
})
