/**
 * A token bucket per key that may go into debt: whoever has a token left may take any number at once and then waits until the
 * debt is paid. So a batch larger than the bucket is possible, only rarer. Knows no clock: the time is told.
 */
export interface TokenBuckets {
  /** Milliseconds until `key` may take again; 0 when it may now. */
  waitMs(key: string, now: number): number
  take(key: string, count: number, now: number): void
}

export interface BucketOptions {
  readonly perSecond: number
  readonly burst: number
  /** Keys remembered at once; the ones that were not used for longest are forgotten first. */
  readonly maxKeys?: number
}

const MAX_KEYS = 10_000

interface Bucket {
  readonly tokens: number
  readonly at: number
}

export function createTokenBuckets(options: BucketOptions): TokenBuckets {
  const { perSecond, burst, maxKeys = MAX_KEYS } = options
  const buckets = new Map<string, Bucket>()

  function tokensOf(key: string, now: number): number {
    const bucket = buckets.get(key)
    if (bucket === undefined) return burst
    const earned = (Math.max(0, now - bucket.at) * perSecond) / 1_000
    return Math.min(burst, bucket.tokens + earned)
  }

  return {
    waitMs(key, now) {
      const tokens = tokensOf(key, now)
      return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) * 1_000) / perSecond)
    },
    take(key, count, now) {
      const tokens = tokensOf(key, now) - count
      buckets.delete(key)
      buckets.set(key, { tokens, at: now })
      if (buckets.size <= maxKeys) return
      const oldest = buckets.keys().next()
      if (!oldest.done) buckets.delete(oldest.value)
    },
  }
}
