const TRIES = 5
const WINDOW_MS = 10 * 60_000
/** Who tries remembers; who guards must not have to remember without end. */
const KEYS_MAX = 10_000

/** Counts wrong passwords: five in ten minutes, then a pause. Kept in memory only. */
export interface Attempts {
  /** Milliseconds until `key` may try again; 0 when it may now. */
  waitMs(key: string, now: number): number
  fail(key: string, now: number): void
}

export function createAttempts(): Attempts {
  const failures = new Map<string, readonly number[]>()

  function recent(key: string, now: number): readonly number[] {
    return (failures.get(key) ?? []).filter((at) => now - at < WINDOW_MS)
  }

  return {
    waitMs(key, now) {
      const times = recent(key, now)
      const first = times.at(-TRIES)
      return first === undefined ? 0 : first + WINDOW_MS - now
    },
    fail(key, now) {
      const times = [...recent(key, now), now].slice(-TRIES)
      failures.delete(key)
      failures.set(key, times)
      const oldest = failures.keys().next()
      if (failures.size > KEYS_MAX && !oldest.done) failures.delete(oldest.value)
    },
  }
}
