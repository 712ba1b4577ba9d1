import { describe, expect, it } from 'vitest'
import { tuiTexts } from '../../../../src/i18n/catalogs/tui.ts'
import { clockFormat } from '../../../../src/i18n/clock-format.ts'
import { lineText, lineWidth } from '../../../../src/tui/view/line.ts'
import { messageLines } from '../../../../src/tui/view/message-lines.ts'
import type { LogFormat } from '../../../../src/tui/view/message-lines.ts'
import type { EventItem, LogItem, MessageItem } from '../../../../src/peer/state.ts'
import { message } from '../../../helpers/fake-peer.ts'

const FORMAT: LogFormat = {
  columns: 40,
  nameColumns: 8,
  isRoom: true,
  texts: tuiTexts.en,
  language: 'en',
  home: '/home/alice',
  clock: { ...clockFormat('en'), time: () => '10:21' },
}

function show(item: LogItem, format: Partial<LogFormat> = {}): string[] {
  return messageLines(item, { ...FORMAT, ...format }).map(lineText)
}

function own(item: Partial<MessageItem>): string[] {
  return show(message({ id: 'm', from: 'alice', own: true, text: 'hi', ...item }))
}

const event: EventItem = {
  type: 'event',
  id: 'e',
  event: 'joined',
  by: 'dave',
  subject: '',
  sentAt: 0,
}

describe('the line of new rules', () => {
  const line = (policy: Pick<EventItem, 'policy'>): string =>
    show({ ...event, event: 'policy-changed', by: 'bob', ...policy }, { columns: 200 })
      .join('')
      .replace(/^\S+\s+\*\s+/, '')

  it('says what is another now', () => {
    expect(line({ policy: { admit: null, inactivity: 7 * 86_400 } })).toBe(
      'bob set the room to delete itself after 7 d without a sign of its moderator',
    )
    expect(line({ policy: { admit: 'password', inactivity: 'never' } })).toBe(
      'bob made the room ask newcomers for a password; bob switched off its deletion by inactivity',
    )
    expect(line({ policy: { admit: 'open', inactivity: null } })).toBe(
      'bob opened the room to everybody, without a password',
    )
  })

  it('says that there are some where nobody knows what was before', () => {
    expect(line({})).toContain('bob changed the rules')
  })
})

describe('the rows of a message', () => {
  it('begin with time and sender, and go on below the text', () => {
    const text = 'a text that is too long for one row of the log'
    expect(show(message({ id: 'm', text }))).toEqual([
      '10:21  bob      a text that is too long',
      '                for one row of the log',
    ])
  })

  it('keep the line breaks of the sender', () => {
    expect(show(message({ id: 'm', text: 'one\n\ntwo' }))).toEqual([
      '10:21  bob      one',
      '                ',
      '                two',
    ])
  })

  it('tell how far an own message has come', () => {
    expect(own({ state: 'sending' })).toEqual(['10:21  alice    hi …'])
    expect(own({ state: 'stored' })).toEqual(['10:21  alice    hi ✓'])
    expect(own({ state: 'stored', delivered: 2, recipients: 4 })).toEqual([
      '10:21  alice    hi ✓2/4',
    ])
    expect(own({ state: 'delivered', delivered: 4, recipients: 4 })).toEqual([
      '10:21  alice    hi ✓✓',
    ])
    expect(own({ state: 'read' })).toEqual(['10:21  alice    hi ✓✓ read'])
  })

  it('claim no delivery when there was nobody to deliver to', () => {
    expect(own({ state: 'delivered', recipients: 0 })).toEqual(['10:21  alice    hi ✓'])
  })

  it('put the ticks below a full row', () => {
    const text = 'x'.repeat(24)
    expect(own({ text, state: 'delivered' })).toEqual([
      `10:21  alice    ${text}`,
      '                ✓✓',
    ])
  })

  it('mark a wrong clock and a mention with characters', () => {
    const item = message({ id: 'm', text: 'hi', clockOff: true, mentionsMe: true })
    expect(show(item)).toEqual(['10:21⚠@bob      hi'])
  })

  it('say why a text cannot be shown', () => {
    expect(show(message({ id: 'm', problem: 'sealed' }))[0]).toContain('sealed')
    expect(show(message({ id: 'm', problem: 'unreadable' }))[0]).toContain('could not')
  })

  it('give events a name that no user can have', () => {
    expect(show(event)).toEqual(['10:21  *        dave joined'])
  })

  it('stay in their columns with wide characters, emoji and marks', () => {
    const text = '日本語のテキストがとても長い 👨‍👩‍👧 👍🏽 cafe\u0301 🇧🇷 ✌️ and on'
    for (let columns = 18; columns < 60; columns++) {
      for (const line of messageLines(message({ id: 'm', text }), { ...FORMAT, columns })) {
        expect(lineWidth(line)).toBeLessThanOrEqual(columns)
      }
    }
  })

  it('hold nothing that steers a terminal, whatever a message says', () => {
    const hostile = message({
      id: 'm',
      from: 'b\u001B[2Job',
      text: '\u001B[2J\u009B1A\u0007\rhi\u0000',
    })
    expect(show(hostile).join('')).not.toMatch(/\p{Cc}/u)
  })
})
