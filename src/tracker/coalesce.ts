/** Gathers calls: `run` happens once, `delayMs` after the first call of a batch. Idle costs no timer. */
export interface Coalesced {
  schedule(): void
  /** Forgets what was scheduled; nothing runs after this. */
  stop(): void
}

export function coalesce(delayMs: () => number, run: () => void): Coalesced {
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  return {
    schedule() {
      if (isStopped || timer !== undefined) return
      timer = setTimeout(() => {
        timer = undefined
        run()
      }, delayMs())
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
