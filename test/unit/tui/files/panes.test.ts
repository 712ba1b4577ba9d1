import { afterEach, describe, expect, it } from 'vitest'
import type { Share } from '../../../../src/peer/files.ts'
import { ChatError } from '../../../../src/shared/errors.ts'
import type { FakePeer } from '../../../helpers/fake-peer.ts'
import { KEYS } from '../../../helpers/screen.ts'
import { showTransfer, transfer } from '../../../helpers/transfers.ts'
import { showTui } from '../../../helpers/tui.ts'
import type { ShownTui } from '../../../helpers/tui.ts'
import { alt, called, F5, F6, filePeer, folders } from './scene.ts'

let tui: ShownTui

afterEach(async () => {
  await tui.quit()
})

const SHARES: readonly Share[] = [
  { username: 'bob', name: 'song.mp3', size: 3_000_000, sha256: 'ab'.repeat(32) },
  { username: 'carol', name: 'thesis.pdf', size: 12_000_000, sha256: 'cd'.repeat(32) },
]

const PATHS = folders({
  '.': ['notes.txt', 'src/'],
  'src/': ['main.ts'],
  '/home/alice/': ['Documents/', 'slides.pdf', 'song.mp3'],
  '/home/alice/Documents/': ['tax.pdf'],
})

async function show(size: { columns?: number; rows?: number } = {}): Promise<FakePeer> {
  const peer = filePeer(SHARES)
  tui = showTui(peer, size, { paths: PATHS })
  await tui.waitFor('╭ #general')
  return peer
}

describe('the list of transfers', () => {
  const active = transfer({ id: 'a', state: 'active', bytes: 2_952_000, rate: 1_100_000, etaS: 12 })
  const own = transfer({ id: 'b', own: true, name: 'photos', isFolder: true, at: active.at + 1 })
  const failed = transfer({ id: 'c', name: 'late.zip', state: 'failed', at: active.at + 2 })

  it('tells of each how far it is, and more of the chosen one', async () => {
    const peer = await show()
    for (const each of [active, own, { ...failed, problem: 'FILE_CHANGED' as const }])
      showTransfer(peer, each)
    await tui.type(F5, /▸ {2}3 ↓ late\.zip +✗ failed/)
    expect(tui.text()).toMatch(/ 2 ↑ photos\/ +offered {2}0 of 2 have it/)
    expect(tui.text()).toMatch(/ 1 ↓ slides\.pdf +▓▓▓▓▓░░░ {2}72 % {2}1\.1 MB\/s {2}0:12/)
    expect(tui.text()).toContain('The file “late.zip” changed while it was being sent')
    expect(tui.text()).toContain('Fetched without asking: from verified people, below 10 MB')
    await tui.type(KEYS.up, '3 MB of 4.1 MB · from bob in #general · 1.1 MB/s · 0:12 left')
  })

  it('has a key for whatever can be done', async () => {
    const peer = await show()
    for (const each of [active, own, failed]) showTransfer(peer, each)
    await tui.type(F5, /▸ {2}3 ↓ late\.zip/)
    await tui.type('r')
    await called(peer, 'files.retry c')
    await tui.type('d')
    await called(peer, 'files.forget c')
    await tui.type(KEYS.down, /▸ {2}2 ↑ photos/)
    await tui.type('x')
    await called(peer, 'files.cancel b')
    await tui.type(KEYS.down, /▸ {2}1 ↓ slides/)
    await tui.type('p')
    await called(peer, 'files.pause a')
    showTransfer(peer, { ...active, state: 'paused' })
    await tui.waitFor(/1 ↓ slides\.pdf .*paused/)
    await tui.type(KEYS.enter)
    await called(peer, 'files.resume a')
  })

  it('stays at the chosen one when others come', async () => {
    const peer = await show()
    showTransfer(peer, transfer())
    await tui.type(F5, /▸ {2}1 ↓ slides\.pdf/)
    await tui.type(KEYS.down)
    showTransfer(peer, transfer({ id: 'new', name: 'new.zip', at: transfer().at + 1 }))
    await tui.waitFor(/▸ {2}1 ↓ slides\.pdf/)
    await tui.type('g')
    await called(peer, 'files.accept f1')
  })

  it('says what was refused', async () => {
    const peer = await show()
    showTransfer(peer, transfer())
    await tui.type(F5, '1 ↓ slides.pdf')
    peer.refuse('files.accept', new ChatError('DISK_FULL', { subject: 'slides.pdf' }))
    await tui.type(KEYS.enter, /! .*disk/i)
  })

  it('is usable in 40 columns and 10 rows', async () => {
    const peer = await show({ columns: 40, rows: 10 })
    for (const each of [active, own, failed]) showTransfer(peer, each)
    await tui.type(F5, /▸ {2}3 ↓ late\.zip/)
    await tui.type(KEYS.up, /▸ {2}1 ↓ slides.* ▓▓▓▓▓░░░ {2}72 %/)
  })

  it('says where files come from when there are none', async () => {
    await show()
    await tui.type(`/transfers${KEYS.enter}`, 'No files yet.')
    await tui.type(F5, (text) => !text.includes('No files yet.'))
  })
})

describe('offers that are accepted without asking', () => {
  it('are chosen in a form that shows what holds', async () => {
    const peer = await show()
    await tui.type(`${F5}o`, /▸ people whose key you have verified/)
    await tui.type(`${KEYS.down}${KEYS.ctrl('u')}2 GB${KEYS.enter}`)
    await called(peer, 'files.setAutoAccept all 2000000000')
  })

  it('need a size that is one', async () => {
    const peer = await show()
    await tui.type(`/autoaccept${KEYS.enter}`, /Smaller than: +10 MB/)
    await tui.type(`${KEYS.ctrl('u')}much${KEYS.enter}`, 'Type a size such as')
    expect(peer.calls.filter((call) => call.startsWith('files.setAuto'))).toEqual([])
  })

  it('are set by a command, which says what it means', async () => {
    const peer = await show()
    await tui.type(`/autoaccept all 500 kB${KEYS.enter}`, 'from everybody, below 500 kB')
    await tui.type(`/autoaccept off${KEYS.enter}`, 'Fetched without asking: nothing')
    await tui.type(`/autoaccept perhaps${KEYS.enter}`, 'off | verified | all')
    expect(peer.calls.filter((call) => call.startsWith('files.setAuto'))).toEqual([
      'files.setAutoAccept all 500000',
      'files.setAutoAccept off 10000000',
    ])
  })
})

describe('sending a file', () => {
  it('takes a path behind the command, completed with Tab', async () => {
    const peer = await show()
    await tui.type('/send ~/s\t', 'slides.pdf  song.mp3')
    await tui.type('l\t', '> /send ~/slides.pdf')
    await tui.type(KEYS.enter)
    await called(peer, 'files.send #general /home/alice/slides.pdf')
  })

  it('walks through folders in its dialog', async () => {
    const peer = await show()
    await tui.type(
      alt('s'),
      (text) => text.includes('╭ Send to #general') && text.includes('▸ src/'),
    )
    await tui.type('~/', /▸ Documents\//)
    await tui.type(
      KEYS.enter,
      (text) => text.includes('~/Documents/') && text.includes('▸ tax.pdf'),
    )
    await tui.type(KEYS.enter)
    await called(peer, 'files.send #general /home/alice/Documents/tax.pdf')
    expect(tui.text()).not.toContain('╭ Send to')
  })

  it('completes what is typed there, and sends whole folders', async () => {
    const peer = await show()
    await tui.type(alt('s'), 'notes.txt')
    await tui.type('~/d\t', /~\/Documents\/ +│/)
    await tui.type(KEYS.up, '▸ all of ~/Documents/')
    await tui.type(KEYS.enter)
    await called(peer, 'files.send #general /home/alice/Documents/')
  })

  it('takes what is pasted, in quotes as terminals drop it', async () => {
    const peer = await show()
    await tui.type(alt('s'), 'notes.txt')
    await tui.type("\u001B[200~'/mnt/my file.pdf'\u001B[201~", 'Nothing here begins like that.')
    await tui.type(KEYS.enter)
    await called(peer, 'files.send #general /mnt/my file.pdf')
  })

  it('says when there is no such file, and needs a chat', async () => {
    const peer = await show()
    peer.refuse('files.send', new ChatError('FILE_NOT_FOUND', { subject: '/nowhere' }))
    await tui.type(`/send /nowhere${KEYS.enter}`, 'There is no file or folder “/nowhere”')
    await tui.type(`${KEYS.ctrl('x')}/send x${KEYS.enter}`, 'Choose a chat first')
  })
})

describe('shared files', () => {
  it('are listed, found by a few letters and fetched with Enter', async () => {
    const peer = await show()
    await tui.type(F6, /song\.mp3 .*3 MB bob[^]*thesis\.pdf .*12 MB carol/)
    expect(tui.text()).toContain('ab'.repeat(32))
    await tui.type('the', (text) => !text.includes('song.mp3'))
    await tui.type(KEYS.enter, 'Fetching thesis.pdf. F5 shows how far it is.')
    expect(peer.calls).toContain('files.get carol thesis.pdf')
  })

  it('of one person are listed or fetched by a command', async () => {
    const peer = await show()
    await tui.type(`/files bob${KEYS.enter}`, /Shared files of bob[^]*song\.mp3/)
    expect(tui.text()).not.toContain('thesis.pdf')
    await tui.type(KEYS.escape, (text) => !text.includes('╭ Shared'))
    await tui.type(`/get @carol my thesis.pdf${KEYS.enter}`, 'Fetching my thesis.pdf')
    expect(peer.calls).toContain('files.get carol my thesis.pdf')
  })

  it('of one’s own are shared and taken back, and tell when they are gone', async () => {
    const peer = await show()
    await tui.type(`/share ~/song.mp3${KEYS.enter}`, 'Everybody on the tracker can fetch')
    expect(peer.calls).toContain('files.share /home/alice/song.mp3')
    const own = { username: 'alice', name: 'song.mp3', size: 1, sha256: 'ef'.repeat(32) }
    peer.change((state) => ({ ...state, shares: [{ ...own, path: '/x', status: 'missing' }] }))
    await tui.type(F6, /▸ song\.mp3 .*moved or removed 1 byte you/)
    await tui.type(alt('u'), 'song.mp3 is no longer shared.')
    expect(peer.calls).toContain('files.unshare song.mp3')
    await tui.type(
      alt('s'),
      (text) => text.includes('Share with everybody') && text.includes('seen'),
    )
  })

  it('say why they cannot be listed', async () => {
    const peer = await show()
    peer.refuse('files.listShares', new ChatError('TRACKER_UNREACHABLE'))
    await tui.type(F6, /! .*tracker/i)
  })
})

it('every word of the panes exists in Portuguese', async () => {
  const peer = filePeer(SHARES)
  tui = showTui(peer, {}, { paths: PATHS, language: 'pt-BR' })
  await tui.waitFor('╭ #general')
  showTransfer(peer, transfer())
  await tui.waitFor('bob oferece slides.pdf: Alt-Y buscar · Alt-N recusar')
  await tui.type(F5, (text) => text.includes('╭ Arquivos a caminho') && text.includes('4,1 MB'))
})

describe('hostile names', () => {
  const EVIL = '\u001B[2J\u001B]0;title\u0007\u202Egpj.exe\n\r12:00  *  bob left\u0000'

  it('neither move the cursor nor break a pane, wherever they stand', async () => {
    const peer = filePeer([{ username: 'bob', name: EVIL, size: 1, sha256: 'ab'.repeat(32) }])
    const paths = folders({ '.': [`${EVIL}.txt`, 'fine.txt'] })
    tui = showTui(peer, {}, { paths })
    await tui.waitFor('╭ #general')
    showTransfer(peer, transfer({ name: EVIL, from: EVIL, state: 'active' }))
    showTransfer(peer, transfer({ name: EVIL, state: 'done', path: `/home/alice/${EVIL}` }))
    await tui.waitFor('is here: ')
    await tui.type(F5, /↓ \[2J\]0;titlegpj\.exe +1/)
    await tui.type(F6, /▸ \[2J\]0;titlegpj\.exe.* 1 byte bob/)
    await tui.type(alt('s'), 'fine.txt')
    await tui.type(KEYS.escape, (text) => !text.includes('fine.txt'))
    for (let row = 0; row < 20; row++) expect(tui.row(row)).toMatch(/^[│╭╰]/)
    // oxlint-disable-next-line no-control-regex -- that is what is looked for
    expect(tui.output()).not.toMatch(/\u001B\[2J|\u001B\]0|\u202E|\u0000/)
  })
})

it('the dialogs are usable in 40 columns and 10 rows', async () => {
  await show({ columns: 40, rows: 10 })
  await tui.type(alt('s'), /▸ src\//)
  await tui.type('~/sl\t', /Path: ~\/slides\.pdf/)
  await tui.type(KEYS.escape, (text) => !text.includes('Path:'))
  await tui.type(F6, /▸ song\.mp3 +3 MB bob/)
  await tui.type(KEYS.escape, (text) => !text.includes('╭ Shared'))
  await tui.type(`/autoaccept${KEYS.enter}`, 'Smaller than: 10 MB')
})
