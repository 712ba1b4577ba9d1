import type { Writable } from 'node:stream'

/** Answers make whoever asks wait while more than this is unread. */
const ANSWER_BYTES_WAITING_MAX = 1024 * 1024
/** Notifications are left out while more than this is unread. */
const NOTIFICATION_BYTES_WAITING_MAX = 4 * 1024 * 1024
/** How long the reader has to take the rest at the end. */
const FLUSH_TIMEOUT_MS = 2_000

export interface LineWriter {
  /** What was asked for is always written. */
  answer(value: unknown): void
  /** What was not asked for is counted instead when nobody reads. */
  notify(value: unknown): void
  /** Resolves when the reader keeps up, or is gone. */
  waitForReader(): Promise<void>
  /** Resolves when everything is written, the reader is gone, or it had its time. */
  flush(): Promise<void>
}

/**
 * One JSON value a line. A reader that stops reading costs a bounded amount of memory: once it reads again,
 * `describeOverflow` makes the line that tells it how many notifications it missed.
 */
export function createLineWriter(
  output: Writable,
  describeOverflow: (dropped: number) => unknown,
  onGone: () => void,
): LineWriter {
  let dropped = 0
  let isGone = false
  const waiting = new Set<() => void>()

  function wake(): void {
    for (const resolve of waiting) resolve()
    waiting.clear()
  }

  function write(value: unknown): void {
    if (!isGone) output.write(`${JSON.stringify(value)}\n`)
  }

  function isFull(limit: number): boolean {
    return !isGone && output.writableLength > limit
  }

  output.on('drain', () => {
    if (dropped > 0) {
      write(describeOverflow(dropped))
      dropped = 0
    }
    wake()
  })
  // A closed pipe is how a reader says that it has enough.
  for (const event of ['error', 'close']) {
    output.on(event, () => {
      if (isGone) return
      isGone = true
      wake()
      onGone()
    })
  }

  return {
    answer: write,
    notify(value) {
      if (isFull(NOTIFICATION_BYTES_WAITING_MAX)) dropped++
      else write(value)
    },
    async waitForReader() {
      while (isFull(ANSWER_BYTES_WAITING_MAX)) {
        await new Promise<void>((resolve) => waiting.add(resolve))
      }
    },
    async flush() {
      if (isGone || output.writableLength === 0) return
      await new Promise<void>((resolve) => {
        waiting.add(resolve)
        setTimeout(resolve, FLUSH_TIMEOUT_MS).unref()
      })
    },
  }
}
