import { measureFloor, type Floor } from './harness/floor.ts'
import { openPair, type Place } from './harness/scene.ts'

/** How large everything is. */
export interface Sizes {
  /** Messages in the long history. */
  readonly messages: number
  /** Messages in the longest one. */
  readonly many: number
  /** Members of the room. */
  readonly members: number
  /** Peers at the tracker. */
  readonly clients: number
  /** Repetitions of what is timed one by one. */
  readonly samples: number
  /** Size of the file that is sent, MiB. */
  readonly fileMib: number
}

export type HistoryLength = 'empty' | 'long' | 'huge'

/** What figures share: prepared once, when the first of them asks. */
export interface Context {
  readonly sizes: Sizes
  floor(): Promise<Floor>
  /** Two people without a history, or with a long one. */
  pair(history: HistoryLength): Promise<Place>
  close(): Promise<void>
}

export function createContext(sizes: Sizes): Context {
  let floor: Promise<Floor> | undefined
  const pairs = new Map<string, Promise<Place>>()
  const lengths = { empty: 0, long: sizes.messages, huge: sizes.many }
  return {
    sizes,
    floor() {
      floor ??= measureFloor(sizes.members)
      return floor
    },
    pair(history) {
      const known = pairs.get(history) ?? openPair(lengths[history])
      pairs.set(history, known)
      return known
    },
    async close() {
      for (const pair of pairs.values()) await (await pair).close()
    },
  }
}
