import type { Column } from './column.ts'

type Compare = (a: number, b: number) => number

/** First index, before `end`, of a sorted column of rows whose row does not come before what `compareTo` compares with. */
export function lowerBound(
  rows: Column,
  compareTo: (row: number) => number,
  end = rows.length,
): number {
  let low = 0
  let high = end
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compareTo(rows.get(middle)) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** Puts rows into a sorted column: what is new nearly always goes to the end. */
export function insertRows(rows: Column, added: readonly number[], compare: Compare): void {
  const late: number[] = []
  for (const row of added) {
    const last = rows.length - 1
    if (last < 0 || compare(rows.get(last), row) < 0) rows.push(row)
    else late.push(row)
  }
  const [first] = late.sort(compare)
  if (first === undefined) return
  const start = lowerBound(rows, (row) => compare(row, first))
  rows.replaceFrom(start, merge(rows.slice(start), late, compare))
}

/** Two sorted lists as one; only the places of the few are searched. */
function merge(many: Float64Array, few: readonly number[], compare: Compare): Float64Array {
  const merged = new Float64Array(many.length + few.length)
  let from = 0
  let filled = 0
  for (const row of few) {
    let low = from
    let high = many.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (compare(many[middle] ?? 0, row) < 0) low = middle + 1
      else high = middle
    }
    merged.set(many.subarray(from, low), filled)
    filled += low - from
    merged[filled++] = row
    from = low
  }
  merged.set(many.subarray(from), filled)
  return merged
}
