import type { FrameClock } from './frame-clock.ts'

/**
 * Asks for a picture when a countdown on the screen reads otherwise, and only then. Returns what stops it.
 */
export function startTicker(frames: FrameClock, changesIn: () => number | undefined): () => void {
  let timer: NodeJS.Timeout | undefined
  function arm(): void {
    clearTimeout(timer)
    const waitMs = changesIn()
    timer =
      waitMs === undefined ? undefined : setTimeout(frames.request, Math.min(waitMs, WAIT_MAX_MS))
  }
  const stop = frames.subscribe(arm)
  arm()
  return () => {
    clearTimeout(timer)
    stop()
  }
}

/** A computer that slept is right again after this long. */
const WAIT_MAX_MS = 60_000
