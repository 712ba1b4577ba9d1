import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createDelivery } from '../../../src/peer/chats/delivery.ts'
import type { EntryId, Kid } from '../../../src/protocol/ids.ts'

const bob = 'bob' as Kid
const carol = 'carol' as Kid
const id = (seq: number): EntryId => `id-${seq}` as EntryId

function sentUpTo(last: number) {
  const delivery = createDelivery(new Map())
  for (let seq = 1; seq <= last; seq++) delivery.sent(seq, id(seq))
  return delivery
}

describe('what is known of the delivery of own messages', () => {
  test('is that of the least served recipient', () => {
    const delivery = sentUpTo(3)
    delivery.delivered(bob, 2)
    expect(delivery.stateOf(2, [bob, carol])).toEqual({
      state: 'sending',
      delivered: 1,
      recipients: 2,
    })
    delivery.delivered(carol, 3)
    expect(delivery.stateOf(2, [bob, carol]).state).toBe('delivered')
    expect(delivery.stateOf(3, [bob, carol]).state).toBe('sending')
  })

  test('names each message once for each recipient and never goes backwards', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 20 })), (acknowledged) => {
        const delivery = sentUpTo(20)
        const named = acknowledged.flatMap((seq) => delivery.delivered(bob, seq))
        const highest = Math.max(0, ...acknowledged)
        expect(named).toEqual(Array.from({ length: highest }, (_, at) => id(at + 1)))
        expect(delivery.watermarks().get(bob) ?? 0).toBe(highest)
      }),
    )
  })

  test('survives a restart as one number for each recipient', () => {
    const delivery = createDelivery(new Map([[bob, 7]]))
    expect(delivery.stateOf(7, [bob]).state).toBe('delivered')
    expect(delivery.stateOf(8, [bob]).state).toBe('sending')
  })
})
