import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  createDelivery,
  type Audience,
  type Delivery,
  type Watermarks,
} from '../../../../src/peer/delivery/delivery.ts'
import type { EntryId, Kid } from '../../../../src/protocol/ids.ts'

const bob = 'bob' as Kid
const carol = 'carol' as Kid
const ONE = 'epoch-1' as EntryId
const TWO = 'epoch-2' as EntryId
const id = (seq: number): EntryId => `id-${seq}` as EntryId

const NOTHING: Watermarks = {
  stored: 0,
  delivered: new Map(),
  read: new Map(),
  settled: { delivered: 0, read: 0 },
}

const everybody = (...present: readonly Kid[]): Audience => ({ present, isIn: () => true })

function sentUpTo(last: number, audience: Audience, known = NOTHING): Delivery {
  const delivery = createDelivery(known)
  for (let seq = 1; seq <= last; seq++) delivery.sent(seq, id(seq), ONE)
  delivery.setAudience(audience)
  return delivery
}

function show(delivery: Delivery): readonly string[] {
  return delivery
    .show(delivery.learned())
    .map((receipt) => `${receipt.id} ${receipt.by ?? 'tracker'} ${receipt.state}`)
}

const STATES = ['sending', 'stored', 'delivered', 'read']

describe('what is known of the way of own messages', () => {
  test('is that of the least served recipient, counted', () => {
    const delivery = sentUpTo(3, everybody(bob, carol))
    delivery.delivered(bob, 2)
    show(delivery)
    expect(delivery.stateOf(2)).toEqual({ state: 'sending', delivered: 1, recipients: 2 })
    delivery.stored(3)
    show(delivery)
    expect(delivery.stateOf(2)).toEqual({ state: 'stored', delivered: 1, recipients: 2 })
    delivery.delivered(carol, 3)
    show(delivery)
    expect(delivery.stateOf(2).state).toBe('delivered')
    expect(delivery.stateOf(3).state).toBe('stored')
    delivery.read(bob, 3)
    delivery.read(carol, 2)
    show(delivery)
    expect(delivery.stateOf(2).state).toBe('read')
    expect(delivery.stateOf(3)).toEqual({ state: 'delivered', delivered: 2, recipients: 2 })
  })

  test('is not shown before it is told to be', () => {
    const delivery = sentUpTo(1, everybody(bob))
    delivery.delivered(bob, 1)
    expect(delivery.stateOf(1).state).toBe('sending')
    expect(show(delivery)).toEqual(['id-1 bob delivered'])
    expect(delivery.stateOf(1).state).toBe('delivered')
  })

  test('goes no further than what was said, whatever a recipient claims', () => {
    const delivery = sentUpTo(2, everybody(bob))
    expect(delivery.delivered(bob, 1_000)).toBe(true)
    expect(delivery.read(bob, 1_000)).toBe(true)
    expect(delivery.stored(1_000)).toBe(true)
    delivery.sent(3, id(3), ONE)
    show(delivery)
    expect(delivery.stateOf(3)).toEqual({ state: 'sending', delivered: 0, recipients: 1 })
    expect(delivery.lacking()).toEqual({ from: 3, kids: [bob] })
  })

  test('names each message once for each recipient and state', () => {
    const delivery = sentUpTo(2, everybody(bob))
    delivery.stored(1)
    expect(show(delivery)).toEqual(['id-1 tracker stored'])
    delivery.delivered(bob, 2)
    delivery.stored(2)
    // What everybody has is not stored for anybody any more.
    expect(show(delivery)).toEqual(['id-1 bob delivered', 'id-2 bob delivered'])
    delivery.read(bob, 1)
    delivery.delivered(bob, 1)
    expect(show(delivery)).toEqual(['id-1 bob read'])
    expect(show(delivery)).toEqual([])
  })

  test('waits at its author as long as somebody lacks it and the tracker does, too', () => {
    const delivery = sentUpTo(5, everybody(bob, carol))
    expect(delivery.waiting()).toBe(5)
    delivery.delivered(bob, 5)
    delivery.delivered(carol, 1)
    expect(delivery.waiting()).toBe(4)
    delivery.stored(3)
    expect(delivery.waiting()).toBe(2)
    delivery.delivered(carol, 5)
    expect(delivery.waiting()).toBe(0)
    expect(sentUpTo(5, everybody()).waiting()).toBe(0)
  })

  test('survives a restart as one number for each place', () => {
    const first = sentUpTo(8, everybody(bob))
    first.read(bob, 5)
    first.delivered(bob, 7)
    const again = sentUpTo(8, everybody(bob), first.learned())
    expect([5, 7, 8].map((seq) => again.stateOf(seq).state)).toEqual([
      'read',
      'delivered',
      'sending',
    ])
    expect(show(again)).toEqual([])
  })
})

describe('when members come and go', () => {
  const isIn = (epoch: EntryId, kid: Kid): boolean => kid === bob || epoch === TWO

  function withNewcomer(): Delivery {
    const delivery = createDelivery(NOTHING)
    delivery.sent(1, id(1), ONE)
    delivery.setAudience({ present: [bob], isIn })
    delivery.delivered(bob, 1)
    show(delivery)
    delivery.setAudience({ present: [bob, carol], isIn })
    delivery.sent(2, id(2), TWO)
    return delivery
  }

  test('a newcomer is no recipient of what was said before him', () => {
    const delivery = withNewcomer()
    expect(delivery.stateOf(1)).toEqual({ state: 'delivered', delivered: 1, recipients: 1 })
    expect(delivery.stateOf(2)).toEqual({ state: 'sending', delivered: 0, recipients: 2 })
    expect(delivery.lacking()).toEqual({ from: 2, kids: [bob, carol] })
    delivery.delivered(carol, 2)
    expect(show(delivery)).toEqual(['id-2 carol delivered'])
    expect(delivery.recipientsOf(1)).toEqual([{ kid: bob, state: 'delivered' }])
  })

  test('nobody waits for who has left, and a tick does not go back when he returns', () => {
    const delivery = sentUpTo(1, everybody(bob, carol))
    delivery.delivered(carol, 1)
    show(delivery)
    expect(delivery.stateOf(1).state).toBe('sending')
    delivery.setAudience(everybody(carol))
    show(delivery)
    expect(delivery.stateOf(1).state).toBe('delivered')
    delivery.setAudience(everybody(bob, carol))
    expect(delivery.stateOf(1).state).toBe('delivered')
    expect(delivery.recipientsOf(1)).toContainEqual({ kid: bob, state: 'waiting' })
    expect(delivery.lacking()).toEqual({ from: 1, kids: [bob] })
  })
})

test('whatever is learned in whatever order, no tick ever goes backwards, restarts included', () => {
  const act = fc.record({
    what: fc.constantFrom(
      'stored' as const,
      'delivered' as const,
      'read' as const,
      'members' as const,
      'restart' as const,
    ),
    kid: fc.constantFrom(bob, carol),
    seq: fc.nat({ max: 12 }),
    present: fc.subarray([bob, carol]),
  })
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      let audience = everybody(bob, carol)
      let delivery = sentUpTo(10, audience)
      let before = Array.from({ length: 10 }, () => 0)
      for (const { what, kid, seq, present } of acts) {
        if (what === 'stored') delivery.stored(seq)
        else if (what === 'members') {
          audience = everybody(...present)
          delivery.setAudience(audience)
        } else if (what === 'restart') {
          const known = delivery.learned()
          delivery.show(known)
          delivery = sentUpTo(10, audience, known)
        } else delivery[what](kid, seq)
        show(delivery)
        const now = before.map((_, at) => STATES.indexOf(delivery.stateOf(at + 1).state))
        for (const [at, state] of now.entries()) expect(state).toBeGreaterThanOrEqual(before[at]!)
        before = now
      }
    }),
  )
})
