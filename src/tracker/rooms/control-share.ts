import type { Kid } from '../../protocol/ids.ts'

const KIB = 1_024
/** All control entries of one room. */
const ROOM_BYTES = 4 * 1_024 * KIB
/** One author's part of it, so that nobody fills a room's log alone. */
const AUTHOR_BYTES = 512 * KIB
/** The part of somebody who is no member: void entries are kept only because others may build on them. */
const STRANGER_BYTES = 32 * KIB

/** How much of a room's control log is used, and by whom. */
export interface ControlShare {
  readonly bytes: number
  hasRoomFor(author: Kid, bytes: number, standing: 'member' | 'stranger'): boolean
  add(author: Kid, bytes: number): void
}

export function createControlShare(): ControlShare {
  const byAuthor = new Map<Kid, number>()
  let total = 0
  return {
    get bytes() {
      return total
    },
    hasRoomFor(author, bytes, standing) {
      const most = standing === 'member' ? AUTHOR_BYTES : STRANGER_BYTES
      return total + bytes <= ROOM_BYTES && (byAuthor.get(author) ?? 0) + bytes <= most
    },
    add(author, bytes) {
      total += bytes
      byAuthor.set(author, (byAuthor.get(author) ?? 0) + bytes)
    },
  }
}
