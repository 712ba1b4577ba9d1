import { expect, it } from 'vitest'
import { createFakePeer } from '../../helpers/fake-peer.ts'
import type { FakePeer } from '../../helpers/fake-peer.ts'
import { showPlain } from '../../helpers/plain.ts'
import type { ShownPlain } from '../../helpers/plain.ts'

const MEMBERS = ['alice', 'bob', 'carol'] as const

async function enterLab(): Promise<{ peer: FakePeer; plain: ShownPlain }> {
  const peer = createFakePeer({
    users: [{ username: 'bob' }, { username: 'carol' }],
    chats: [{ name: '#lab', members: MEMBERS }],
  })
  const plain = showPlain(peer)
  // The only chat lies there from the start.
  await plain.see('What you type is said here')
  return { peer, plain }
}

it('governs a room by number', async () => {
  const { peer, plain } = await enterLab()
  await plain.type('manage', '1 Rename the room')
  await plain.see('Which number:')
  await plain.type('3', 'Time (90s, 30m, 12h, 7d or off):')
  await plain.type('7d', 'Done.')
  await plain.type('manage', 'Which number:')
  await plain.type('99', 'Type a number from 1 to 9.')
  expect(peer.calls).toContain('setInactivity lab 604800')
  await plain.end()
})

it('does each act with what was typed, or asks for it', async () => {
  const { peer, plain } = await enterLab()
  await plain.type('/kick', 'bob, carol')
  await plain.type('@bob, carol', 'Done.')
  await plain.type('/ban mallory', 'Done.')
  await plain.type('/unban', 'mallory')
  await plain.type('mallory', 'Done.')
  await plain.type('/inactivity soon', 'Type a time such as')
  await plain.type('/inactivity off', 'Done.')
  await plain.type('/password', 'New password:')
  await plain.type('open sesame', 'once more:')
  await plain.type('open sesame', 'Done.')
  await plain.type('/password off', 'Type yes to do it:')
  await plain.type('sim', 'Done.')
  await plain.type('/rename #atelier', 'Done.')
  await plain.type('/audit verify', 'Proved here')
  await plain.end()
  expect(peer.calls.filter((call) => !/^(?:logout|sendTyping|markRead)/.test(call))).toEqual([
    'removeMembers lab bob carol',
    'ban lab mallory',
    'unban lab mallory',
    'setInactivity lab null',
    'setPassword lab open sesame',
    'setPassword lab null',
    'renameRoom lab atelier',
    'audit atelier',
    'verifyAudit atelier',
  ])
})

it('hands over and deletes only when the name was typed', async () => {
  const { peer, plain } = await enterLab()
  await plain.type('/transfer', '1 bob')
  await plain.type('1', 'Type bob to go on:')
  await plain.type('rob', 'That is not bob. Nothing has been done.')
  await plain.type('/transfer bob', 'Type bob to go on:')
  await plain.type('bob', 'bob is asked whether to moderate this room.')
  await plain.type('/delete', 'Type lab to go on:')
  await plain.type('lab', 'Done.')
  await plain.type('/purge', 'Type yes to do it:')
  await plain.type('yes', 'Done.')
  expect(peer.calls.filter((call) => /Transfer|delete|purge/.test(call))).toEqual([
    'offerTransfer lab bob',
    'deleteRoom lab',
    'purgeArchive #lab',
  ])
  await plain.end()
})

it('tells an offer to moderate and takes the answer', async () => {
  const { peer, plain } = await enterLab()
  peer.changeChat('#lab', { moderator: 'bob' })
  await plain.type('/rename x', 'Only bob, who moderates #lab, can do that.')
  peer.changeChat('#lab', { transferOffer: { from: 'bob', to: 'alice' } })
  await plain.see('* bob asks you to moderate #lab.')
  await plain.type('manage', '2 Decline to moderate')
  await plain.type('1', 'Done.')
  expect(peer.calls).toContain('acceptTransfer lab')
  await plain.end()
})

it('tells that a room will end, and that one was removed', async () => {
  const { peer, plain } = await enterLab()
  peer.changeChat('#lab', { moderator: 'bob' })
  peer.say({ type: 'expiring', name: 'lab', at: Date.now() + 90_000 })
  await plain.see(/\* #lab will be deleted in 1 min \d+ s unless bob comes back\./)
  peer.changeChat('#lab', { phase: 'removed' })
  await plain.see('* You were removed from #lab.')
  await plain.type('hello?', 'You were removed. This room can only be read.')
  expect(peer.calls.filter((call) => call.startsWith('sendText'))).toEqual([])
  await plain.end()
})
