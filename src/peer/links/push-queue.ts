import type { Connection } from '../../net/connection.ts'
import { encodeEntries, type RawEntry } from '../../protocol/entry.ts'
import type { ChatId, Kid } from '../../protocol/ids.ts'
import { BATCH_BYTES, ENTRIES_PER_BATCH } from '../../protocol/limits.ts'
import type { Result } from '../../protocol/wire/methods.ts'

/** More than this is not queued: the other side is told to compare instead of being fed. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024

/** New entries of one chat on their way over one connection: one request at a time, what comes meanwhile joins the next. */
export interface PushQueue {
  /** The receiver is to pass them on to the members up to `until`. */
  push(entries: readonly RawEntry[], until: Kid): void
  /** Resolves once nothing is waiting any more, acknowledged or given up. */
  flushed(): Promise<void>
}

export interface PushOutcome {
  onAcknowledged(result: Result<'entries.push'>, entries: readonly RawEntry[]): void
  /** Something was not sent, or refused: both sides have to compare. */
  onIncomplete(error: unknown): void
}

export function createPushQueue(
  connection: Connection,
  chat: ChatId,
  outcome: PushOutcome,
): PushQueue {
  let waiting: readonly Waiting[] = []
  let waitingBytes = 0
  let isSending = false
  let sending: Promise<void> = Promise.resolve()

  async function send(): Promise<void> {
    isSending = true
    try {
      while (waiting.length > 0) {
        const batch = takeBatch(waiting)
        waiting = waiting.slice(batch.length)
        for (const { entry } of batch) waitingBytes -= sizeOf(entry)
        const until = batch[0]?.until ?? connection.kid
        const { result } = await connection.request(
          'entries.push',
          { chat, until, lacking: [] },
          { body: encodeEntries(batch.map(({ entry }) => entry)) },
        )
        outcome.onAcknowledged(
          result,
          batch.map(({ entry }) => entry),
        )
      }
    } catch (error) {
      waiting = []
      waitingBytes = 0
      outcome.onIncomplete(error)
    } finally {
      isSending = false
    }
  }

  return {
    push(entries, until) {
      waiting = [...waiting, ...entries.map((entry) => ({ entry, until }))]
      for (const entry of entries) waitingBytes += sizeOf(entry)
      if (waitingBytes > MAX_WAITING_BYTES) {
        waiting = []
        waitingBytes = 0
        outcome.onIncomplete(undefined)
      } else if (!isSending) sending = send()
    },
    flushed: () => sending,
  }
}

interface Waiting {
  readonly entry: RawEntry
  readonly until: Kid
}

/** `entries` as the bodies of requests: each as much as fits one. */
export function* batchesOf(entries: readonly RawEntry[]): Generator<readonly RawEntry[]> {
  let rest = entries.map((entry) => ({ entry, until: '' as Kid }))
  while (rest.length > 0) {
    const batch = takeBatch(rest)
    rest = rest.slice(batch.length)
    yield batch.map(({ entry }) => entry)
  }
}

/** As much as fits one request, for one destination, cut behind a signature so that the receiver holds nothing back. */
function takeBatch(waiting: readonly Waiting[]): readonly Waiting[] {
  let bytes = 0
  let end = 0
  let last = 0
  for (const [index, { entry, until }] of waiting.entries()) {
    bytes += sizeOf(entry)
    const isFull = bytes > BATCH_BYTES || index >= ENTRIES_PER_BATCH
    if (until !== waiting[0]?.until || (end > 0 && isFull)) break
    last = index + 1
    if (entry.signature !== undefined) end = last
  }
  return waiting.slice(0, end === 0 ? last : end)
}

function sizeOf(entry: RawEntry): number {
  return 16 + entry.header.length + entry.body.length + (entry.signature?.length ?? 0)
}
