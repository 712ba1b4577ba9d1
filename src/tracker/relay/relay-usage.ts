import type { Kid } from '../../protocol/ids.ts'

/** How much each user has sent in his current period. Knows no clock: the time is told. */
export interface RelayUsage {
  /** Milliseconds until this user may send again; 0 when he may now. */
  waitMs(kid: Kid, nowMs: number): number
  take(kid: Kid, bytes: number, nowMs: number): void
}

export interface UsageOptions {
  readonly bytesPerPeriod: number
  readonly periodMs: number
  readonly maxUsers?: number
}

const MAX_USERS = 100_000

interface Period {
  readonly beganAtMs: number
  bytes: number
}

export function createRelayUsage(options: UsageOptions): RelayUsage {
  const { bytesPerPeriod, periodMs, maxUsers = MAX_USERS } = options
  /** In the order of their beginnings. */
  const periods = new Map<Kid, Period>()

  function current(kid: Kid, nowMs: number): Period | undefined {
    const period = periods.get(kid)
    return period !== undefined && nowMs - period.beganAtMs < periodMs ? period : undefined
  }

  return {
    waitMs(kid, nowMs) {
      const period = current(kid, nowMs)
      if (period === undefined || period.bytes < bytesPerPeriod) return 0
      return period.beganAtMs + periodMs - nowMs
    },
    take(kid, bytes, nowMs) {
      const period = current(kid, nowMs)
      if (period !== undefined) {
        period.bytes += bytes
        return
      }
      periods.delete(kid)
      periods.set(kid, { beganAtMs: nowMs, bytes })
      const [oldest] = periods.keys()
      if (oldest !== undefined && periods.size > maxUsers) periods.delete(oldest)
    },
  }
}
