/** A set of small numbers, one bit each; only ever grown by making a new one. */
export type Bits = Uint32Array

export const NO_BITS: Bits = new Uint32Array(0)

export function hasBit(bits: Bits, index: number): boolean {
  return (((bits[index >>> 5] ?? 0) >>> (index & 31)) & 1) === 1
}

/** The union of `sets` and of the numbers `also`. */
export function unionBits(sets: readonly Bits[], also: readonly number[]): Bits {
  let words = 0
  for (const bits of sets) words = Math.max(words, bits.length)
  for (const index of also) words = Math.max(words, (index >>> 5) + 1)
  const union = new Uint32Array(words)
  for (const bits of sets) {
    for (let word = 0; word < bits.length; word++)
      union[word] = (union[word] ?? 0) | (bits[word] ?? 0)
  }
  for (const index of also) {
    union[index >>> 5] = (union[index >>> 5] ?? 0) | (1 << (index & 31))
  }
  return union
}

export function isSubset(inner: Bits, outer: Bits): boolean {
  for (let word = 0; word < inner.length; word++) {
    if (((inner[word] ?? 0) & ~(outer[word] ?? 0)) !== 0) return false
  }
  return true
}
