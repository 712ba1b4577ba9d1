import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Column } from '../../../../src/store/history/column.ts'

const anyValue = fc.oneof(
  fc.nat(300),
  fc.constantFrom(0, 2 ** 16, 2 ** 32, 2 ** 40, Number.MAX_SAFE_INTEGER),
)

/** Lines with a slope and some noise, as clocks, numbers and places have; long enough for several blocks. */
const anyValues = fc
  .record({
    length: fc.constantFrom(0, 5, 2_047, 2_048, 4_500),
    start: anyValue,
    slope: fc.constantFrom(0, 0.5, 1, 900.3),
    noise: fc.constantFrom(0, 1, 200, 70_000, 2 ** 33),
    odd: fc.array(fc.tuple(fc.nat(4_500), anyValue), { maxLength: 100 }),
  })
  .map(({ length, start, slope, noise, odd }) => {
    const values = Array.from({ length }, (_item, at) =>
      Math.min(
        start + Math.floor(slope * at) + ((at * 7_919) % (noise + 1)),
        Number.MAX_SAFE_INTEGER,
      ),
    )
    for (const [at, value] of odd) if (at < length) values[at] = value
    return values
  })

const anyChange = fc.oneof(
  fc.record({ set: fc.nat(), value: anyValue }),
  fc.record({ replaceFrom: fc.nat(), values: fc.array(anyValue, { maxLength: 30 }) }),
  fc.record({ remove: fc.nat() }),
  fc.record({ push: anyValue }),
)

function columnOf(values: readonly number[]): Column {
  const column = new Column()
  for (const value of values) column.push(value)
  return column
}

function readAgain(column: Column): Column {
  const bytes = Buffer.concat([...column.encode()])
  let at = 0
  return Column.decode((length) => bytes.subarray(at, (at += length)))
}

describe('a column of numbers', () => {
  it('gives back what was put in, whatever is changed and however it was packed', () => {
    fc.assert(
      fc.property(anyValues, fc.array(anyChange, { maxLength: 6 }), (values, changes) => {
        const column = columnOf(values)
        const expected = [...values]
        for (const change of changes) {
          if ('push' in change) {
            column.push(change.push)
            expected.push(change.push)
          } else if (expected.length === 0) continue
          else if ('set' in change) {
            column.set(change.set % expected.length, change.value)
            expected[change.set % expected.length] = change.value
          } else if ('remove' in change) {
            column.remove(change.remove % expected.length)
            expected.splice(change.remove % expected.length, 1)
          } else {
            const start = change.replaceFrom % expected.length
            column.replaceFrom(start, change.values)
            expected.splice(start, Infinity, ...change.values)
          }
        }
        expect([...column.slice(0)]).toEqual(expected)
        expect([...readAgain(column).slice(0)]).toEqual(expected)
      }),
      { numRuns: 60 },
    )
  })

  it('finds the last place of a value', () => {
    fc.assert(
      fc.property(anyValues, fc.nat(), fc.nat(), (values, which, until) => {
        const column = columnOf(values)
        const value = values[which % (values.length + 1)] ?? 7
        const from = until % (values.length + 1)
        const expected = values.lastIndexOf(value, from)
        expect(column.lastIndexOf(value, from)).toBe(values.length === 0 ? -1 : expected)
      }),
      { numRuns: 60 },
    )
  })

  it('takes little for numbers that are alike', () => {
    const count = 100_000
    const clocks = columnOf(Array.from({ length: count }, (_item, at) => 2 ** 41 + at))
    expect(clocks.bytes).toBeLessThan(count / 2)
    const places = columnOf(Array.from({ length: count }, (_item, at) => at * 900 + (at % 50)))
    expect(places.bytes).toBeLessThan(count * 1.5)
    const odd = columnOf(
      Array.from({ length: count }, (_item, at) => (at % 100 === 0 ? 0 : 2 ** 41)),
    )
    expect(odd.bytes).toBeLessThan(count / 2)
  })
})
