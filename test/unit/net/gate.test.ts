import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Gate, type GateOptions } from '../../../src/net/gate.ts'

const ADDRESS = '192.0.2.1'
const LOOPBACK = '127.0.0.1'

function createGate(options: GateOptions = {}) {
  const clock = { nowMs: 1_000_000 }
  const gate = new Gate(options, () => clock.nowMs)
  /** Comes and goes `times` times; says how often it was let in. */
  const knock = (address: string, times: number): number => {
    let admitted = 0
    for (let i = 0; i < times; i++) {
      const ticket = gate.admit(address, () => {})
      if (ticket === undefined) continue
      admitted++
      gate.leave(ticket)
    }
    return admitted
  }
  return { gate, clock, knock }
}

describe('the gate', () => {
  test('lets a burst of 20 in and then 20 a second, for each address', () => {
    const { knock, clock } = createGate()
    expect(knock(ADDRESS, 50)).toBe(20)
    expect(knock('192.0.2.2', 50)).toBe(20)
    clock.nowMs += 500
    expect(knock(ADDRESS, 50)).toBe(10)
    clock.nowMs += 3_600_000
    expect(knock(ADDRESS, 50)).toBe(20)
  })

  test('lets many more in from this machine, whose peers share one address', () => {
    const { knock } = createGate()
    expect(knock(LOOPBACK, 1_000)).toBe(400)
    expect(knock('::1', 1_000)).toBe(400)
  })

  test('keeps no more than 16 connections of one address open', () => {
    const { gate, clock } = createGate()
    const tickets = Array.from({ length: 20 }, () => gate.admit(ADDRESS, () => {}))
    expect(tickets.filter((ticket) => ticket !== undefined)).toHaveLength(16)
    clock.nowMs += 60_000
    expect(gate.admit(ADDRESS, () => {})).toBeUndefined()
    if (tickets[0] !== undefined) gate.leave(tickets[0])
    expect(gate.admit(ADDRESS, () => {})).toBeDefined()
  })

  test('can be opened wider, for many users behind one address', () => {
    const { knock } = createGate({ limits: { burst: 100 } })
    expect(knock(ADDRESS, 200)).toBe(100)
  })

  test('drops the oldest connection that is not proved when there are too many', () => {
    const { gate } = createGate({ unauthenticatedMax: 3 })
    const dropped: number[] = []
    const tickets = [0, 1, 2].map((i) => gate.admit(LOOPBACK, () => dropped.push(i)))
    if (tickets[0] !== undefined) gate.authenticate(tickets[0])
    gate.admit(LOOPBACK, () => dropped.push(3))
    expect(dropped).toEqual([])
    gate.admit(LOOPBACK, () => dropped.push(4))
    expect(dropped).toEqual([1])
    expect(gate.stats.dropped).toBe(1)
  })

  test('drops the oldest connection that is proved but not ready, and none that is', () => {
    const { gate } = createGate({ notReadyMax: 2 })
    const dropped: number[] = []
    for (let i = 0; i < 4; i++) {
      const ticket = gate.admit(LOOPBACK, () => dropped.push(i))
      if (ticket === undefined) throw new Error('refused')
      gate.authenticate(ticket)
      if (i === 0) gate.passThrough(ticket)
    }
    expect(dropped).toEqual([1])
  })

  test('makes whoever breaks rules wait, but not for ever', () => {
    const { gate, clock, knock } = createGate()
    const ticket = gate.admit(ADDRESS, () => {})
    if (ticket === undefined) throw new Error('refused')
    for (let i = 0; i < 1_000; i++) gate.punish(ticket)
    clock.nowMs += 9_000
    expect(knock(ADDRESS, 1)).toBe(0)
    expect(knock('192.0.2.2', 1)).toBe(1)
    clock.nowMs += 2_000
    expect(knock(ADDRESS, 1)).toBe(1)
    expect(gate.stats.violations).toBe(1_000)
  })

  test('never holds more than its caps, whatever comes and goes in whatever order', () => {
    const step = fc.record({
      act: fc.constantFrom('come', 'come', 'come', 'prove', 'ready', 'leave', 'wait'),
      address: fc.constantFrom(ADDRESS, '192.0.2.2', LOOPBACK),
      index: fc.nat(30),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const { gate, clock } = createGate({
          limits: { connectionsMax: 3 },
          unauthenticatedMax: 4,
          notReadyMax: 2,
        })
        type Ticket = NonNullable<ReturnType<typeof gate.admit>>
        const open: { ticket: Ticket; address: string; stage: string }[] = []
        const leave = (ticket: Ticket): void => {
          const at = open.findIndex((each) => each.ticket === ticket)
          if (at >= 0) open.splice(at, 1)
          gate.leave(ticket)
        }
        for (const { act, address, index } of steps) {
          const some = open[index % Math.max(1, open.length)]
          if (act === 'wait') clock.nowMs += 100
          if (act === 'come') {
            const ticket = gate.admit(address, () => ticket !== undefined && leave(ticket))
            if (ticket !== undefined) open.push({ ticket, address, stage: 'new' })
          } else if (some !== undefined) {
            if (act === 'prove' && some.stage === 'new') {
              some.stage = 'proved'
              gate.authenticate(some.ticket)
            }
            if (act === 'ready' && some.stage === 'proved') {
              some.stage = 'ready'
              gate.passThrough(some.ticket)
            }
            if (act === 'leave') leave(some.ticket)
          }
          const at = (stage: string): number => open.filter((each) => each.stage === stage).length
          expect(at('new')).toBeLessThanOrEqual(4)
          expect(at('proved')).toBeLessThanOrEqual(2)
          expect(open.filter((each) => each.address === ADDRESS).length).toBeLessThanOrEqual(3)
        }
      }),
    )
  })
})
