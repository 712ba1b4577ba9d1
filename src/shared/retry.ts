/** Work that is tried again, ever more rarely, until it succeeds. */
export interface Retry {
  /** Tries within a moment, unless that is due already. */
  soon(): void
  stop(): void
}

const FIRST_MS = 1_000
const LONGEST_MS = 30_000

/** `work` resolves when nothing is left to do; that it fails is nothing new to anybody. */
export function createRetry(work: () => Promise<void>): Retry {
  let waitMs = FIRST_MS
  let timer: NodeJS.Timeout | undefined
  let isStopped = false

  async function run(): Promise<void> {
    try {
      await work()
      waitMs = FIRST_MS
    } catch {
      waitMs = Math.min(waitMs * 2, LONGEST_MS)
      soon()
    }
  }

  function soon(): void {
    if (timer !== undefined || isStopped) return
    timer = setTimeout(() => {
      timer = undefined
      void run()
    }, waitMs).unref()
  }

  return {
    soon,
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
