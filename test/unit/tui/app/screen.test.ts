import { afterEach, describe, expect, it } from 'vitest'
import { createFakePeer, message, messages } from '../../../helpers/fake-peer.ts'
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

function busyPeer(): FakePeer {
  return createFakePeer({
    users: [{ username: 'bob' }],
    rooms: [{ name: 'general' }],
    chats: [
      { name: '#general', members: MEMBERS, items: messages(500) },
      { name: '@bob', unread: 3 },
    ],
  })
}

describe('the screen', () => {
  it('looks as it should', async () => {
    await show(busyPeer(), { columns: 72, rows: 12 })
    await tui.waitFor('message number 499')
    expect(tui.text().replaceAll(/\d\d:\d\d/g, 'hh:mm')).toBe(
      [
        '╭ Rooms ───────────╮╭ #general · public · 3 members ────────────────────',
        '│▸#general         ││ hh:mm  carol    message number 493',
        '│ Direct           ││ hh:mm  dave     message number 494',
        '│ ● bob          3 ││ hh:mm  bob      message number 495',
        '│                  ││ hh:mm  carol    message number 496',
        '│                  ││ hh:mm  dave     message number 497',
        '│                  ││ hh:mm  bob      message number 498',
        '│                  ││ hh:mm  carol    message number 499',
        '│                  │├───────────────────────────────────────────────────',
        '│                  ││ >',
        '╰──────────────────╯╰───────────────────────────────────────────────────',
        ' alice · ● tracker lab-pc online · F1 help · Ctrl-K go to · Ctrl-C quit',
      ].join('\n'),
    )
  })

  it('is usable in 40 columns and 10 rows', async () => {
    await show(busyPeer(), { columns: 40, rows: 10 })
    await tui.waitFor('message number 499')
    expect(tui.row(0)).toMatch(/^╭ #general · public · 3 mem… +3 unread ─$/)
    await tui.type(KEYS.ctrl('k') + 'bob', /▸ +● bob/)
    await tui.type(KEYS.enter, '╭ @bob')
    await tui.type('\u001BOS', '╭ Chats')
    await tui.type(KEYS.up + KEYS.enter, '╭ #general')
  })

  it('has room for every form in 40 columns and 10 rows', async () => {
    const peer = createFakePeer({ loggedIn: false })
    tui = showTui(peer, { columns: 40, rows: 10 })
    await tui.waitFor('Username:')
    await tui.type('alice\tfirst\tsecond\r', 'them again')
    expect(tui.text()).toMatch(/▸ Password:/)
    const { row, column } = tui.cursor()
    expect(tui.row(row).slice(0, column)).toMatch(/▸ Password: +$/)
    await tui.type(`secret word\t${'x'.repeat(60)}`, /Once more: +\*/)
    expect(tui.row(tui.cursor().row)).toMatch(/^│ ▸ Once more: +\*+ +│$/)
  })

  it('says when a terminal is too small, and comes back', async () => {
    await show(busyPeer())
    tui.resize(25, 6)
    await tui.waitFor(/too\s+small/)
    tui.resize(80, 24)
    await tui.waitFor('╭ Rooms')
  })

  it('is the same after any resizing as if it had begun that way', async () => {
    const sizes = [
      { columns: 40, rows: 10 },
      { columns: 132, rows: 40 },
      { columns: 71, rows: 9 },
      { columns: 100, rows: 12 },
      { columns: 80, rows: 24 },
    ]
    await show(busyPeer())
    for (const { columns, rows } of sizes) {
      tui.resize(columns, rows)
      const fresh = showTui(busyPeer(), { columns, rows })
      await fresh.waitFor('message number 499')
      await tui.waitFor((text) => text === fresh.text())
      await fresh.quit()
    }
  })

  it('keeps the columns with wide characters and emoji', async () => {
    const items = ['日本語のメッセージ', '👍🏽 ok', '👨‍👩‍👧‍👦 family', 'cafe\u0301', '🇧🇷 flag', '✌️'].map(
      (text, index) => message({ id: `m${index}`, text }),
    )
    await show(createFakePeer({ chats: [{ name: '#general', members: MEMBERS, items }] }))
    await tui.waitFor('family')
    for (let row = 0; row < 22; row++) expect(tui.row(row)[20]).toMatch(/[│╮╯]/)
  })

  it('puts the caret where wide text ends', async () => {
    await show(createFakePeer({ chats: [{ name: '#general' }] }))
    await tui.type('日本👍', '> 日本👍')
    expect(tui.cursor()).toEqual({ row: 21, column: 31 })
    await tui.type(KEYS.backspace, (text) => !text.includes('👍'))
    expect(tui.cursor()).toEqual({ row: 21, column: 29 })
  })

  it('hides and shows the list of chats', async () => {
    await show(busyPeer())
    await tui.type('\u001BOS', (text) => !text.includes('╭ Rooms'))
    expect(tui.row(0)).toMatch(/^╭ #general .* 3 unread ─$/)
    await tui.type('\u001BOS', '╭ Rooms')
  })

  it('speaks Portuguese', async () => {
    tui = showTui(busyPeer(), {}, { language: 'pt-BR' })
    await tui.waitFor('╭ Salas')
    await tui.type('/jion\r', 'Não existe o comando /jion.')
    await tui.type(KEYS.f1, '╭ Ajuda')
  })

  it('marks everything with characters, not with colours alone', async () => {
    await show(busyPeer())
    await tui.waitFor('▸#general')
    expect(tui.text()).toMatch(/● bob +3 │/)
  })

  it('writes little for a key and nothing while nothing happens', async () => {
    await show(
      createFakePeer({ chats: [{ name: '#general', members: MEMBERS, items: messages(100_000) }] }),
    )
    await tui.type('abc', '> abc')
    const before = tui.output().length
    await tui.type('d', '> abcd')
    expect(Buffer.byteLength(tui.output().slice(before))).toBeLessThanOrEqual(100)
    const idle = tui.output().length
    await new Promise((resolve) => {
      setTimeout(resolve, 100)
    })
    expect(tui.output().length).toBe(idle)
  })
})

describe('hostile text', () => {
  const EVIL =
    '\u001B[2J\u001B[10;10Hpwned\u001B]0;title\u0007\u009B5A\u202Eabc\rxyz\u0000\u001B[?1049l'

  it('neither moves the cursor nor changes the terminal, wherever it stands', async () => {
    const peer = createFakePeer({
      users: [{ username: 'bob' }, { username: EVIL, fingerprint: EVIL }],
      rooms: [{ name: EVIL, moderator: EVIL }],
      chats: [
        { name: '#general', members: ['alice', 'bob', EVIL], items: messages(1) },
        { name: `#${EVIL}` },
        { name: `@${EVIL}` },
      ],
    })
    await show(peer)
    await tui.waitFor('╭ #general')
    peer.receive('#general', { text: EVIL, from: EVIL })
    peer.changeChat('#general', { typing: [EVIL] })
    peer.change((state) => ({
      ...state,
      tracker: { ...state.tracker, host: EVIL, words: EVIL },
      alerts: [{ id: 1, code: 'UNKNOWN_ROOM', subject: EVIL, at: 0 }],
    }))
    await tui.waitFor('There is no room')
    for (const keys of [KEYS.ctrl('k'), KEYS.escape, KEYS.ctrl('o'), KEYS.escape, KEYS.ctrl('t')]) {
      const before = tui.text()
      await tui.type(keys, (text) => text !== before)
    }
    await tui.type(KEYS.escape, (text) => !text.includes('╭ Members'))
    await tui.type('still here', 'still here')
    expect(tui.row(0)).toMatch(/^╭ Rooms ─+╮╭ #general · public · 3 members ─+$/)
    expect(tui.modes()).toMatchObject({ isAlternate: true })
    // oxlint-disable-next-line no-control-regex -- that is what is looked for
    expect(tui.output()).not.toMatch(/\u001B\[2J|\u001B\[10;10H|\u001B\]0|\u009B|\u0000/)
  })

  it('cannot pass for a word of the program', async () => {
    const peer = createFakePeer({
      chats: [
        {
          name: '#general',
          members: MEMBERS,
          items: [message({ id: 'm', text: 'x\n12:00  *        bob left' })],
        },
      ],
    })
    await show(peer)
    await tui.waitFor('bob left')
    expect(tui.text()).toMatch(/││ {17}12:00 {2}\*/)
  })
})
