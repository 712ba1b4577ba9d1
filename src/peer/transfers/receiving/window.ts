import { FILE_BLOCK_BYTES, FILE_BLOCKS_MAX } from '../../../protocol/limits.ts'

/**
 * How much of files is on its way over one link at a time. A message waits for what is in flight before it, in buffers that no
 * program sees. So there is as much in flight as keeps the link busy and answers come within little more time than over
 * the idle link; the idea is LEDBAT's (RFC 6817): the shortest answer stands for the idle link, what is above it for the queue.
 */
export interface Window {
  /** To be in flight. */
  readonly bytes: number
  /** To ask for at once: a part of the window, so that it is never emptied by one answer. */
  readonly replyBytes: number
  /** A reply of `bytes` bytes came after `tookMs`. */
  heard(tookMs: number, bytes: number): void
}

const FIRST_BYTES = 4 * FILE_BLOCK_BYTES
const MIN_BYTES = FILE_BLOCK_BYTES
const MAX_BYTES = 1_024 * 1_024
/** What waits above the idle link's time: below this there may be more, above that there has to be less. */
const SHORT_QUEUE_MS = 8
const LONG_QUEUE_MS = 20
const REPLIES_PER_WINDOW = 4

export function createWindow(): Window {
  let bytes = FIRST_BYTES
  let idleMs = Infinity
  return {
    get bytes() {
      return bytes
    },
    get replyBytes() {
      const blocks = Math.floor(bytes / REPLIES_PER_WINDOW / FILE_BLOCK_BYTES)
      return FILE_BLOCK_BYTES * Math.min(FILE_BLOCKS_MAX, Math.max(1, powerOfTwo(blocks)))
    },
    heard(tookMs, replyBytes) {
      // A link may become slower for good: what comes alone tells how it is now.
      idleMs = bytes === MIN_BYTES ? tookMs : Math.min(idleMs, tookMs)
      const queueMs = tookMs - idleMs
      if (queueMs < SHORT_QUEUE_MS) bytes = Math.min(MAX_BYTES, bytes + replyBytes)
      else if (queueMs > LONG_QUEUE_MS) bytes = Math.max(MIN_BYTES, bytes - replyBytes)
    },
  }
}

/** The highest one that is not above `n`. */
function powerOfTwo(n: number): number {
  return n < 1 ? 0 : 2 ** Math.floor(Math.log2(n))
}
