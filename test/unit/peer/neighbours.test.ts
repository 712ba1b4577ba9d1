import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { neighboursOf } from '../../../src/peer/links/neighbours.ts'
import type { Kid } from '../../../src/protocol/ids.ts'

/** Twice the logarithm of the largest room: dialled and being dialled. */
const MOST_LINKS = 20

const kids = (count: number): Kid[] =>
  Array.from({ length: count }, (_, at) => `kid-${String(at).padStart(4, '0')}` as Kid)

describe('the neighbours of a member', () => {
  test('are all others in a small room', () => {
    const members = kids(13)
    expect(neighboursOf(members[4]!, members)).toEqual(members.filter((kid) => kid !== members[4]))
  })

  test('are few in a large one, in both directions, whoever is online', () => {
    fc.assert(
      fc.property(fc.integer({ min: 14, max: 1_000 }), (count) => {
        const members = kids(count)
        const degree = new Map<Kid, Set<Kid>>(members.map((kid) => [kid, new Set<Kid>()]))
        for (const kid of members) {
          for (const other of neighboursOf(kid, members)) {
            degree.get(kid)!.add(other)
            degree.get(other)!.add(kid)
          }
        }
        for (const links of degree.values()) expect(links.size).toBeLessThanOrEqual(MOST_LINKS)
      }),
      { numRuns: 20 },
    )
  })

  test('connect everybody in few steps', () => {
    for (const count of [14, 50, 333]) {
      const members = kids(count)
      const reached = new Set([members[7]!])
      let steps = 0
      for (; reached.size < count; steps++) {
        for (const kid of [...reached]) {
          for (const other of neighboursOf(kid, members)) reached.add(other)
        }
      }
      expect(steps).toBeLessThanOrEqual(Math.ceil(Math.log2(count)))
    }
  })
})
