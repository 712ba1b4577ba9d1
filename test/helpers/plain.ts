import { PassThrough } from 'node:stream'
import { runPlain, type PlainEnd, type PlainOptions } from '../../src/plain/run-plain.ts'
import type { FakePeer } from './fake-peer.ts'

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
  let said = ''
  let seen = 0
  const waiting = new Set<() => void>()
  output.on('data', (chunk) => {
    said += String(chunk)
    for (const look of waiting) look()
  })
  const done = runPlain({ peer, language: 'en', input, output, stop: stop.signal, ...options })
  done.catch(() => {})

  async function see(wanted: string | RegExp): Promise<string> {
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(look)
        reject(new Error(`never said: ${String(wanted)}\n${said.slice(seen)}`))
      }, PATIENCE_MS)
      function look(): void {
        const news = said.slice(seen)
        const end = endOf(news, wanted)
        if (end === undefined) return
        clearTimeout(timer)
        waiting.delete(look)
        seen += end
        resolve(news.slice(0, end))
      }
      waiting.add(look)
      look()
    })
  }

  return {
    text: () => said,
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

/** Where `wanted` ends in `text`, or undefined. */
function endOf(text: string, wanted: string | RegExp): number | undefined {
  if (typeof wanted === 'string') {
    const at = text.indexOf(wanted)
    return at === -1 ? undefined : at + wanted.length
  }
  const found = wanted.exec(text)
  return found === null ? undefined : found.index + found[0].length
}
