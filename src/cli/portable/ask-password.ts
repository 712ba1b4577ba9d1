import type { ReadStream } from 'node:tty'
import { ChatError } from '../../shared/errors.ts'

const ENTER: ReadonlySet<string> = new Set(['\r', '\n', '\u0004'])
const BACKSPACE: ReadonlySet<string> = new Set(['\u007F', '\b'])
const CTRL_C = '\u0003'

/** Asks for a password in a terminal without showing it. Throws CANCELLED on Ctrl-C. */
export async function askPassword(
  question: string,
  input: ReadStream,
  output: NodeJS.WritableStream,
): Promise<string> {
  // First: a terminal that still shows what is typed would show the password of whoever answers at once.
  input.setRawMode(true)
  output.write(`${question}: `)
  input.setEncoding('utf8')
  let typed: readonly string[] = []
  try {
    for await (const chunk of input.iterator({ destroyOnReturn: false })) {
      for (const letter of String(chunk)) {
        if (letter === CTRL_C) throw new ChatError('CANCELLED')
        if (ENTER.has(letter)) return typed.join('')
        typed = BACKSPACE.has(letter) ? typed.slice(0, -1) : [...typed, letter]
      }
    }
    throw new ChatError('CANCELLED')
  } finally {
    input.setRawMode(false)
    input.pause()
    output.write('\n')
  }
}
