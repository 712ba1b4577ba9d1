import { afterEach, describe, expect, it } from 'vitest'
import { ChatError } from '../../../../src/shared/errors.ts'
import type { ChatState } from '../../../../src/peer/state.ts'
import type { FakePeer } from '../../../helpers/fake-peer.ts'
import { KEYS } from '../../../helpers/screen.ts'
import type { ShownTui } from '../../../helpers/tui.ts'
import { isGone, showLab } from './scene.ts'

const MANAGE = KEYS.ctrl('g')

let tui: ShownTui
let peer: FakePeer

async function show(
  change: Partial<ChatState> = {},
  size: { columns?: number; rows?: number } = {},
): Promise<void> {
  ;({ tui, peer } = await showLab(change, size))
}

async function manage(letter: string, title: string): Promise<void> {
  await tui.type(MANAGE, '╭ Manage #lab')
  await tui.type(letter, `╭ ${title}`)
}

afterEach(async () => {
  await tui.quit()
})

describe('the manage-room modal', () => {
  it('shows all that can be done, and how the room stands', async () => {
    await show({ banned: ['mallory'], policy: { admit: 'open', inactivity: 604_800 } })
    await tui.type(MANAGE, '╭ Manage #lab')
    for (const row of [
      /▸ R {2}Rename the room/,
      /P {2}Set or change the password +none/,
      /I {2}Deletion by inactivity +7 d/,
      /K {2}Remove members +3 members/,
      /B {2}Ban members/,
      /U {2}Lift bans +1 banned/,
      /T {2}Hand over moderation/,
      /A {2}Audit/,
      /D {2}Delete the room/,
    ]) {
      expect(tui.text()).toMatch(row)
    }
    expect(tui.text()).not.toContain('Open the room')
    await tui.type(KEYS.escape, isGone('Manage'))
  })

  it.each([
    { columns: 80, rows: 24 },
    { columns: 40, rows: 10 },
    { columns: 30, rows: 8 },
  ])('fits into $columns×$rows, chosen row and all', async (size) => {
    await show({}, size)
    await tui.type(MANAGE, '╭ Manage #lab')
    await tui.type(KEYS.up, /▸ D {2}Delete/)
    await tui.type(KEYS.enter, '╭ Delete #lab?')
    const { row, column } = tui.cursor()
    expect(tui.row(row).slice(0, column)).toMatch(/▸ Type lab to g[o ]/)
    await tui.type('la')
    await tui.type('b\r', '#lab · deleted')
    expect(peer.calls).toContain('deleteRoom lab')
  })

  it('is not for members, and says whose it is', async () => {
    await show({ moderator: 'bob' })
    await tui.type(MANAGE, 'Only bob, who moderates #lab, can do that.')
    await tui.type('/kick carol\r', 'Only bob, who moderates #lab, can do that.')
    expect(tui.text()).not.toContain('╭ Manage')
    expect(peer.calls).not.toContain('removeMembers lab carol')
  })

  it('says so when nobody moderates the room', async () => {
    await show({ moderator: null })
    await tui.type('/manage\r', 'Nobody moderates #lab any more')
  })

  it('is not for a DM', async () => {
    await show()
    await tui.type('/dm bob\r', '╭ @bob')
    await tui.type('/manage\r', 'This works in a room only.')
  })

  it('shows who has learned of the last act, there and above the composer', async () => {
    await show()
    await tui.type(MANAGE, '╭ Manage #lab')
    const knowledge = { id: 'e1', what: 'removed', subject: 'bob', of: 5 } as const
    peer.changeChat('#lab', { epochNumber: 7, knowledge: { ...knowledge, known: 4 } })
    await tui.waitFor('epoch 7 · bob removed · 4 of 5 members know')
    await tui.type(KEYS.escape, isGone('Manage'))
    expect(tui.text()).toMatch(/├─ epoch 7 · bob removed · 4 of 5 members know ─/)
    tui.resize(40, 10)
    await tui.waitFor(/├─ epoch 7 · 4 of 5 know ─/)
    peer.changeChat('#lab', { knowledge: { ...knowledge, known: 5 } })
    await tui.waitFor((text) => !text.includes(' know '))
  })

  it('has a refusal told where the person looks', async () => {
    await show()
    peer.moderation.removeMembers = async () => {
      throw new ChatError('NOT_MODERATOR', { subject: 'lab' })
    }
    await manage('k', 'Remove from #lab')
    await tui.type(' \r', '! Only the moderator of lab may do that.')
    expect(tui.text()).toContain('╭ Remove from #lab')
  })
})

describe('the name of a room', () => {
  it('is changed in the form, which begins with the old one', async () => {
    await show()
    await tui.type('a draft', '> a draft')
    await manage('r', 'Rename #lab')
    await tui.type('2\r', '╭ Manage #lab2')
    expect(peer.calls).toContain('renameRoom lab lab2')
    await tui.type(KEYS.escape, '╭ #lab2 · public')
    expect(tui.text()).toContain('> a draft')
  })

  it('is changed by a command', async () => {
    await show()
    await tui.type('/rename café\r', '╭ #café')
    expect(peer.calls).toContain('renameRoom lab café')
  })
})

describe('the password of a room', () => {
  it('is typed twice, read by nobody, and set', async () => {
    await show()
    await manage('p', 'Password of #lab')
    await tui.type('open sesame\r', /▸ Once more/)
    await tui.type('open sesam\r', 'The two passwords differ.')
    expect(tui.text()).not.toContain('****')
    await tui.type('open sesame\topen sesame\r', /P {2}Set or change the password +⚿ set/)
    expect(peer.calls).toContain('setPassword lab open sesame')
    expect(tui.output()).not.toContain('sesame')
    expect(tui.text()).toContain('#lab ⚿')
  })

  it('is removed after a question', async () => {
    await show({ private: true })
    await manage('o', 'Open #lab?')
    expect(peer.calls).not.toContain('setPassword lab null')
    await tui.type(KEYS.enter, /P {2}Set or change the password +none/)
    expect(peer.calls).toContain('setPassword lab null')
  })

  it('is never taken from a command line, nor remembered from there', async () => {
    await show()
    await tui.type('/password hunter2\r', 'A password is not typed in the open.')
    await tui.type(KEYS.escape, isGone('Password'))
    await tui.type(KEYS.up, '> /password')
    expect(tui.text()).not.toContain('hunter2')
    expect(peer.calls.join()).not.toContain('hunter2')
    await tui.type(`${KEYS.ctrl('u')}/password off\r`, '╭ Open #lab?')
  })
})

describe('deletion by inactivity', () => {
  it.each([
    ['90s', '90'],
    ['30m', '1800'],
    ['12h', '43200'],
    ['7d', '604800'],
    ['off', 'null'],
  ])('is set to %s', async (typed, seconds) => {
    await show({ policy: { admit: 'open', inactivity: 3_600 } })
    await manage('i', 'Deletion of #lab by inactivity')
    expect(tui.text()).toContain('Time: 1h')
    await tui.type(`${KEYS.ctrl('u')}${typed}\r`, isGone('Deletion'))
    expect(peer.calls).toContain(`setInactivity lab ${seconds}`)
  })

  it('says which times it takes', async () => {
    await show()
    await manage('i', 'Deletion of #lab by inactivity')
    await tui.type('soon\r', 'Type a time such as 90s, 30m, 12h or 7d')
    expect(peer.calls.join()).not.toContain('setInactivity')
  })

  it('is set by a command', async () => {
    await show()
    await tui.type('/inactivity 2h\r')
    await tui.type('/inactivity off\r')
    await tui.type('/inactivity whenever\r', '! Type a time such as')
    expect(peer.calls).toEqual(
      expect.arrayContaining(['setInactivity lab 7200', 'setInactivity lab null']),
    )
  })
})

describe('members', () => {
  it('are removed, several at once, online or not', async () => {
    await show()
    await manage('k', 'Remove from #lab')
    expect(tui.text()).toMatch(/▸ \[ \] ● bob +online/)
    expect(tui.text()).toMatch(/\[ \] ○ carol +offline/)
    expect(tui.text()).not.toMatch(/\] . (?:alice|mallory)/)
    await tui.type(KEYS.enter, 'Tick somebody with Space first.')
    await tui.type(` ${KEYS.down} `, 'Enter remove 2 people')
    await tui.type(' ', 'Enter remove 1 person')
    await tui.type(' ', 'Enter remove 2 people')
    await tui.type(KEYS.enter, isGone('Remove'))
    expect(peer.calls).toContain('removeMembers lab bob carol')
    expect(tui.text()).toContain('1 member')
  })

  it('are banned, and so are people who are not there; bans are lifted', async () => {
    await show()
    await manage('b', 'Ban from #lab')
    await tui.type(KEYS.up + ' ', /\[x\] ● mallory/)
    await tui.type(KEYS.enter, /U {2}Lift bans +1 banned/)
    expect(peer.calls).toContain('ban lab mallory')
    await tui.type('u', '╭ Lift bans of #lab')
    await tui.type(' \r', /U {2}Lift bans +nobody/)
    expect(peer.calls).toContain('unban lab mallory')
    await tui.type('u', 'Nobody is banned from this room.')
  })

  it('are removed and banned from their list, with the one that is chosen ticked', async () => {
    await show()
    await tui.type(KEYS.ctrl('t'), '╭ Members of #lab')
    expect(tui.text()).toMatch(/● bob +online · direct · since (?:19\/11\/2026|\d\d:\d\d)/)
    await tui.type(`${KEYS.down}k`, /\[x\] ● bob/)
    await tui.type(KEYS.escape, '╭ Members of #lab')
    await tui.type(MANAGE, '╭ Manage #lab')
    await tui.type(KEYS.escape, '╭ Members of #lab')
    await tui.type(`${KEYS.down}b`, '╭ Ban from #lab')
    await tui.type(KEYS.enter, isGone('Ban'))
    expect(peer.calls).toContain('ban lab carol')
  })

  it('are removed and banned by commands that complete names', async () => {
    await show()
    await tui.type('/kick c\t', '> /kick carol')
    await tui.type(', @Bob\r', '1 member')
    await tui.type('/ban m\t\r')
    await tui.type('/unban \t', '> /unban mallory')
    await tui.type(KEYS.enter)
    await tui.type('/remove\r', 'Nobody else is in this room.')
    expect(peer.calls).toEqual(
      expect.arrayContaining([
        'removeMembers lab carol bob',
        'ban lab mallory',
        'unban lab mallory',
      ]),
    )
  })
})

describe('handing over', () => {
  it('asks for the name of whoever shall moderate', async () => {
    await show()
    await manage('t', 'Who shall moderate #lab?')
    await tui.type(KEYS.down + KEYS.enter, '╭ Hand over #lab?')
    await tui.type('bob\r', 'That is not carol. Nothing has been done.')
    expect(peer.calls.join()).not.toContain('offerTransfer')
    await tui.type('carol\r', /T {2}Hand over moderation +offered to carol/)
    expect(peer.calls).toContain('offerTransfer lab carol')
    await tui.type(KEYS.escape, 'carol is asked whether to moderate this room.')
  })

  it('begins with a command, too', async () => {
    await show()
    await tui.type('/transfer @bob\r', '╭ Hand over #lab?')
    await tui.type('bob\r', 'bob is asked whether to moderate')
    expect(peer.calls).toContain('offerTransfer lab bob')
  })

  it('ends what could be managed, and says who does it from now on', async () => {
    await show()
    await manage('t', 'Who shall moderate #lab?')
    peer.changeChat('#lab', { moderator: 'bob' })
    await tui.waitFor('bob moderates #lab now.')
    expect(tui.text()).not.toMatch(/╭ (?:Who|Manage)/)
    peer.changeChat('#lab', { moderator: 'alice' })
    await tui.waitFor('You moderate #lab now. /manage manages it.')
  })

  it('is told to the one who is asked, who accepts or declines', async () => {
    await show({ moderator: 'bob' })
    peer.changeChat('#lab', { transferOffer: { from: 'bob', to: 'alice' } })
    await tui.waitFor('bob asks you to moderate #lab.')
    await tui.type(MANAGE, '╭ Moderate #lab?')
    await tui.type('d', isGone('Moderate'))
    expect(peer.calls).toContain('declineTransfer lab')
    await tui.type('/accept\r', 'Nobody has offered you to moderate this room.')
    peer.changeChat('#lab', { transferOffer: { from: 'bob', to: 'alice' } })
    await tui.type('/accept\r')
    await tui.type(MANAGE, '╭ Manage #lab')
    expect(peer.calls).toContain('acceptTransfer lab')
  })
})

describe('deleting a room', () => {
  it('asks for its name', async () => {
    await show()
    await tui.type('/delete\r', '╭ Delete #lab?')
    await tui.type('bla\r', 'That is not lab. Nothing has been done.')
    expect(peer.calls.join()).not.toContain('deleteRoom')
    await tui.type('#LAB\r', '#lab · deleted')
    expect(peer.calls).toContain('deleteRoom lab')
  })
})
