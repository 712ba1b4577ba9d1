import { expect, test } from 'vitest'
import type { Kid } from '../../../../src/protocol/ids.ts'
import { createControlShare } from '../../../../src/tracker/rooms/control-share.ts'

const KIB = 1_024
const alice = 'alice' as Kid

test('one member cannot fill the log of a room alone', () => {
  const share = createControlShare()
  share.add(alice, 512 * KIB)
  expect(share.hasRoomFor(alice, 1, 'member')).toBe(false)
  expect(share.hasRoomFor('bob' as Kid, 512 * KIB, 'member')).toBe(true)
})

test('somebody who is no member has less room', () => {
  const share = createControlShare()
  expect(share.hasRoomFor(alice, 33 * KIB, 'stranger')).toBe(false)
  expect(share.hasRoomFor(alice, 33 * KIB, 'member')).toBe(true)
})

test('all together have 4 MiB', () => {
  const share = createControlShare()
  for (let author = 0; author < 8; author++) share.add(`${author}` as Kid, 512 * KIB)
  expect(share.bytes).toBe(4_096 * KIB)
  expect(share.hasRoomFor(alice, 1, 'member')).toBe(false)
})
