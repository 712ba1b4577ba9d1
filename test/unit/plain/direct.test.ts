import { expect, it } from 'vitest'
import type { DirectState } from '../../../src/peer/direct.ts'
import { createFakePeer } from '../../helpers/fake-peer.ts'
import { showPlain } from '../../helpers/plain.ts'

const WORDS = 'hard ripple leg valley category tide park reflect'
const WAITING: DirectState = {
  role: 'listening',
  addresses: ['192.0.2.7:5001'],
  status: 'waiting',
  problem: null,
  partner: null,
}

it('two people without a tracker are told of each other, and what is typed is said', async () => {
  const peer = createFakePeer({ chats: [{ name: '@bob' }], users: [{ username: 'bob' }] })
  peer.change((now) => ({ ...now, direct: WAITING }))
  const plain = showPlain(peer)
  await plain.see('Waiting for the other, who types:')
  await plain.see('chatp2p direct 192.0.2.7:5001')
  await plain.see('Quit (exit)')
  expect(plain.text()).not.toMatch(/room|Log out/)
  expect(plain.text()).toContain('(send_file)')
  const partner = { username: 'bob', words: WORDS, how: 'new', lastMet: null } as const
  peer.change((now) => ({ ...now, direct: { ...WAITING, status: 'together', partner } }))
  await plain.see(`You meet bob for the first time. Same words on both screens? ${WORDS}`)
  await plain.type('good morning', 'Sent to @bob.')
  peer.change((now) => ({ ...now, direct: { ...WAITING, status: 'left', partner } }))
  await plain.see('bob has left')
  await plain.end()
  expect(peer.calls).toContain('sendText @bob good morning')
  expect(peer.calls).not.toContain('logout')
})
