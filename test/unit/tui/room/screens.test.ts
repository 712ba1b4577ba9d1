import { afterEach, describe, expect, it } from 'vitest'
import { NOON } from '../../../helpers/fake-peer.ts'
import type { FakePeer } from '../../../helpers/fake-peer.ts'
import { KEYS } from '../../../helpers/screen.ts'
import type { ShownTui } from '../../../helpers/tui.ts'
import { isGone, showLab } from './scene.ts'

const MANAGE = KEYS.ctrl('g')
const EVIL = '\u001B[2J\u001B[10;10Hpwned\u001B]0;title\u0007\u009B5A\u202Eabc\rxyz\u0000'

/** Every overlay about a room: what opens it, and how its title begins. */
const OVERLAYS: readonly (readonly [keys: readonly string[], title: string])[] = [
  [[MANAGE], 'Manage'],
  [[MANAGE, 'r'], 'Rename'],
  [[MANAGE, 'p'], 'Password'],
  [[MANAGE, 'o'], 'Open'],
  [[MANAGE, 'i'], 'Deletion'],
  [[MANAGE, 'k'], 'Remove'],
  [[MANAGE, 'b'], 'Ban'],
  [[MANAGE, 'u'], 'Lift bans'],
  [[MANAGE, 't'], 'Who shall'],
  [[MANAGE, 't', KEYS.enter], 'Hand over'],
  [[MANAGE, 'a'], 'Audit'],
  [[MANAGE, 'd'], 'Delete'],
  [[KEYS.ctrl('t')], 'Members'],
]

let shown: ShownTui[] = []

afterEach(async () => {
  await Promise.all(shown.map((tui) => tui.quit()))
  shown = []
})

async function show(size: { columns?: number; rows?: number } = {}): Promise<{
  peer: FakePeer
  tui: ShownTui
}> {
  const scene = await showLab({ private: true, banned: ['zoe'] }, size)
  shown.push(scene.tui)
  scene.peer.moderation.audit = async () =>
    Array.from({ length: 30 }, (_, index) => ({
      ...{ id: `${index}`, at: NOON, by: `user${index}`, what: 'joined' as const, subject: '' },
      ...{ counts: true, reason: null, epoch: null },
    }))
  return scene
}

async function open(tui: ShownTui, keys: readonly string[], title: string): Promise<void> {
  for (const key of keys) {
    const before = tui.text()
    await tui.type(key, (text) => text !== before)
  }
  await tui.waitFor(title === 'Audit' ? 'user29 joined' : `╭ ${title}`)
}

function hasOverlay(tui: ShownTui): boolean {
  return tui
    .text()
    .split('\n')
    .slice(1)
    .some((row) => row.includes('╭ '))
}

describe.each(OVERLAYS)('the overlay behind %j', (keys, title) => {
  it.each([
    { columns: 40, rows: 10 },
    { columns: 69, rows: 24 },
    { columns: 80, rows: 24 },
  ])('keeps its frame in $columns×$rows, and looks so after any resizing', async (size) => {
    const { tui } = await show()
    await open(tui, keys, title)
    tui.resize(132, 40)
    await tui.waitFor((text) => text.split('\n')[39]?.includes('alice') ?? false)
    tui.resize(size.columns, size.rows)
    const { tui: fresh } = await show(size)
    await open(fresh, keys, title)
    await tui.waitFor((text) => text === fresh.text())
    const rows = fresh.text().split('\n')
    const top = rows.findIndex((row) => row.includes(`╭ ${title}`))
    const left = rows[top]?.indexOf(`╭ ${title}`) ?? -1
    const bottom = rows.findIndex((row, index) => index > top && row[left] === '╰')
    expect(bottom).toBeGreaterThan(top)
    const width = Math.min(size.columns, 72)
    for (const row of rows.slice(top + 1, bottom)) {
      expect([row[left], row[left + width - 1]]).toEqual(['│', '│'])
    }
  })
})

describe('hostile names', () => {
  it('do nothing to the terminal from any overlay about a room', async () => {
    const { tui, peer } = await show()
    const lab = peer.state.get().chats.get('#lab')
    const line = { at: NOON, by: EVIL, subject: EVIL, counts: false, epoch: null } as const
    peer.moderation.audit = async () => [
      { ...line, id: EVIL, what: 'banned', reason: EVIL },
      { ...line, id: null, what: 'refused', reason: EVIL },
      { ...line, id: EVIL, what: 'joined', reason: null, counts: true, by: 'user29' },
    ]
    peer.moderation.verifyAudit = async () => ({
      ...{ entries: 1, signatures: 1, matches: false },
      wrong: { id: EVIL, by: EVIL, reason: EVIL },
    })
    peer.changeChat('#lab', {
      members: [...(lab?.members ?? []), { ...lab!.members[1]!, username: EVIL }],
      banned: [EVIL],
      transferOffer: { from: EVIL, to: EVIL },
      knowledge: { id: 'e', what: 'renamed', subject: EVIL, known: 1, of: 2 },
    })
    for (const [keys, title] of OVERLAYS) {
      await open(tui, keys, title)
      if (title === 'Audit') await tui.type('v', 'what it claims to be')
      while (hasOverlay(tui)) {
        const before = tui.text()
        await tui.type(KEYS.escape, (text) => text !== before)
      }
    }
    peer.changeChat('#lab', { moderator: EVIL, transferOffer: { from: EVIL, to: 'alice' } })
    await open(tui, [MANAGE], 'Moderate')
    await tui.type(KEYS.escape, isGone('Moderate'))
    peer.changeChat('#lab', { transferOffer: null })
    await tui.type('/manage\r', 'who moderates #lab')
    await tui.type('still here', '> still here')
    // oxlint-disable-next-line no-control-regex -- that is what is looked for
    expect(tui.output()).not.toMatch(/\u001B\[2J|\u001B\[10;10H|\u001B\]0|\u009B|\u0000/)
  })
})
