import { afterEach, describe, expect, it } from 'vitest'
import type { TransferState } from '../../../../src/peer/files.ts'
import { ChatError } from '../../../../src/shared/errors.ts'
import type { FakePeer } from '../../../helpers/fake-peer.ts'
import { KEYS } from '../../../helpers/screen.ts'
import { receiveOffer, showTransfer, transfer } from '../../../helpers/transfers.ts'
import { showTui } from '../../../helpers/tui.ts'
import type { ShownTui } from '../../../helpers/tui.ts'
import { alt, called, filePeer } from './scene.ts'

let tui: ShownTui

afterEach(async () => {
  await tui.quit()
})

async function show(size: { columns?: number; rows?: number } = {}): Promise<FakePeer> {
  const peer = filePeer()
  tui = showTui(peer, size)
  await tui.waitFor('╭ #general')
  return peer
}

const HALF = transfer({ state: 'active', bytes: 2_952_000, rate: 11_000_000, etaS: 12 })

describe('an offer in the log', () => {
  it('is one row with name, size, bar, rate and time left where there is room', async () => {
    const peer = await show({ columns: 120 })
    receiveOffer(peer, HALF)
    await tui.waitFor('▸ slides.pdf  4.1 MB  ▓▓▓▓▓░░░  72 %  11 MB/s  0:12')
    expect(tui.text()).toMatch(/bob +▸ slides\.pdf/)
  })

  it('is two rows in a small window, and keeps them whatever happens to it', async () => {
    const peer = await show({ columns: 80, rows: 24 })
    receiveOffer(peer, transfer())
    await tui.waitFor(/▸ slides\.pdf {2}4\.1 MB\n.* offered/)
    showTransfer(peer, HALF)
    await tui.waitFor(/▸ slides\.pdf {2}4\.1 MB\n.* ▓▓▓▓▓░░░ {2}72 % {2}11 MB\/s {2}0:12/)
    showTransfer(peer, transfer({ state: 'paused', bytes: 2_952_000 }))
    await tui.waitFor(/▸ slides\.pdf {2}4\.1 MB\n.* 72 % {2}paused/)
  })

  it('is usable in 40 columns', async () => {
    const peer = await show({ columns: 40, rows: 10 })
    const name = `${'long name '.repeat(20)}.pdf`
    receiveOffer(peer, { ...HALF, name })
    await tui.waitFor(/▸ long name … {2}4\.1 MB\n.* ▓▓▓▓▓░░░ {2}72 % *\n/)
  })

  it('says where it lies when it is done, and why when it failed', async () => {
    const peer = await show()
    receiveOffer(peer, transfer())
    const path = '/home/alice/data/downloads/general_bob_slides.pdf'
    showTransfer(peer, transfer({ state: 'done', bytes: 4_100_000, path }))
    await tui.waitFor('✓ done')
    expect(tui.text()).toMatch(/││ +→ …\/downloads\/general_bob_slides\.pdf\n/)
    tui.resize(120, 24)
    await tui.waitFor(/││ +→ ~\/data\/downloads\/general_bob_slides\.pdf/)
    showTransfer(peer, transfer({ state: 'failed', problem: 'FILE_WITHDRAWN' }))
    await tui.waitFor((text) => text.includes('✗ failed') && text.includes('no longer offered'))
  })

  it('says that it waits because its sender has paused it', async () => {
    const peer = await show({ columns: 120 })
    receiveOffer(peer, transfer({ state: 'waiting', bytes: 2_952_000, problem: 'FILE_PAUSED' }))
    await tui.waitFor(/72 % {2}waiting\n.* The sender has paused this transfer\./)
  })

  it('tells of an own file how many have it', async () => {
    const peer = await show({ columns: 120 })
    const own = transfer({ own: true })
    receiveOffer(peer, own)
    await tui.waitFor(/alice +▸ slides\.pdf {2}4\.1 MB {2}offered {2}0 of 2 have it ✓/)
    showTransfer(peer, { ...own, state: 'done', recipients: { done: 2, of: 2 } })
    await tui.waitFor('✓ done  2 of 2 have it')
  })

  it('shows what is known of one that the list has forgotten', async () => {
    const peer = await show()
    const { name, size } = transfer()
    peer.receive('#general', {
      text: name,
      file: { name, size, isFolder: true, transfer: 'gone' },
    })
    await tui.waitFor(/▸ slides\.pdf\/ {2}4\.1 MB\n/)
    await tui.type(alt('y'))
    await called(peer, 'files.accept gone')
  })

  it('shows a hostile name as harmless text in its row', async () => {
    const peer = await show({ columns: 120 })
    const name = '\u001B[2J\u202Egpj.exe\n12:00  *  bob left\u0007'
    receiveOffer(peer, transfer({ name }))
    await tui.waitFor(/bob +▸ \[2Jgpj\.exe 12:00 {2}\* {2}bob left {2}4\.1 MB\n.* offered/)
    expect(tui.output()).not.toContain('\u001B[2J')
  })
})

describe('answering an offer', () => {
  it('is possible with one key, which stands above the composer', async () => {
    const peer = await show()
    receiveOffer(peer, transfer())
    await tui.waitFor('bob offers slides.pdf: Alt-Y get · Alt-N refuse')
    await tui.type(alt('y'))
    await called(peer, 'files.accept f1')
    showTransfer(peer, HALF)
    await tui.waitFor((text) => !text.includes('Alt-Y get'))
  })

  it('keeps the keys in sight however long the name is', async () => {
    const peer = await show()
    receiveOffer(peer, transfer({ name: 'x'.repeat(200) }))
    await tui.waitFor(/├─ bob offers x+…: Alt-Y get · Alt-N refuse ─/)
  })

  it.each([
    ['/get', transfer(), 'files.accept f1'],
    ['/refuse', transfer(), 'files.cancel f1'],
    ['/pause', HALF, 'files.pause f1'],
    ['/resume', transfer({ state: 'paused' }), 'files.resume f1'],
    ['/cancel', HALF, 'files.cancel f1'],
    ['/retry', transfer({ state: 'failed' }), 'files.retry f1'],
    ['/forget', transfer({ state: 'done' }), 'files.forget f1'],
    ['/pause slides', HALF, 'files.pause f1'],
    ['/pause 1', HALF, 'files.pause f1'],
  ] satisfies [string, TransferState, string][])('%s acts on the last one', async (...row) => {
    const [typed, state, call] = row
    const peer = await show()
    receiveOffer(peer, state)
    await tui.type(typed + KEYS.enter)
    await called(peer, call)
  })

  it('says so when there is none, or when it is refused', async () => {
    const peer = await show()
    await tui.type(alt('y'), 'No file is offered to you here.')
    await tui.type(`/retry${KEYS.enter}`, 'No file has failed')
    receiveOffer(peer, transfer())
    peer.refuse('files.accept', new ChatError('DISK_FULL', { subject: 'slides.pdf' }))
    await tui.type(alt('y'), /! .*disk/i)
  })

  it('never means an offer in another chat', async () => {
    const peer = await show()
    showTransfer(peer, transfer({ chat: '@bob' }))
    await tui.type(alt('y'), 'No file is offered to you here.')
    expect(peer.calls).not.toContain('files.accept f1')
  })
})

describe('what happens elsewhere', () => {
  const share = transfer({ id: 's1', chat: '@bob', state: 'active' })

  it('is told when a file has come or failed', async () => {
    const peer = await show()
    showTransfer(peer, share)
    showTransfer(peer, { ...share, state: 'done', path: '/home/alice/d/bob_slides.pdf' })
    await tui.waitFor('slides.pdf is here: ~/d/bob_slides.pdf')
    showTransfer(peer, { ...share, id: 's2' })
    showTransfer(peer, { ...share, id: 's2', state: 'failed', problem: 'FILE_INVALID' })
    await tui.waitFor('slides.pdf: What was offered as slides.pdf is damaged')
  })

  it('is no news when it had ended before', async () => {
    const peer = await show()
    showTransfer(peer, { ...share, state: 'done', path: '/home/alice/d/bob_slides.pdf' })
    await tui.type('still here', '> still here')
    expect(tui.text()).not.toContain('is here:')
  })

  it('shows a file that is being read before it can be offered', async () => {
    const peer = await show()
    const reading = transfer({ own: true, state: 'waiting', preparing: true, bytes: 2_050_000 })
    showTransfer(peer, { ...reading, recipients: null })
    await tui.waitFor('reading slides.pdf ▓▓▓▓░░░░  50 %')
  })
})

it('a step of the progress writes a handful of bytes', async () => {
  const peer = await show({ columns: 120 })
  receiveOffer(peer, HALF)
  await tui.waitFor(' 72 %')
  const before = tui.output().length
  showTransfer(peer, { ...HALF, bytes: 3_000_000, etaS: 11 })
  await tui.waitFor(' 73 %  11 MB/s  0:11')
  expect(Buffer.byteLength(tui.output().slice(before))).toBeLessThanOrEqual(120)
})
