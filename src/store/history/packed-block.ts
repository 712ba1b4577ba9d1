/** Values as what they deviate from a straight line: `base + floor(step × index) + rest[index]`. */
export interface Block {
  readonly base: number
  readonly step: number
  /** undefined: nothing deviates. */
  readonly rest: Rest | undefined
  /** The few that are far from the line, as they are. */
  readonly odd: Map<number, number>
}

type Rest = Uint8Array | Uint16Array | Uint32Array | Float64Array

export function packBlock(values: Float64Array): Block {
  const quarter = values.length >> 2
  const rises = [
    ((values.at(-1) ?? 0) - (values[0] ?? 0)) / (values.length - 1),
    ((values.at(-quarter) ?? 0) - (values[quarter] ?? 0)) / (values.length - 2 * quarter),
  ]
  let best = lineOf(values, 0)
  for (const step of rises) {
    if (best.width === 0) break
    const line = lineOf(values, step)
    if (line.width < best.width) best = line
  }
  return blockOf(values, best)
}

export function readInBlock({ base, step, rest, odd }: Block, index: number): number {
  if (odd.size > 0) {
    const value = odd.get(index)
    if (value !== undefined) return value
  }
  return base + Math.floor(step * index) + (rest?.[index] ?? 0)
}

/** False when the value does not fit in: then the block has to be packed anew. */
export function setInBlock(
  { base, step, rest, odd }: Block,
  index: number,
  value: number,
): boolean {
  const deviation = value - Math.floor(step * index) - base
  const most = MOST[rest?.BYTES_PER_ELEMENT ?? 0] ?? 0
  if (deviation >= 0 && deviation <= most && value < EXACT_BELOW) {
    odd.delete(index)
    if (rest !== undefined) rest[index] = deviation
    return true
  }
  if (!odd.has(index) && odd.size >= ODD_MAX) return false
  odd.set(index, value)
  return true
}

/** Its bytes, whose number is a multiple of eight when the block has as many values. */
export function* writeBlock({ base, step, rest, odd }: Block): Iterable<Buffer> {
  const head = [base, step, rest?.BYTES_PER_ELEMENT ?? 0, odd.size, ...[...odd].flat()]
  yield Buffer.from(Float64Array.from(head).buffer)
  if (rest !== undefined) yield Buffer.from(rest.buffer, rest.byteOffset, rest.byteLength)
}

/** Opposite of `writeBlock`, for a block of `length` values: they stay where `take` has them, at a place that eight divides. */
export function readBlock(take: (length: number) => Buffer, length: number): Block {
  const number = (): number => take(8).readDoubleLE()
  const base = number()
  const step = number()
  const width = number()
  const odd = new Map<number, number>()
  for (let left = number(); left > 0; left--) odd.set(number(), number())
  if (width === 0) return { base, step, rest: undefined, odd }
  const { buffer, byteOffset } = take(length * width)
  const Type = TYPES[width as keyof typeof TYPES]
  return { base, step, rest: new Type(buffer as ArrayBuffer, byteOffset, length), odd }
}

/** So many are cheaper aside than making room for them in every value. */
const ODD_MAX = 64
/** Sums of a few such numbers are exact. */
const EXACT_BELOW = 2 ** 50
const TYPES = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array, 8: Float64Array }
const WIDTHS = [0, 1, 2, 4, 8] as const
const MOST: Readonly<Record<number, number>> = {
  0: 0,
  1: 2 ** 8 - 1,
  2: 2 ** 16 - 1,
  4: 2 ** 32 - 1,
  8: EXACT_BELOW,
}

interface Line {
  readonly step: number
  readonly base: number
  readonly width: (typeof WIDTHS)[number]
}

/** The narrowest band along a line with this step that holds all values but a few. */
function lineOf(values: Float64Array, step: number): Line {
  const deviations = values.map((value, index) => value - Math.floor(step * index)).sort()
  const held = deviations.length - ODD_MAX
  for (const width of WIDTHS) {
    const most = MOST[width] ?? 0
    for (let from = 0; from <= ODD_MAX; from++) {
      const base = deviations[from] ?? 0
      if ((deviations[from + held - 1] ?? Infinity) - base <= most) return { step, base, width }
    }
  }
  return { step: 0, base: 0, width: 8 }
}

function blockOf(values: Float64Array, { step, base, width }: Line): Block {
  const rest = width === 0 ? undefined : new TYPES[width](values.length)
  const odd = new Map<number, number>()
  const most = MOST[width] ?? 0
  for (const [index, value] of values.entries()) {
    const deviation = value - Math.floor(step * index) - base
    if (deviation < 0 || deviation > most || value >= EXACT_BELOW) odd.set(index, value)
    else if (rest !== undefined) rest[index] = deviation
  }
  return { base, step, rest, odd }
}
