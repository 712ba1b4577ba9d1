/** Who writes is forgotten this long after the last sign of it. */
const TYPING_TIMEOUT_MS = 6_000
const SEND_INTERVAL_MS = 3_000

/** Who is writing in one chat; one timer while somebody is, none else. */
export interface Typing {
  names(): readonly string[]
  heard(username: string): void
  stopped(username: string): void
  /** Whether it is time to tell the others that this user writes. */
  shouldSend(now: number): boolean
  close(): void
}

export function createTyping(onChange: () => void): Typing {
  const timers = new Map<string, NodeJS.Timeout>()
  let names: readonly string[] = []
  let lastSent = 0

  function changed(): void {
    names = [...timers.keys()].toSorted()
    onChange()
  }

  function stopped(username: string): void {
    const timer = timers.get(username)
    if (timer === undefined) return
    clearTimeout(timer)
    timers.delete(username)
    changed()
  }

  return {
    names: () => names,
    heard(username) {
      const old = timers.get(username)
      clearTimeout(old)
      const timer = setTimeout(() => stopped(username), TYPING_TIMEOUT_MS)
      timer.unref()
      timers.set(username, timer)
      if (old === undefined) changed()
    },
    stopped,
    shouldSend(now) {
      if (now - lastSent < SEND_INTERVAL_MS) return false
      lastSent = now
      return true
    },
    close() {
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
    },
  }
}
