import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ChatState } from '../../../../src/peer/state.ts'
import { namesIn } from '../../../../src/commands/arguments.ts'
import { countdown, countdownChangesIn } from '../../../../src/tui/view/room/room-facts.ts'
import { createFakePeer } from '../../../helpers/fake-peer.ts'

function roomThatEnds(inS: number): ChatState {
  const peer = createFakePeer({ chats: [{ name: '#lab' }] })
  const chat = peer.state.get().chats.get('#lab')
  if (chat === undefined) throw new Error('no room')
  return { ...chat, policy: { admit: 'open', inactivity: 1_000 }, expiresAt: inS * 1_000 }
}

describe('a countdown', () => {
  it('is a warning first, and urgent in its last tenth', () => {
    expect(countdown(roomThatEnds(500), 0)).toEqual({ left: '8 min 20 s', tone: 'warning' })
    expect(countdown(roomThatEnds(100), 0)).toEqual({ left: '1 min 40 s', tone: 'error' })
    expect(countdown({ ...roomThatEnds(1), expiresAt: null }, 0)).toBeUndefined()
    expect(countdown({ ...roomThatEnds(1), phase: 'expired' }, 0)).toBeUndefined()
  })

  it('reads the same until it says that it changes, and differs then', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 * 86_400_000 }), (leftMs) => {
        const chat = roomThatEnds(0)
        const ending = { ...chat, expiresAt: leftMs }
        const shown = countdown(ending, 0)?.left
        const wait = countdownChangesIn(ending, 0)
        if (wait === undefined) throw new Error('it never changes')
        expect(countdown(ending, wait - 1)?.left).toBe(shown)
        expect(countdown(ending, wait)?.left).not.toBe(shown)
      }),
    )
  })
})

describe('names after a command', () => {
  it('are read as people list them', () => {
    expect(namesIn('bob, @Carol  dave,bob')).toEqual(['bob', 'carol', 'dave'])
    expect(namesIn('  ')).toEqual([])
  })
})
