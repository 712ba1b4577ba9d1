/** Which chunks of a file are here: one bit each, the first one highest in its byte. */
export class ChunkSet {
  readonly length: number
  readonly #bits: Buffer
  #count = 0

  /** `bits` as they came from outside: what is missing is not set, what is too much is ignored. */
  constructor(length: number, bits: Uint8Array = new Uint8Array(0)) {
    this.length = length
    this.#bits = Buffer.alloc(Math.ceil(length / 8))
    for (let index = 0; index < length; index++) if (isSet(bits, index)) this.add(index)
  }

  static full(length: number): ChunkSet {
    return new ChunkSet(length, Buffer.alloc(Math.ceil(length / 8), 0xff))
  }

  get count(): number {
    return this.#count
  }

  get isFull(): boolean {
    return this.#count === this.length
  }

  has(index: number): boolean {
    return isSet(this.#bits, index)
  }

  add(index: number): void {
    if (this.has(index)) return
    const byte = index >> 3
    this.#bits[byte] = (this.#bits[byte] ?? 0) | (0x80 >> (index & 7))
    this.#count++
  }

  toBytes(): Buffer {
    return Buffer.from(this.#bits)
  }
}

function isSet(bits: Uint8Array, index: number): boolean {
  return ((bits[index >> 3] ?? 0) & (0x80 >> (index & 7))) !== 0
}
