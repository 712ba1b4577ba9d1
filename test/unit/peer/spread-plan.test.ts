import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { neighboursOf } from '../../../src/peer/links/neighbours.ts'
import { planSpread } from '../../../src/peer/links/spread-plan.ts'
import type { Kid } from '../../../src/protocol/ids.ts'

const kids = (count: number): Kid[] =>
  Array.from({ length: count }, (_, at) => `kid-${String(at).padStart(4, '0')}` as Kid)

/** How often each member is given the news, when everyone passes it on as planned. */
function spread(origin: Kid, links: ReadonlyMap<Kid, ReadonlySet<Kid>>): Map<Kid, number> {
  const given = new Map<Kid, number>()
  const waiting = [{ self: origin, until: origin }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const { kid, until } of planSpread(next.self, next.until, links.get(next.self)!)) {
      given.set(kid, (given.get(kid) ?? 0) + 1)
      if (until !== kid) waiting.push({ self: kid, until })
    }
  }
  return given
}

function ringLinks(members: readonly Kid[]): Map<Kid, Set<Kid>> {
  const links = new Map(members.map((kid) => [kid, new Set<Kid>()]))
  for (const kid of members) {
    for (const other of neighboursOf(kid, members)) {
      links.get(kid)!.add(other)
      links.get(other)!.add(kid)
    }
  }
  return links
}

describe('news in a room', () => {
  test('reach every member exactly once, whatever the size of the room', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 300 }), fc.nat(), (count, pick) => {
        const members = kids(count)
        const origin = members[pick % count]!
        const given = spread(origin, ringLinks(members))
        expect(given.size).toBe(count - 1)
        expect([...given.values()].every((times) => times === 1)).toBe(true)
        expect(given.has(origin)).toBe(false)
      }),
    )
  })

  test('reach those whom their author has no link with by those who have', () => {
    const members = kids(6)
    const links = ringLinks(members)
    links.get(members[0]!)!.delete(members[3]!)
    links.get(members[3]!)!.delete(members[0]!)
    const given = spread(members[0]!, links)
    expect([...given.keys()].toSorted()).toEqual(members.slice(1))
  })
})
