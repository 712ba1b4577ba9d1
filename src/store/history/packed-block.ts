/** Values as what they deviate from a straight line: `base + step × index + rest[index]`. */
export interface Block {
  readonly base: number
  readonly step: number
  /** undefined: nothing deviates. */
  readonly rest: Rest | undefined
}

type Rest = Uint8Array | Uint16Array | Uint32Array | Float64Array

export function packBlock(values: Float64Array): Block {
  const level = spanOf(values, 0)
  const rise = Math.round(((values.at(-1) ?? 0) - (values[0] ?? 0)) / (values.length - 1))
  const isExact = level.low + level.range < EXACT_BELOW
  const slope = isExact && rise !== 0 ? spanOf(values, rise) : level
  const [step, { low, range }] = slope.range < level.range ? [rise, slope] : [0, level]
  if (range === 0) return { base: low, step, rest: undefined }
  const rest = new (typeFor(range))(values.length)
  for (const [index, value] of values.entries()) rest[index] = value - low - step * index
  return { base: low, step, rest }
}

/** False when the value does not fit in: then the block has to be packed anew. */
export function setInBlock({ base, step, rest }: Block, index: number, value: number): boolean {
  if (step !== 0 && value >= EXACT_BELOW) return false
  const deviation = value - base - step * index
  if (rest === undefined) return deviation === 0
  if (deviation < 0 || deviation > (MOST[rest.BYTES_PER_ELEMENT] ?? 0)) return false
  rest[index] = deviation
  return true
}

/** Its bytes, whose number is a multiple of eight when the block has as many values. */
export function* writeBlock({ base, step, rest }: Block): Iterable<Buffer> {
  const head = Buffer.alloc(HEAD_BYTES)
  head.writeDoubleLE(base, 0)
  head.writeDoubleLE(step, 8)
  head.writeDoubleLE(rest?.BYTES_PER_ELEMENT ?? 0, 16)
  yield head
  if (rest !== undefined) yield Buffer.from(rest.buffer, rest.byteOffset, rest.byteLength)
}

/** Opposite of `writeBlock`, for a block of `length` values: they stay where `take` has them, at a place that eight divides. */
export function readBlock(take: (length: number) => Buffer, length: number): Block {
  const head = take(HEAD_BYTES)
  const base = head.readDoubleLE(0)
  const step = head.readDoubleLE(8)
  const width = head.readDoubleLE(16)
  if (width === 0) return { base, step, rest: undefined }
  const { buffer, byteOffset } = take(length * width)
  const rest = new TYPES[width as keyof typeof TYPES](buffer as ArrayBuffer, byteOffset, length)
  return { base, step, rest }
}

const HEAD_BYTES = 24
/** Sums of a few such numbers are exact. */
const EXACT_BELOW = 2 ** 50
const TYPES = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array, 8: Float64Array }
const MOST: Readonly<Record<number, number>> = {
  1: 2 ** 8 - 1,
  2: 2 ** 16 - 1,
  4: 2 ** 32 - 1,
  8: Number.MAX_SAFE_INTEGER,
}

function typeFor(range: number): (typeof TYPES)[keyof typeof TYPES] {
  if (range < 2 ** 8) return Uint8Array
  if (range < 2 ** 16) return Uint16Array
  return range < 2 ** 32 ? Uint32Array : Float64Array
}

/** The lowest deviation from a line with this step, and how far the others are above it. */
function spanOf(values: Float64Array, step: number): { low: number; range: number } {
  let low = Infinity
  let high = -Infinity
  for (const [index, value] of values.entries()) {
    const deviation = value - step * index
    low = Math.min(low, deviation)
    high = Math.max(high, deviation)
  }
  return { low, range: high - low }
}
