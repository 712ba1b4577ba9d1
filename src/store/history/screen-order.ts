import { Column } from './column.ts'

/** Row numbers in the order of the screen: what is new nearly always goes to the end. */
export class ScreenOrder {
  readonly #rows = new Column(32)
  readonly #compare: (a: number, b: number) => number

  constructor(compare: (a: number, b: number) => number) {
    this.#compare = compare
  }

  get length(): number {
    return this.#rows.length
  }

  get bytes(): number {
    return this.#rows.bytes
  }

  at(position: number): number {
    return this.#rows.get(position)
  }

  /** First position whose row does not come before what `compareTo` compares with. */
  lowerBound(compareTo: (row: number) => number): number {
    let low = 0
    let high = this.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (compareTo(this.at(middle)) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  insert(rows: readonly number[]): void {
    const late: number[] = []
    for (const row of rows) {
      const last = this.length - 1
      if (last < 0 || this.#compare(this.at(last), row) < 0) this.#rows.push(row)
      else late.push(row)
    }
    if (late.length > 0) this.#merge(late.sort(this.#compare))
  }

  /** Moves each row once, from the end downwards, as far as the earliest late one reaches. */
  #merge(late: readonly number[]): void {
    let from = this.length - 1
    for (const row of late) this.#rows.push(row)
    let to = this.length - 1
    for (let at = late.length - 1; at >= 0;) {
      const row = late[at] ?? 0
      const other = from >= 0 ? this.at(from) : undefined
      if (other !== undefined && this.#compare(other, row) > 0) {
        this.#rows.set(to--, other)
        from--
      } else {
        this.#rows.set(to--, row)
        at--
      }
    }
  }
}
