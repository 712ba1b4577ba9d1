import { expect, test } from 'vitest'
import { roomSkeleton } from '../../../../src/tracker/rooms/room-skeleton.ts'

test.each([
  ['general', 'genera1'],
  ['room-1', 'room.l'],
  ['modern', 'modem'],
  ['r\u043em', 'rom'],
  ['\u03bfslo', 'oslo'],
  ['ﬁsh', 'fish'],
])('%s looks like %s', (a, b) => {
  expect(roomSkeleton(a)).toBe(roomSkeleton(b))
})

test.each([
  ['general', 'generals'],
  ['cafe', 'café'],
  ['हिन्दी', 'हन्द'],
  ['日本', '日本語'],
])('%s does not look like %s', (a, b) => {
  expect(roomSkeleton(a)).not.toBe(roomSkeleton(b))
})
