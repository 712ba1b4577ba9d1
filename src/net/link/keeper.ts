import { DEAD_AFTER_MS, FRAME_DEADLINE_MS, PING_INTERVAL_MS } from '../../protocol/limits.ts'

/** How long a link may be silent, and how long one frame may take. */
export interface LinkTimes {
  /** Silence after which the other side is pinged. */
  readonly pingMs: number
  /** Silence, or time without any progress in sending, after which the link counts as dead. */
  readonly deadMs: number
  /** Time that a frame may take from its first byte to its last. */
  readonly frameMs: number
}

export const LINK_TIMES: LinkTimes = {
  pingMs: PING_INTERVAL_MS,
  deadMs: DEAD_AFTER_MS,
  frameMs: FRAME_DEADLINE_MS,
}

interface Kept {
  /** Looks at its own times; `nowMs` is monotonic. */
  check(nowMs: number): void
}

const CHECKS_PER_DEADLINE = 4

/**
 * One coarse clock for thousands of links instead of timers for each: it runs only while there are links, and never keeps the
 * process alive by itself.
 */
export class Keeper {
  readonly times: LinkTimes
  readonly #kept = new Set<Kept>()
  #timer: NodeJS.Timeout | undefined

  constructor(times: LinkTimes = LINK_TIMES) {
    this.times = times
  }

  add(link: Kept): void {
    this.#kept.add(link)
    this.#timer ??= setInterval(
      () => this.#checkAll(),
      Math.min(this.times.pingMs, this.times.deadMs, this.times.frameMs) / CHECKS_PER_DEADLINE,
    ).unref()
  }

  remove(link: Kept): void {
    this.#kept.delete(link)
    if (this.#kept.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #checkAll(): void {
    const nowMs = performance.now()
    for (const link of this.#kept) link.check(nowMs)
  }
}

/** Keeps every link of the process that does not ask for its own times. */
export const sharedKeeper = new Keeper()
