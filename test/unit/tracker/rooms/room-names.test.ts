import { expect, test } from 'vitest'
import type { ChatId } from '../../../../src/protocol/ids.ts'
import { createRoomNames } from '../../../../src/tracker/rooms/room-names.ts'

const one = 'one' as ChatId
const two = 'two' as ChatId

test('a name is taken for others and not for the room that has it', () => {
  const names = createRoomNames()
  names.claim('general', one)
  expect(names.isTaken('general', two)).toBe(true)
  expect(names.isTaken('genera1', two)).toBe(true)
  expect(names.isTaken('general', one)).toBe(false)
})

test('a room that is renamed or ends frees its name', () => {
  const names = createRoomNames()
  names.claim('general', one)
  names.claim('lab', one)
  expect(names.isTaken('general', two)).toBe(false)
  expect(names.isTaken('lab', two)).toBe(true)
  names.release(one)
  expect(names.isTaken('lab', two)).toBe(false)
})

test('when two rooms came to one name, it is taken until both are gone', () => {
  const names = createRoomNames()
  names.claim('general', one)
  names.claim('general', two)
  names.release(one)
  expect(names.isTaken('general', one)).toBe(true)
  names.release(two)
  expect(names.isTaken('general', one)).toBe(false)
})
