import type { Connection } from '../../../net/connection.ts'
import type { Gap } from '../../state.ts'

/** What is known to exist of a chat and is not here, and whether anybody is still to be asked for it. */
export interface Search {
  gap(): Gap | null
  /** `task` asks `source` for everything that it has and this chat lacks. */
  during<T>(source: Connection, task: () => Promise<T>): Promise<T>
  /** So many messages are coming. */
  expect(missing: number): void
  /** `source` has no more than this chat, as it says itself. */
  exhausted(source: Connection): void
}

export interface SearchOptions {
  /** Messages without which others that are here cannot be shown. */
  countGaps(): number
  /** Who may have them and can be asked. */
  neighbours(): readonly Connection[]
  onChange(): void
}

export function createSearch({ countGaps, neighbours, onChange }: SearchOptions): Search {
  let expected = 0
  let underWay = 0
  let holes = 0
  /** Who was asked since the last hole appeared. */
  let asked = new WeakSet<Connection>()
  let shown: Gap | null = null

  function gap(): Gap | null {
    const counted = countGaps()
    if (counted > holes) asked = new WeakSet()
    holes = counted
    const missing = Math.max(expected, holes)
    if (missing === 0) return null
    const fetching = underWay > 0 || neighbours().some((source) => !asked.has(source))
    return { missing, fetching }
  }

  function look(): void {
    const found = gap()
    if (found?.missing === shown?.missing && found?.fetching === shown?.fetching) return
    shown = found
    onChange()
  }

  return {
    gap,
    async during(source, task) {
      underWay++
      try {
        return await task()
      } finally {
        underWay--
        if (underWay === 0) expected = 0
        // What came with the answer may have brought holes of its own to light, for which it was all there is.
        gap()
        asked.add(source)
        look()
      }
    },
    expect(missing) {
      expected = missing
      look()
    },
    exhausted(source) {
      gap()
      asked.add(source)
      look()
    },
  }
}
