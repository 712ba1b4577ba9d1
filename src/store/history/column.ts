type Numbers = Uint32Array | Uint16Array | Uint8Array

/**
 * A growing list of non-negative integers in as few bytes as most of them need; the rare ones that do not fit are kept aside.
 */
export class Column {
  #values: Numbers
  #wide: Map<number, number> | undefined
  #length = 0
  readonly #make: (length: number) => Numbers
  readonly #most: number

  constructor(bits: 8 | 16 | 32) {
    this.#make = MAKERS[bits]
    this.#values = this.#make(0)
    this.#most = 2 ** bits - 1
  }

  get length(): number {
    return this.#length
  }

  get(index: number): number {
    const value = this.#values[index] ?? 0
    return value === this.#most ? (this.#wide?.get(index) ?? value) : value
  }

  set(index: number, value: number): void {
    this.#wide?.delete(index)
    if (value >= this.#most) (this.#wide ??= new Map()).set(index, value)
    this.#values[index] = Math.min(value, this.#most)
  }

  push(value: number): void {
    this.#reserve(this.#length + 1)
    this.set(this.#length++, value)
  }

  /** Only for columns whose values all fit: those that hold row numbers. */
  insert(index: number, value: number): void {
    this.#reserve(this.#length + 1)
    this.#values.copyWithin(index + 1, index, this.#length)
    this.#values[index] = value
    this.#length++
  }

  /** The same restriction. */
  remove(index: number): void {
    this.#values.copyWithin(index, index + 1, this.#length)
    this.#length--
  }

  /** Moves the values from `start` to `end` (excluded) to where `to` is; the same restriction. */
  move(start: number, end: number, to: number): void {
    this.#values.copyWithin(to, start, end)
  }

  /** Last index up to `from` that holds `value`, -1 when there is none. */
  lastIndexOf(value: number, from: number): number {
    if (from < 0) return -1
    return this.#values.lastIndexOf(Math.min(value, this.#most), Math.min(from, this.#length - 1))
  }

  get bytes(): number {
    return this.#values.byteLength
  }

  #reserve(length: number): void {
    if (length <= this.#values.length) return
    const grown = this.#make(Math.max(length, SMALLEST, growthOf(this.#values.length)))
    grown.set(this.#values)
    this.#values = grown
  }
}

const MAKERS: Record<8 | 16 | 32, (length: number) => Numbers> = {
  8: (length) => new Uint8Array(length),
  16: (length) => new Uint16Array(length),
  32: (length) => new Uint32Array(length),
}
const SMALLEST = 8
const DOUBLED_UNTIL = 4_096

/** Small ones double; large ones grow by an eighth, since there the slack would cost more than the copying. */
function growthOf(length: number): number {
  return length < DOUBLED_UNTIL ? length * 2 : Math.ceil(length * 1.125)
}
