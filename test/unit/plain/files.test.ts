import { expect, it } from 'vitest'
import type { TransferState } from '../../../src/peer/files.ts'
import { createFakePeer, message } from '../../helpers/fake-peer.ts'
import type { FakePeer } from '../../helpers/fake-peer.ts'
import { showPlain } from '../../helpers/plain.ts'
import { showTransfer, transfer } from '../../helpers/transfers.ts'

const OFFER = transfer({ id: 't1', chat: '#lab' })

function createPeer(): FakePeer {
  return createFakePeer({
    users: [{ username: 'bob' }],
    chats: [{ name: '#lab', members: ['alice', 'bob'] }, { name: '@bob' }],
  })
}

/** The transfer is in this state from now on, and that is told. */
function move(peer: FakePeer, change: Partial<TransferState>): void {
  showTransfer(peer, { ...OFFER, ...change })
}

it('tells an offer, each quarter of the way and the end, one line each', async () => {
  const peer = createPeer()
  const plain = showPlain(peer)
  await plain.see('What now?')
  const file = { name: OFFER.name, size: OFFER.size, isFolder: false, transfer: OFFER.id }
  move(peer, {})
  peer.say({
    type: 'message',
    chat: '#lab',
    message: message({ id: 't1', text: OFFER.name, file }),
  })
  await plain.see(
    '#lab bob: offers the file slides.pdf, 4.1 MB\n* get 1 fetches it, refuse 1 does not\n',
  )
  await plain.type('get 1', 'Done.')
  for (let percent = 0; percent <= 100; percent += 2) {
    const bytes = (OFFER.size * percent) / 100
    move(peer, { state: 'active', bytes, rate: 1_500_000, etaS: 2 })
  }
  move(peer, { state: 'done', bytes: OFFER.size, path: '/home/alice/slides.pdf' })
  const told = await plain.see('slides.pdf is complete: /home/alice/slides.pdf\n')
  expect(told.split('\n').filter((line) => line.startsWith('* '))).toEqual([
    '* slides.pdf: on its way',
    '* slides.pdf: 25%, 1.5 MB/s, 2 s',
    '* slides.pdf: 50%, 1.5 MB/s, 2 s',
    '* slides.pdf: 75%, 1.5 MB/s, 2 s',
    '* slides.pdf is complete: /home/alice/slides.pdf',
  ])
  expect(peer.calls).toContain('files.accept t1')
  await plain.end()
})

it('means the last transfer that fits when no number is given', async () => {
  const peer = createPeer()
  const plain = showPlain(peer)
  await plain.see('What now?')
  move(peer, { state: 'active', bytes: 2_050_000 })
  move(peer, { id: 't2', name: 'b.txt', state: 'failed', problem: 'FILE_WITHDRAWN' })
  await plain.see('* b.txt failed: ')
  await plain.type('transfers', /1 slides\.pdf.*: on its way, 50%\n2 b\.txt.*: failed\n/)
  await plain.type('/pause', 'Done.')
  await plain.type('/retry', 'Done.')
  await plain.type('/cancel 1', 'Done.')
  await plain.type('/resume', 'No files are on their way.')
  expect(peer.calls.filter((call) => call.startsWith('files.'))).toEqual([
    'files.pause t1',
    'files.retry t2',
    'files.cancel t1',
  ])
  plain.stop.abort()
  await plain.done
})

it('sends, shares, lists and fetches', async () => {
  const peer = createPeer()
  const plain = showPlain(peer)
  await plain.type('send_file bob ~/my slides.pdf', 'Sent to @bob.')
  await plain.type('send_file lab', 'Path of the file or folder:')
  await plain.type('./a', 'Sent to #lab.')
  await plain.type('share notes.txt', 'notes.txt is shared while you are online.')
  await plain.type('files bob', 'Nobody who is online shares anything.')
  await plain.type('get bob my notes.txt', 'Done.')
  await plain.type('/unshare notes.txt', 'notes.txt is not shared any more.')
  await plain.type('/autoaccept all 20MB', 'accepted without asking.')
  await plain.type('/autoaccept sometimes', 'autoaccept off, autoaccept verified')
  expect(peer.calls.filter((call) => call.startsWith('files.'))).toEqual([
    'files.send @bob /home/alice/my slides.pdf',
    'files.send #lab ./a',
    'files.share notes.txt',
    'files.listShares bob',
    'files.get bob my notes.txt',
    'files.unshare notes.txt',
    'files.setAutoAccept all 20000000',
  ])
  await plain.end()
})

it('waits at the end of its input for a file that is coming', async () => {
  const peer = createPeer()
  const plain = showPlain(peer)
  await plain.see('What now?')
  move(peer, { state: 'active', bytes: 1 })
  const ended = plain.end()
  move(peer, { state: 'active', bytes: OFFER.size / 2 })
  await plain.see('slides.pdf: 50%')
  expect(peer.calls).not.toContain('logout')
  move(peer, { state: 'done', bytes: OFFER.size, path: '/x' })
  await ended
  expect(peer.calls).toContain('logout')
})
