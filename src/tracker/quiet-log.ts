import { createTokenBuckets } from './limits/token-buckets.ts'
import type { TrackerEvent } from './tracker-event.ts'

/** Refusals of one address that are worth a line; a flood must not fill the disk that the log is on. */
const REFUSALS = { perSecond: 1, burst: 20, maxKeys: 1_000 }

/** Passes events on, of refusals only so many. */
export function quietLog(log: (event: TrackerEvent) => void): (event: TrackerEvent) => void {
  const refusals = createTokenBuckets(REFUSALS)
  return (event) => {
    if (event.type === 'refused') {
      const nowMs = performance.now()
      if (refusals.waitMs(event.host, nowMs) > 0) return
      refusals.take(event.host, 1, nowMs)
    }
    log(event)
  }
}
