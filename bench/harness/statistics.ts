/** The value below which the given part of the samples lies. */
export function quantile(samples: Iterable<number>, part: number): number {
  const sorted = Float64Array.from(samples).sort()
  const index = Math.min(sorted.length - 1, Math.floor(part * sorted.length))
  return sorted[index] ?? Number.NaN
}

export function median(samples: Iterable<number>): number {
  return quantile(samples, 0.5)
}

/** Differences of two equally long lists. */
export function differences(later: readonly number[], earlier: readonly number[]): number[] {
  return later.map((value, index) => value - (earlier[index] ?? Number.NaN))
}
