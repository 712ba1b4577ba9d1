import type { Readable, Writable } from 'node:stream'
import type { Farewell, Peer } from '../peer/peer.ts'
import { answerLine, refuseLongLine } from './answer-line.ts'
import { createNotification } from './envelope.ts'
import { createLineWriter } from './line-writer.ts'
import { readLines } from './read-lines.ts'
import { showEvent } from './shapes.ts'

export const LINE_BYTES_MAX = 1024 * 1024
/** Requests that run at a time; more wait unread. */
const RUNNING_MAX = 1_024

export interface RpcOptions {
  readonly peer: Peer
  readonly input: Readable
  readonly output: Writable
  readonly version: string
  /** Ends it as the end of the input does, but without waiting for requests that still run. */
  readonly stop: AbortSignal
}

/**
 * Serves JSON-RPC 2.0, one object a line, until the input ends; then finishes what runs and logs out, of which it tells.
 * Requests run at the same time and are answered as they finish.
 */
export async function runRpc({
  peer,
  input,
  output,
  version,
  stop,
}: RpcOptions): Promise<Farewell> {
  const running = new Set<Promise<void>>()
  const ended = new AbortController()
  const ending = AbortSignal.any([stop, ended.signal])
  const writer = createLineWriter(
    output,
    (dropped) => createNotification('overflow', { dropped }),
    () => ended.abort(),
  )
  const stopListening = peer.onEvent((event) => {
    const { method, params } = showEvent(event)
    writer.notify(createNotification(method, params))
  })
  ending.addEventListener('abort', () => input.destroy(), { once: true })
  if (ending.aborted) input.destroy()
  let farewell: Farewell = { waiting: 0 }
  let bug: { error: unknown } | undefined

  async function answer(line: Buffer): Promise<void> {
    const found = await answerLine(line, { peer, version }, (error) => {
      bug ??= { error }
    })
    if (found !== undefined) writer.answer(found)
    if (bug !== undefined) ended.abort()
  }

  try {
    for await (const line of untilEnded(readLines(input, LINE_BYTES_MAX), ending)) {
      if (line.type === 'too-long') {
        writer.answer(refuseLongLine(LINE_BYTES_MAX))
      } else if (line.bytes.some((byte) => byte > SPACE)) {
        const one = answer(line.bytes).finally(() => running.delete(one))
        running.add(one)
      }
      await writer.waitForReader()
      while (running.size >= RUNNING_MAX) await Promise.race(running)
    }
    if (!ending.aborted) await Promise.all(running)
    if (peer.state.get().session.status === 'in') farewell = await peer.logout()
  } finally {
    stopListening()
    await writer.flush()
  }
  if (bug !== undefined) throw bug.error
  return farewell
}

const SPACE = 0x20

/** A stream that is destroyed to end the loop complains about it; that is no error then. */
async function* untilEnded<T>(lines: AsyncGenerator<T>, ending: AbortSignal): AsyncGenerator<T> {
  try {
    yield* lines
  } catch (error) {
    if (!ending.aborted) throw error
  }
}
