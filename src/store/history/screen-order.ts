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

  /** First position whose row does not come before what `compareTo` compares with, among those before `end`. */
  lowerBound(compareTo: (row: number) => number, end = this.length): number {
    let low = 0
    let high = end
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

  remove(position: number): void {
    this.#rows.remove(position)
  }

  /** Makes room from the end downwards, so that each row is moved once and only places are searched. */
  #merge(late: readonly number[]): void {
    let end = this.length
    for (const row of late) this.#rows.push(row)
    for (let at = late.length - 1; at >= 0; at--) {
      const row = late[at] ?? 0
      const place = this.lowerBound((other) => this.#compare(other, row), end)
      this.#rows.move(place, end, place + at + 1)
      this.#rows.set(place + at, row)
      end = place
    }
  }
}
