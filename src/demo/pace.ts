/** How people take their time, in one place; tests make it fast. */
export interface Pace {
  /** Reading what the other wrote, before anything happens. */
  readonly readingMs: number
  readonly typingMsPerCharacter: number
  /** Between two lines of a conversation. */
  readonly betweenMs: number
}

export const HUMAN_PACE: Pace = { readingMs: 900, typingMsPerCharacter: 35, betweenMs: 2_500 }

/** Waits `ms`, give or take a third, or until `signal` is aborted; false when it was. */
export async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false
  return new Promise((resolve) => {
    const timer = setTimeout(() => end(true), ms * (2 / 3 + Math.random() * (2 / 3)))
    const onAbort = (): void => end(false)
    signal.addEventListener('abort', onAbort, { once: true })

    function end(isOver: boolean): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      resolve(isOver)
    }
  })
}
