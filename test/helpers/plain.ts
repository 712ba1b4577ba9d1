import { PassThrough } from 'node:stream'
import { runPlain, type PlainEnd, type PlainOptions } from '../../src/plain/run-plain.ts'
import type { FakePeer } from './fake-peer.ts'
import { createTranscript } from './transcript.ts'

const PATIENCE_MS = 10_000

/** Somebody in front of the line-by-line face. */
export interface ShownPlain {
  /** Everything that was said so far. */
  text(): string
  /** Types a line and waits for what that brings; gives what was said since. */
  type(line: string, wanted: string | RegExp): Promise<string>
  /** Waits for something that is said from now on, or was since the last wait. */
  see(wanted: string | RegExp): Promise<string>
  /** Ends the input as a file ends. */
  end(): Promise<PlainEnd>
  readonly stop: AbortController
  readonly done: Promise<PlainEnd>
}

export function showPlain(peer: FakePeer, options: Partial<PlainOptions> = {}): ShownPlain {
  const input = new PassThrough()
  const output = new PassThrough()
  const stop = new AbortController()
  const { feed, text, see } = createTranscript(PATIENCE_MS)
  output.on('data', (chunk) => feed(String(chunk)))
  const done = runPlain({
    peer,
    language: 'en',
    home: '/home/alice',
    input,
    output,
    stop: stop.signal,
    // Nothing of a fake peer's goes anywhere.
    patienceMs: 0,
    ...options,
  })
  done.catch(() => {})

  return {
    text,
    see,
    async type(line, wanted) {
      input.write(`${line}\n`)
      return await see(wanted)
    },
    async end() {
      input.end()
      return await done
    },
    stop,
    done,
  }
}
