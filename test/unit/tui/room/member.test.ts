import { afterEach, describe, expect, it } from 'vitest'
import type { ChatState, EventItem, RoomEventName } from '../../../../src/peer/state.ts'
import { NOON } from '../../../helpers/fake-peer.ts'
import type { FakePeer } from '../../../helpers/fake-peer.ts'
import { KEYS } from '../../../helpers/screen.ts'
import type { ShownTui } from '../../../helpers/tui.ts'
import { isGone, showLab } from './scene.ts'

let tui: ShownTui
let peer: FakePeer

async function show(
  change: Partial<ChatState> = {},
  size: { columns?: number; rows?: number } = {},
): Promise<void> {
  ;({ tui, peer } = await showLab({ moderator: 'bob', ...change }, size))
}

function event(name: RoomEventName, subject: string): EventItem {
  return { type: 'event', id: name, event: name, by: 'bob', subject, sentAt: NOON }
}

afterEach(async () => {
  await tui.quit()
})

describe('what happens to a room', () => {
  it('is told in the log with who did it and when', async () => {
    await show()
    const sentences: readonly (readonly [RoomEventName, string, string])[] = [
      ['joined', '', 'bob joined'],
      ['removed', 'carol', 'bob removed carol'],
      ['banned', 'carol', 'bob banned carol'],
      ['unbanned', 'carol', 'bob lifted the ban of carol'],
      ['renamed', 'lab', 'bob renamed the room to lab'],
      ['password-changed', '', 'bob changed the password'],
      ['moderator-changed', 'carol', 'carol moderates the room now'],
    ]
    for (const [name, subject, sentence] of sentences) {
      peer.receiveItem('#lab', event(name, subject))
      await tui.waitFor(new RegExp(`\\d\\d:\\d\\d {2}\\* +${sentence}`))
    }
  })

  it('follows a new name: the room stays on the screen with its draft', async () => {
    await show()
    await tui.type('half a thought', '> half a thought')
    peer.change((state) => {
      const chats = new Map(state.chats)
      const lab = chats.get('#lab')
      chats.delete('#lab')
      if (lab !== undefined) chats.set('#atelier', { ...lab, name: '#atelier' })
      return { ...state, chats }
    })
    await tui.waitFor('╭ #atelier')
    expect(tui.text()).toContain('> half a thought')
  })
})

describe('a room that has ended', () => {
  it.each([
    ['removed', 'You were removed from #lab.', 'You were removed. This room can only be read.'],
    ['deleted', '#lab was deleted by its moderator.', 'This room was deleted.'],
    ['expired', '#lab has expired, because its moderator stayed away.', 'This room has expired.'],
  ] as const)('because it was %s is told, and can be read', async (phase, news, closed) => {
    await show()
    peer.receive('#lab', { text: 'said before' })
    await tui.waitFor('said before')
    peer.changeChat('#lab', { phase })
    await tui.waitFor(news)
    expect(tui.text().replaceAll(/ *\n[^>\n]{22}/g, ' ')).toContain(closed.slice(0, 20))
    expect(tui.text()).toContain('said before')
    expect(tui.text()).toMatch(/Only to read[^]*▸#lab ✕/)
    await tui.type('hello\r', closed)
    expect(peer.calls.join()).not.toContain('sendText')
  })

  it('is told wherever one is', async () => {
    await show()
    await tui.type('/dm bob\r', '╭ @bob')
    peer.changeChat('#lab', { phase: 'removed' })
    await tui.waitFor('You were removed from #lab.')
  })

  it('is purged after a question, its history with it', async () => {
    await show({ phase: 'removed' })
    await tui.type('/purge\r', '╭ Delete the history of #lab?')
    expect(peer.calls).not.toContain('purgeArchive #lab')
    await tui.type(KEYS.enter, 'Welcome.')
    expect(peer.calls).toContain('purgeArchive #lab')
    expect(tui.text()).not.toContain('Only to read')
  })

  it('is the only kind that can be purged', async () => {
    await show()
    await tui.type('/purge\r', 'Only the history of a room that has ended for you can be deleted.')
  })
})

describe('the end by inactivity', () => {
  it('is counted down in the title, second by second', async () => {
    await show({ policy: { admit: 'open', inactivity: 100 }, expiresAt: Date.now() + 42_000 })
    await tui.waitFor('ends in 41 s')
    await tui.waitFor('ends in 40 s')
    peer.changeChat('#lab', { expiresAt: null })
    await tui.waitFor((text) => !text.includes('ends in'))
  })

  it('is explained where the members are listed', async () => {
    await show({
      ...{ policy: { admit: 'open', inactivity: 604_800 }, lastModeratorSeen: 1_700_000_000_000 },
    })
    await tui.type(KEYS.ctrl('t'), 'Deleted once bob has been away for 7 d.')
    expect(tui.text()).toMatch(/Last seen: 1[45]\/11\/2023/)
  })

  it('is warned of, and the moderator is told how to stop it', async () => {
    await show()
    peer.say({ type: 'expiring', name: 'lab', at: Date.now() + 59_500 })
    await tui.waitFor(/#lab will be deleted in (?:59 s|1 min) unless bob comes back\./)
    peer.changeChat('#lab', { moderator: 'alice' })
    await tui.waitFor('You moderate #lab now.')
    peer.say({ type: 'expiring', name: 'lab', at: Date.now() + 59_500 })
    await tui.waitFor('/inactivity off prevents that.')
  })
})

describe('the audit', () => {
  const line = { at: NOON, counts: true, reason: null, epoch: null, subject: '' }

  function scriptAudit(): void {
    peer.moderation.audit = async () => [
      { ...line, id: 'a', by: 'bob', what: 'created' },
      { ...line, id: 'b', by: 'bob', what: 'epoch', epoch: 1 },
      { ...line, id: 'c', by: 'bob', what: 'removed', subject: 'carol' },
      {
        ...line,
        ...{ id: 'd', by: 'mallory', what: 'banned', subject: 'bob' },
        ...{ counts: false, reason: 'not-moderator' },
      },
      {
        ...line,
        ...{ id: null, by: 'mallory', what: 'refused', counts: false, reason: 'BAD_SIGNATURE' },
      },
    ]
  }

  it('is readable for every member, and shows what does not count', async () => {
    await show()
    scriptAudit()
    await tui.type('/audit\r', '╭ Audit of #lab')
    await tui.waitFor('bob created the room')
    expect(tui.text()).toContain('bob made the keys of epoch 1')
    expect(tui.text()).toContain('bob removed carol')
    expect(tui.text()).toMatch(/✘ mallory banned bob – does not count: its author did not/)
    expect(tui.text()).toMatch(/✘ an entry that mallory handed in was refused[^]*BAD_SIGNATURE/)
  })

  it('is proved when asked', async () => {
    await show()
    scriptAudit()
    peer.moderation.verifyAudit = async () => ({
      ...{ entries: 4, signatures: 3, matches: true, wrong: null },
    })
    await tui.type('/audit verify\r', '✔ Proved here from bytes and 3 signatures: all 4 entries')
  })

  it('names the entry that is wrong', async () => {
    await show()
    scriptAudit()
    const wrong = { id: 'abcdefghijklmnopqrstuvwxyz', by: 'mallory', reason: 'not-moderator' }
    peer.moderation.verifyAudit = async () => ({
      ...{ entries: 4, signatures: 3, matches: false, wrong },
    })
    await tui.type(KEYS.alt('a'), 'bob created the room')
    await tui.type('v', '✘ An entry of mallory (abcdefghijkl) is not what it claims to be')
    peer.moderation.verifyAudit = async () => ({
      ...{ entries: 4, signatures: 3, matches: false, wrong: null },
    })
    await tui.type('v', 'All entries hold, but they make another room')
  })

  it('is scrolled from its end to its start', async () => {
    await show({}, { columns: 60, rows: 12 })
    peer.moderation.audit = async () =>
      Array.from({ length: 100 }, (_, index) => ({
        ...line,
        ...{ id: `${index}`, by: `user${index}`, what: 'joined' as const },
      }))
    await tui.type('/audit\r', 'user99 joined')
    await tui.type(KEYS.up, (text) => !text.includes('user99'))
    await tui.type(KEYS.pageUp, (text) => !text.includes('user90'))
    await tui.type(KEYS.home, 'user0 joined')
    await tui.type(KEYS.end, 'user99 joined')
    await tui.type(KEYS.escape, isGone('Audit'))
  })
})
