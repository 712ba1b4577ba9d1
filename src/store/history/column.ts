import {
  packBlock,
  readBlock,
  readInBlock,
  setInBlock,
  writeBlock,
  type Block,
} from './packed-block.ts'

/** Values of one block: many, so that blocks are few; few, so that changing one is quick. */
const BLOCK = 2_048
const SMALLEST = 8

/**
 * A growing list of non-negative integers in as few bytes as their likeness to their neighbours allows: whole blocks are packed,
 * the end is not.
 */
export class Column {
  readonly #blocks: Block[] = []
  #end = new Float64Array(0)
  #ended = 0

  get length(): number {
    return this.#blocks.length * BLOCK + this.#ended
  }

  get(index: number): number {
    const block = this.#blocks[Math.floor(index / BLOCK)]
    if (block === undefined) return this.#end[index - this.#blocks.length * BLOCK] ?? 0
    return readInBlock(block, index % BLOCK)
  }

  set(index: number, value: number): void {
    const number = Math.floor(index / BLOCK)
    const block = this.#blocks[number]
    if (block === undefined) this.#end[index - this.#blocks.length * BLOCK] = value
    else if (!setInBlock(block, index % BLOCK, value)) {
      const values = this.slice(number * BLOCK, (number + 1) * BLOCK)
      values[index % BLOCK] = value
      this.#blocks[number] = packBlock(values)
    }
  }

  push(value: number): void {
    if (this.#ended === this.#end.length) {
      const grown = new Float64Array(Math.min(Math.max(SMALLEST, this.#ended * 2), BLOCK))
      grown.set(this.#end)
      this.#end = grown
    }
    this.#end[this.#ended++] = value
    if (this.#ended < BLOCK) return
    this.#blocks.push(packBlock(this.#end))
    this.#end = new Float64Array(0)
    this.#ended = 0
  }

  /** The values from `start` to `end` (excluded). */
  slice(start: number, end = this.length): Float64Array {
    const values = new Float64Array(end - start)
    for (let index = start; index < end; index++) values[index - start] = this.get(index)
    return values
  }

  /** Puts `values` in place of all from `start` on: cheap near the end. */
  replaceFrom(start: number, values: Iterable<number>): void {
    const number = Math.floor(start / BLOCK)
    const kept = this.slice(number * BLOCK, start)
    this.#blocks.length = Math.min(this.#blocks.length, number)
    this.#end = new Float64Array(0)
    this.#ended = 0
    for (const value of kept) this.push(value)
    for (const value of values) this.push(value)
  }

  remove(index: number): void {
    this.replaceFrom(index, this.slice(index + 1))
  }

  /** Last index up to `from` that holds `value`, -1 when there is none. */
  lastIndexOf(value: number, from: number): number {
    let index = Math.min(from, this.length - 1)
    while (index >= 0) {
      const number = Math.floor(index / BLOCK)
      const block = this.#blocks[number]
      const start = number * BLOCK
      // Most blocks hold nothing alike, and a typed array finds that out at once.
      if (block?.step === 0 && block.odd.size === 0 && block.rest !== undefined) {
        const at = block.rest.lastIndexOf(value - block.base, index - start)
        if (at !== -1) return start + at
        index = start - 1
      } else if (this.get(index) === value) return index
      else index--
    }
    return -1
  }

  /** In memory. */
  get bytes(): number {
    const packed = this.#blocks.reduce((sum, { rest }) => sum + (rest?.byteLength ?? 0), 0)
    return packed + this.#end.byteLength
  }

  /** Its bytes for the disk, in parts of a block. */
  *encode(): Iterable<Buffer> {
    const head = Buffer.alloc(HEAD_BYTES)
    head.writeUInt32LE(this.#blocks.length, 0)
    head.writeUInt32LE(this.#ended, 4)
    yield head
    for (const block of this.#blocks) yield* writeBlock(block)
    const end = this.#end.slice(0, this.#ended)
    yield Buffer.from(end.buffer)
  }

  /** Opposite of `encode`. */
  static decode(take: (length: number) => Buffer): Column {
    const column = new Column()
    const head = take(HEAD_BYTES)
    const ended = head.readUInt32LE(4)
    for (let left = head.readUInt32LE(0); left > 0; left--) {
      column.#blocks.push(readBlock(take, BLOCK))
    }
    const end = take(ended * Float64Array.BYTES_PER_ELEMENT)
    for (let at = 0; at < ended; at++) column.push(end.readDoubleLE(at * 8))
    return column
  }
}

const HEAD_BYTES = 8
