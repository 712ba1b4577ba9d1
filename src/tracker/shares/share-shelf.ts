import type { ShareListing } from '../../protocol/files.ts'
import type { Kid } from '../../protocol/ids.ts'

/** Bytes of all lists together, as they were received; a list that does not fit is refused. */
const SHELF_BYTES_MAX = 64 * 1_024 * 1_024

/** What users who are online share; in memory only, since it is worth nothing without them. */
export interface ShareShelf {
  /** Replaces what this user shared; false when there is no room. */
  put(kid: Kid, shares: readonly ShareListing[], bytes: number): boolean
  forget(kid: Kid): void
  of(kid: Kid): readonly ShareListing[]
  kids(): Iterable<Kid>
}

export function createShareShelf(): ShareShelf {
  const lists = new Map<Kid, { readonly shares: readonly ShareListing[]; readonly bytes: number }>()
  let total = 0

  function forget(kid: Kid): void {
    total -= lists.get(kid)?.bytes ?? 0
    lists.delete(kid)
  }

  return {
    put(kid, shares, bytes) {
      const old = lists.get(kid)?.bytes ?? 0
      if (total - old + bytes > SHELF_BYTES_MAX) return false
      forget(kid)
      if (shares.length === 0) return true
      lists.set(kid, { shares, bytes })
      total += bytes
      return true
    },
    forget,
    of: (kid) => lists.get(kid)?.shares ?? [],
    kids: () => lists.keys(),
  }
}
