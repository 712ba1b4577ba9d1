/** How long a key has to wait after failures in a row: 1 s, 2 s, 4 s … up to 15 minutes. Knows no clock: the time is told. */
export interface Backoff {
  /** Milliseconds until `key` may try again; 0 when it may now. */
  waitMs(key: string, now: number): number
  fail(key: string, now: number): void
  succeed(key: string): void
}

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 15 * 60_000
/** Failures are forgotten when nothing was tried for this long. */
const FORGET_AFTER_MS = 2 * LONGEST_WAIT_MS
const MAX_KEYS = 10_000

interface Failures {
  readonly count: number
  readonly at: number
}

export function createBackoff({ maxKeys = MAX_KEYS }: { maxKeys?: number } = {}): Backoff {
  const failures = new Map<string, Failures>()

  function recall(key: string, now: number): Failures | undefined {
    const found = failures.get(key)
    return found !== undefined && now - found.at < FORGET_AFTER_MS ? found : undefined
  }

  return {
    waitMs(key, now) {
      const found = recall(key, now)
      if (found === undefined) return 0
      const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (found.count - 1))
      return Math.max(0, found.at + wait - now)
    },
    fail(key, now) {
      const count = (recall(key, now)?.count ?? 0) + 1
      failures.delete(key)
      failures.set(key, { count, at: now })
      if (failures.size <= maxKeys) return
      const oldest = failures.keys().next()
      if (!oldest.done) failures.delete(oldest.value)
    },
    succeed: (key) => void failures.delete(key),
  }
}
