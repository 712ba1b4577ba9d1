import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { ChatError } from '../../shared/errors.ts'
import { typeSecret } from './secret.ts'

/** Longer than any message may be; what is beyond is dropped, so that memory stays bounded whatever comes. */
const LINE_LENGTH_MAX = 64 * 1_024

export type InputStream = Readable & {
  readonly isTTY?: boolean | undefined
  setRawMode?(isRaw: boolean): unknown
}

/** Lines of a terminal, a pipe or a file, one whenever somebody asks for it. */
export interface LineInput {
  /** Whether a person types. */
  readonly isTerminal: boolean
  /** Whether there ever was anything to read. */
  readonly hasSaid: boolean
  /** The next line without its end; undefined when there will be none any more. */
  read(): Promise<string | undefined>
  /** The same without showing what is typed. Throws CANCELLED on Ctrl-C. */
  readSecret(): Promise<string | undefined>
  /** No line comes any more. */
  close(): void
}

export function createLineInput(input: InputStream): LineInput {
  const decoder = new StringDecoder('utf8')
  const isTerminal = input.isTTY === true
  let typed = ''
  let hasSaid = false
  let hasEnded = false
  let wake = (): void => {}

  input.on('data', (chunk: Buffer | string) => {
    hasSaid = true
    typed += typeof chunk === 'string' ? chunk : decoder.write(chunk)
    if (!typed.includes('\n')) typed = typed.slice(0, LINE_LENGTH_MAX)
    wake()
  })
  for (const end of ['end', 'close', 'error']) {
    input.on(end, () => {
      hasEnded = true
      wake()
    })
  }
  input.pause()

  /** Takes from what was typed until `take` finds something whole, waiting for more. */
  async function next<T>(take: (isLast: boolean) => T | undefined): Promise<T | undefined> {
    for (;;) {
      const taken = take(hasEnded)
      if (taken !== undefined || hasEnded) return taken
      await new Promise<void>((resolve) => {
        wake = resolve
        input.resume()
      })
      input.pause()
    }
  }

  function takeLine(isLast: boolean): string | undefined {
    const end = typed.indexOf('\n')
    if (end === -1 && (!isLast || typed === '')) return undefined
    const line = end === -1 ? typed : typed.slice(0, end)
    typed = end === -1 ? '' : typed.slice(end + 1)
    return line.replace(/\r$/, '').slice(0, LINE_LENGTH_MAX)
  }

  return {
    isTerminal,
    get hasSaid() {
      return hasSaid
    },
    read: () => next(takeLine),
    async readSecret() {
      if (!isTerminal || input.setRawMode === undefined) return await next(takeLine)
      input.setRawMode(true)
      try {
        const result = await next(() => {
          const secret = typeSecret(typed)
          if (secret !== undefined) typed = secret.rest
          return secret
        })
        if (result?.isCancelled === true) throw new ChatError('CANCELLED')
        return result?.text
      } finally {
        input.setRawMode(false)
      }
    },
    close() {
      hasEnded = true
      typed = ''
      input.pause()
      wake()
    },
  }
}
