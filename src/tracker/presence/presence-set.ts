import { encodeParts } from '../../protocol/parts.ts'
import type { Kid } from '../../protocol/ids.ts'

/** Who is online, and who came or went since somebody last asked. Knows no sockets. */
export interface PresenceSet {
  readonly size: number
  has(kid: Kid): boolean
  come(kid: Kid): void
  go(kid: Kid): void
  /** Everybody who is online, as the body of the reply to `presence.watch`. */
  snapshot(): Buffer
  /** What to tell the watchers since the last call, each kid once with how it ended; undefined when nothing happened. */
  takeChanges(): PresenceChanges | undefined
}

/** `body` names first the `online` ones, then those who went. */
export interface PresenceChanges {
  readonly online: number
  readonly body: Buffer
}

export function createPresenceSet(): PresenceSet {
  const online = new Set<Kid>()
  const touched = new Set<Kid>()

  return {
    get size() {
      return online.size
    },
    has: (kid) => online.has(kid),
    come(kid) {
      online.add(kid)
      touched.add(kid)
    },
    go(kid) {
      if (online.delete(kid)) touched.add(kid)
    },
    snapshot: () => encodeKids([...online]),
    takeChanges() {
      if (touched.size === 0) return undefined
      const came = [...touched].filter((kid) => online.has(kid))
      const went = [...touched].filter((kid) => !online.has(kid))
      touched.clear()
      return { online: came.length, body: encodeKids([...came, ...went]) }
    },
  }
}

function encodeKids(kids: readonly Kid[]): Buffer {
  return encodeParts(kids.map((kid) => Buffer.from(kid, 'base64url')))
}
