/** How fast something grows, over the last moments. */
export interface Meter {
  /** `total` bytes at `nowMs`, monotonic. */
  note(total: number, nowMs: number): void
  /** Bytes a second. */
  rate(nowMs: number): number
  reset(): void
}

const WINDOW_MS = 3_000
const SAMPLE_MS = 100

export function createMeter(): Meter {
  let samples: { readonly total: number; readonly atMs: number }[] = []
  return {
    note(total, nowMs) {
      const last = samples.at(-1)
      if (last !== undefined && nowMs - last.atMs < SAMPLE_MS) return
      samples = [...samples.filter(({ atMs }) => nowMs - atMs <= WINDOW_MS), { total, atMs: nowMs }]
    },
    rate(nowMs) {
      const recent = samples.filter(({ atMs }) => nowMs - atMs <= WINDOW_MS)
      const [first] = recent
      const last = recent.at(-1)
      if (first === undefined || last === undefined || last.atMs === first.atMs) return 0
      return Math.round(((last.total - first.total) * 1_000) / (nowMs - first.atMs))
    },
    reset: () => void (samples = []),
  }
}
