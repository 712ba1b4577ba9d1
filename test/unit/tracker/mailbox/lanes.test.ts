import { expect, test } from 'vitest'
import type { EntryId, Kid } from '../../../../src/protocol/ids.ts'
import type { StoredMessage } from '../../../../src/store/tracker/lane-logs.ts'
import { createLanes, liveMessages, type Slot } from '../../../../src/tracker/mailbox/lanes.ts'

const alice = 'alice' as Kid
const bob = 'bob' as Kid

function slotOf(seq: number, options: Partial<Slot> = {}): Slot {
  const place = { offset: seq * 100, length: 100 }
  return { seq, epoch: 'e' as EntryId, at: seq, isSigned: true, bytes: 10, place, ...options }
}

function lanesOf(author: Kid, ...slots: readonly Slot[]) {
  const lanes = createLanes()
  for (const slot of slots) lanes.add(author, slot)
  return lanes
}

const seqsOf = (slots: readonly Slot[]) => slots.map(({ seq }) => seq)

test('a row begins anew where there is a gap, and what it took is free again', () => {
  const lanes = lanesOf(alice, slotOf(1), slotOf(2), slotOf(7))
  expect(seqsOf(lanes.find(alice, 1, 9, 1_000))).toEqual([7])
  expect([lanes.bytes, lanes.lineBytes, lanes.end(alice)]).toEqual([10, 100, 7])
})

test('the first messages are given up as far as they are done, and the last one never', () => {
  const lanes = lanesOf(alice, slotOf(4), slotOf(5), slotOf(6))
  expect(lanes.giveUp(alice, ({ seq }) => seq !== 5)).toBe(5)
  expect(lanes.giveUp(alice, () => true)).toBe(6)
  expect([lanes.bytes, lanes.end(alice)]).toEqual([10, 6])
  expect(lanes.giveUp(bob, () => true)).toBeUndefined()
})

test('runs are read to their end, whatever was asked for', () => {
  const unsigned = { isSigned: false }
  const lanes = lanesOf(alice, slotOf(1, unsigned), slotOf(2), slotOf(3, unsigned), slotOf(4))
  expect(seqsOf(lanes.find(alice, 1, 4, 1))).toEqual([1, 2])
  expect(seqsOf(lanes.find(alice, 3, 3, 1_000))).toEqual([3, 4])
  expect(seqsOf(lanes.find(alice, 2, 2, 1_000))).toEqual([2])
  expect(lanes.find(alice, 5, 9, 1_000)).toEqual([])
  expect(lanes.find(bob, 1, 9, 1_000)).toEqual([])
})

test('what an author has there is counted from where somebody has it', () => {
  const lanes = lanesOf(alice, slotOf(3), slotOf(4), slotOf(5))
  expect(lanes.usage(alice, 1)).toEqual({ count: 3, bytes: 30 })
  expect(lanes.usage(alice, 5)).toEqual({ count: 1, bytes: 10 })
  expect(lanes.usage(alice, 6)).toEqual({ count: 0, bytes: 0 })
  expect(lanes.usage(bob, 1)).toEqual({ count: 0, bytes: 0 })
})

test('slots move to other places, and a lost one takes along what came before it', () => {
  const lanes = lanesOf(alice, slotOf(1), slotOf(2), slotOf(3))
  lanes.add(bob, slotOf(1))
  lanes.move([{ offset: 0, length: 50 }, undefined, { offset: 50, length: 50 }, undefined])
  expect(lanes.all()).toMatchObject([{ seq: 3, place: { offset: 50, length: 50 } }])
  expect([lanes.bytes, lanes.lineBytes, lanes.end(bob)]).toEqual([10, 50, undefined])
})

function stored(author: Kid, seq: number, options: { signed?: boolean; prev?: string } = {}) {
  const { signed = true, prev = `${author}${seq - 1}` } = options
  const header = { author, seq, prev }
  return { id: `${author}${seq}`, header, isSigned: signed } as unknown as StoredMessage
}

test('after a start what began anew counts, and not what came twice, lies before a hole, or was never signed', () => {
  const live = liveMessages([
    stored(alice, 1),
    stored(alice, 2),
    stored(bob, 1),
    stored(alice, 9),
    stored(bob, 2),
    stored(alice, 10),
    stored(alice, 9),
    stored(bob, 3, { signed: false }),
    stored(alice, 11, { prev: 'another' }),
  ])
  expect(live.map(({ id }) => id).sort()).toEqual(['alice11', 'bob1', 'bob2'])
})
