import { describe, expect, test } from 'vitest'
import type { Connection } from '../../../../src/net/connection.ts'
import { createSearch } from '../../../../src/peer/chats/catch-up/search.ts'

const source = (): Connection => ({}) as Connection

function searching(...neighbours: Connection[]) {
  const known = { holes: 0, neighbours, changes: 0 }
  const search = createSearch({
    countGaps: () => known.holes,
    neighbours: () => known.neighbours,
    onChange: () => known.changes++,
  })
  return { known, search }
}

describe('what is missing', () => {
  test('is looked for until everybody who is there was asked', async () => {
    const [one, two] = [source(), source()]
    const { known, search } = searching(one, two)
    expect(search.gap()).toBeNull()
    known.holes = 2
    expect(search.gap()).toEqual({ missing: 2, fetching: true })
    await search.during(one, async () => {
      search.exhausted(two)
      expect(search.gap()).toEqual({ missing: 2, fetching: true })
    })
    expect(search.gap()).toEqual({ missing: 2, fetching: false })
  })

  test('is looked for anew when somebody comes, and when more is missing', async () => {
    const one = source()
    const { known, search } = searching(one)
    known.holes = 1
    search.exhausted(one)
    expect(search.gap()).toEqual({ missing: 1, fetching: false })
    known.neighbours = [one, source()]
    expect(search.gap()).toEqual({ missing: 1, fetching: true })
    known.neighbours = [one]
    known.holes = 3
    expect(search.gap()).toEqual({ missing: 3, fetching: true })
  })

  test('is not looked for with somebody who failed to answer, or with nobody', async () => {
    const one = source()
    const { known, search } = searching(one)
    known.holes = 1
    const asking = search.during(one, async () => Promise.reject(new Error('gone')))
    await expect(asking).rejects.toThrow('gone')
    expect(search.gap()).toEqual({ missing: 1, fetching: false })
    known.neighbours = []
    expect(search.gap()).toEqual({ missing: 1, fetching: false })
  })

  test('counts what is on its way, and is told of only when it reads otherwise', async () => {
    const one = source()
    const { known, search } = searching(one)
    await search.during(one, async () => {
      search.expect(40)
      search.expect(40)
      expect(search.gap()).toEqual({ missing: 40, fetching: true })
    })
    expect(search.gap()).toBeNull()
    expect(known.changes).toBe(2)
    await search.during(one, async () => undefined)
    expect(known.changes).toBe(2)
  })
})
