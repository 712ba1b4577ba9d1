import { expect, test } from 'vitest'
import type { RoomView } from '../../../../src/log/room-view.ts'
import { decodeParts } from '../../../../src/protocol/parts.ts'
import { createRoomList } from '../../../../src/tracker/rooms/room-list.ts'

function viewOf(name: string, changes: Partial<RoomView> = {}): RoomView {
  const view = {
    chat: `chat of ${name}`,
    kind: 'room',
    name,
    phase: 'active',
    members: new Set(['alice']),
    moderator: 'alice',
    policy: { admit: 'open', inactivity: null },
  }
  return { ...view, ...changes } as RoomView
}

test('a room appears, changes and disappears, and nothing else is a change', () => {
  const list = createRoomList()
  const general = viewOf('general')
  expect(list.update(general)).toBe('added')
  expect(list.update({ ...general, membersHash: 'other' } as RoomView)).toBe('same')
  expect(list.update({ ...general, members: new Set() })).toBe('changed')
  expect(list.update({ ...general, phase: 'deleted' })).toBe('removed')
  expect(list.update({ ...general, phase: 'deleted' })).toBe('same')
  expect(list.size).toBe(0)
})

test('a room with a password is listed as private', () => {
  const list = createRoomList()
  list.update(viewOf('lab', { policy: { admit: 'password', inactivity: null } }))
  expect([...list.all()]).toMatchObject([{ name: 'lab', private: true }])
})

test('the encoded list follows every change', () => {
  const list = createRoomList()
  const names = (): string[] =>
    decodeParts(list.encode(), 10).map((part) => (JSON.parse(part.toString()) as RoomView).name)
  list.update(viewOf('general'))
  expect(names()).toEqual(['general'])
  list.update(viewOf('lab'))
  expect(names()).toEqual(['general', 'lab'])
  list.update(viewOf('general', { phase: 'expired' }))
  expect(names()).toEqual(['lab'])
})

test('DMs are not listed', () => {
  expect(createRoomList().update(viewOf('', { kind: 'dm' }))).toBe('same')
})
