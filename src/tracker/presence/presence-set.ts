import type { Kid } from '../../protocol/ids.ts'
import { encodeParts } from '../../protocol/parts.ts'

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

/** Bytes of one kid as a part: its length and the kid. */
const SLOT_BYTES = 36
const FIRST_SLOTS = 64

export function createPresenceSet(): PresenceSet {
  /** The snapshot itself, kept up to date: when many come at once, each of them asks for it. */
  let slots = Buffer.alloc(FIRST_SLOTS * SLOT_BYTES)
  const kids: Kid[] = []
  const places = new Map<Kid, number>()
  const touched = new Set<Kid>()

  function put(kid: Kid, place: number): void {
    if ((place + 1) * SLOT_BYTES > slots.length) {
      slots = Buffer.concat([slots, Buffer.alloc(slots.length)])
    }
    slots.set(encodeKids([kid]), place * SLOT_BYTES)
    kids[place] = kid
    places.set(kid, place)
  }

  return {
    get size() {
      return kids.length
    },
    has: (kid) => places.has(kid),
    come(kid) {
      if (!places.has(kid)) put(kid, kids.length)
      touched.add(kid)
    },
    go(kid) {
      const place = places.get(kid)
      if (place === undefined) return
      touched.add(kid)
      places.delete(kid)
      const last = kids.pop()
      if (last !== undefined && last !== kid) put(last, place)
    },
    snapshot: () => Buffer.from(slots.subarray(0, kids.length * SLOT_BYTES)),
    takeChanges() {
      if (touched.size === 0) return undefined
      const came = [...touched].filter((kid) => places.has(kid))
      const went = [...touched].filter((kid) => !places.has(kid))
      touched.clear()
      return { online: came.length, body: encodeKids([...came, ...went]) }
    },
  }
}

function encodeKids(kids: readonly Kid[]): Buffer {
  return encodeParts(kids.map((kid) => Buffer.from(kid, 'base64url')))
}
