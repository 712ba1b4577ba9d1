import { describe, expect, test } from 'vitest'
import { createInitialState, reducePeer, type StateEvent } from '../../../src/peer/reducer.ts'
import type { PeerState, UserState } from '../../../src/peer/state.ts'

const initial = createInitialState({ host: 'lab', port: 5000 })
const after = (...events: readonly StateEvent[]): PeerState => events.reduce(reducePeer, initial)
const user = (username: string, online: boolean): UserState => ({
  username,
  online,
  fingerprint: 'ab',
  trust: 'unverified',
  via: null,
})

describe('the state of a peer', () => {
  test('keeps what an event does not speak of', () => {
    const state = after(
      { type: 'users-changed', users: [user('bob', true), user('carol', true)] },
      { type: 'users-changed', users: [user('bob', false)] },
      { type: 'tracker-changed', tracker: { status: 'online' } },
    )
    expect([...state.users.values()].map(({ username, online }) => [username, online])).toEqual([
      ['bob', false],
      ['carol', true],
    ])
    expect(state.tracker).toMatchObject({ status: 'online', host: 'lab', port: 5000 })
  })

  test('lists rooms as the tracker does now', () => {
    const room = { name: 'a', private: false, moderator: 'x', memberCount: 1, joined: false }
    const state = after(
      { type: 'rooms-listed', rooms: [room, { ...room, name: 'b' }] },
      { type: 'rooms-listed', rooms: [{ ...room, name: 'b' }] },
    )
    expect([...state.rooms.keys()]).toEqual(['b'])
  })

  test('shows the same alert once, the newest last, and a handful at most', () => {
    const alert = (subject: string): StateEvent => ({
      type: 'alert-raised',
      code: 'DISK_FULL',
      subject,
      at: 1,
    })
    const state = after(...['a', 'b', 'a', 'c', 'd', 'e', 'f'].map(alert))
    expect(state.alerts.map(({ subject }) => subject)).toEqual(['a', 'c', 'd', 'e', 'f'])
    const [first] = state.alerts
    const less = reducePeer(state, { type: 'alert-dismissed', id: first!.id })
    expect(less.alerts.map(({ subject }) => subject)).toEqual(['c', 'd', 'e', 'f'])
  })

  test('forgets an account when its session ends', () => {
    const state = after(
      { type: 'users-changed', users: [user('bob', true)] },
      { type: 'session-ended', session: { status: 'out' } },
    )
    expect(state.users.size).toBe(0)
    expect(state.session).toEqual({ status: 'out' })
    expect(state.tracker.host).toBe('lab')
  })
})
