import { encodeJson } from '../../protocol/strict-json.ts'
import type { Content } from '../../protocol/content.ts'
import { isChatError } from '../../shared/errors.ts'
import type { SentMessage } from '../peer.ts'

/** A run is signed once; it also has to fit one request. */
const MAX_RUN_MESSAGES = 128
const MAX_RUN_BYTES = 128 * 1024

interface Waiting {
  readonly content: Content
  resolve(sent: SentMessage): void
  reject(error: unknown): void
}

/** Messages that are being written: while one run is signed and saved, the next one collects. */
export interface Outbox {
  /** Resolves once the message is durable; rejects when it could not be written, and then nothing was. */
  send(content: Content): Promise<SentMessage>
  /** Refuses what has not been written yet. */
  close(error: Error): void
}

export function createOutbox(
  writeRun: (contents: readonly Content[]) => Promise<readonly SentMessage[]>,
): Outbox {
  let waiting: Waiting[] = []
  let isWriting = false

  async function write(): Promise<void> {
    isWriting = true
    while (waiting.length > 0) {
      const run = takeRun(waiting)
      waiting = waiting.slice(run.length)
      try {
        const sent = await writeRun(run.map((message) => message.content))
        for (const [index, message] of run.entries()) {
          const result = sent[index]
          if (result !== undefined) message.resolve(result)
        }
      } catch (error) {
        for (const message of run) message.reject(error)
        if (!isChatError(error)) break
      }
    }
    isWriting = false
  }

  return {
    send: (content) =>
      new Promise((resolve, reject) => {
        waiting.push({ content, resolve, reject })
        if (!isWriting) void write()
      }),
    close(error) {
      for (const message of waiting) message.reject(error)
      waiting = []
    },
  }
}

function takeRun(waiting: readonly Waiting[]): readonly Waiting[] {
  let bytes = 0
  let length = 0
  for (const { content } of waiting) {
    bytes += encodeJson(content).length
    if (length > 0 && (length >= MAX_RUN_MESSAGES || bytes > MAX_RUN_BYTES)) break
    length++
  }
  return waiting.slice(0, length)
}
