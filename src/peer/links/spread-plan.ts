import { compareText } from '../../shared/bytes.ts'
import type { Kid } from '../../protocol/ids.ts'

/** Whom to give news, and up to where in the ring of kids each of them is to pass it on. */
export interface SpreadStep {
  readonly kid: Kid
  readonly until: Kid
}

/**
 * Brings news to everybody between `self` and `until`, ends excluded, in the ring of sorted kids (all of it when both are the
 * same): each linked one gets it and answers for those up to the next linked one. Whoever links with its successor thus
 * misses nobody, and nobody is told twice.
 */
export function planSpread(self: Kid, until: Kid, linked: Iterable<Kid>): readonly SpreadStep[] {
  const inside = [...linked].filter((kid) => isBetween(self, kid, until))
  const ring = inside.toSorted((a, b) => Number(a < self) - Number(b < self) || compareText(a, b))
  return ring.map((kid, at) => ({ kid, until: ring[at + 1] ?? until }))
}

function isBetween(start: Kid, kid: Kid, end: Kid): boolean {
  if (kid === start || kid === end) return false
  if (start === end) return true
  return start < end ? start < kid && kid < end : start < kid || kid < end
}
