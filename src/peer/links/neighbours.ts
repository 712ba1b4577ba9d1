import { compareText } from '../../shared/bytes.ts'
import type { Kid } from '../../protocol/ids.ts'

/** Rooms with at most this many members online are a full mesh; larger ones spread by neighbours. */
export const FULL_MESH_MEMBERS = 13

/**
 * With whom to hold a link for one room: everybody in a small room, else the members 1, 2, 4, 8… places on in a ring of sorted
 * kids. Everyone dials at most log2(n) and is dialled as often, and news reaches all in log2(n) steps.
 */
export function neighboursOf(self: Kid, onlineMembers: Iterable<Kid>): readonly Kid[] {
  const ring = [...new Set([...onlineMembers, self])].toSorted(compareText)
  if (ring.length <= FULL_MESH_MEMBERS) return ring.filter((kid) => kid !== self)
  const place = ring.indexOf(self)
  const neighbours = new Set<Kid>()
  for (let step = 1; step < ring.length; step *= 2) {
    const kid = ring[(place + step) % ring.length]
    if (kid !== undefined && kid !== self) neighbours.add(kid)
  }
  return [...neighbours]
}
