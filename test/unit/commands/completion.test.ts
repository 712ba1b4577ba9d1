import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../../src/tui/commands/command-table.ts'
import { complete } from '../../../src/commands/completion.ts'
import { createFakePeer } from '../../helpers/fake-peer.ts'

const peer = createFakePeer({
  users: [{ username: 'bob' }, { username: 'bobby' }, { username: 'carol' }],
  rooms: [{ name: 'general' }, { name: 'lab' }],
  chats: [{ name: '#general' }, { name: '@bob' }],
}).state.get()

/** `|` stands for the caret. */
function press(text: string): string | undefined {
  const caret = text.indexOf('|')
  const source = { commands: COMMANDS, peer, chatMembers: ['dave'] }
  const completed = complete(text.replace('|', ''), caret, source)
  if (completed === undefined) return undefined
  const { text: shown, caret: at, options } = completed
  return [`${shown.slice(0, at)}|${shown.slice(at)}`, ...options].join(' ')
}

describe('Tab', () => {
  it('completes commands', () => {
    expect(press('/memb|')).toBe('/memb| /members /membros')
    expect(press('/membe|')).toBe('/members |')
  })

  it('completes rooms and people where a command takes them', () => {
    expect(press('/join gen|')).toBe('/join general |')
    expect(press('/join #l|')).toBe('/join #lab |')
    expect(press('/dm ca|')).toBe('/dm carol |')
    expect(press('/goto @|')).toBe('/goto @bob |')
  })

  it('completes names inside a message and keeps what follows', () => {
    expect(press('hi da| there')).toBe('hi dave |there')
    expect(press('see #g|')).toBe('see #general |')
    expect(press('@car|')).toBe('@carol |')
  })

  it('goes as far as it is certain and tells the rest', () => {
    expect(press('b|')).toBe('bob| bob bobby')
  })

  it('does nothing when nothing fits', () => {
    expect(press('xyz|')).toBeUndefined()
    expect(press('|')).toBeUndefined()
  })
})
