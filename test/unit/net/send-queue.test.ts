import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SendQueue } from '../../../src/net/link/send-queue.ts'

const bytes = (length: number, fill: number): Uint8Array => new Uint8Array(length).fill(fill)

test('a message passes the blocks of a file that wait', () => {
  const queue = new SendQueue()
  queue.push([bytes(2, 1), bytes(300, 1)], true)
  queue.push([bytes(2, 2), bytes(300, 2)], true)
  queue.push([bytes(2, 3)], false)
  expect(queue.take(100).map(([first]) => first)).toEqual([3, 1, 1])
  expect(queue.take(100).map(([first]) => first)).toEqual([2, 2])
  expect(queue.isEmpty).toBe(true)
})

test('no frame is cut by another, and each lane keeps its order', () => {
  const frame = fc.record({
    pieces: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
    isBulk: fc.boolean(),
  })
  const step = fc.oneof(frame, fc.integer({ min: 1, max: 20 }))
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const queue = new SendQueue()
      const written: Uint8Array[] = []
      let pushed = 0
      const lanes = { bulk: [] as number[], other: [] as number[] }
      for (const step of steps) {
        if (typeof step === 'number') {
          written.push(...queue.take(step))
          continue
        }
        const number = ++pushed
        lanes[step.isBulk ? 'bulk' : 'other'].push(...step.pieces.map(() => number))
        queue.push(
          step.pieces.map((length) => bytes(length, number)),
          step.isBulk,
        )
      }
      while (!queue.isEmpty) written.push(...queue.take(7))
      expect([queue.bytes, queue.bulkBytes]).toEqual([0, 0])
      const order = written.map(([first]) => first ?? 0)
      expect(order.filter((number) => lanes.bulk.includes(number))).toEqual(lanes.bulk)
      expect(order.filter((number) => lanes.other.includes(number))).toEqual(lanes.other)
      // Pieces of one frame stand together.
      const runs = order.filter((number, at) => number !== order[at - 1])
      expect(new Set(runs).size).toBe(runs.length)
    }),
  )
})

test('what is bulk can be dropped, the rest stays', () => {
  const queue = new SendQueue()
  queue.push([bytes(10, 1)], true)
  queue.push([bytes(5, 2)], false)
  queue.dropBulk()
  expect(queue.take(100).map(([first]) => first)).toEqual([2])
  expect(queue.bulkBytes).toBe(0)
})
