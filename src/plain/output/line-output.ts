import type { Writable } from 'node:stream'

/** Lines to a terminal, a pipe or a file: nothing moves, nothing is coloured, nothing is taken back. */
export interface LineOutput {
  say(...lines: readonly string[]): void
  /** Something to answer, left open at the end of a line in a terminal. */
  prompt(text: string): void
  /** The person has ended that line himself. */
  answered(): void
}

/** With `isTerminal` a prompt stays open on its line, and what happens meanwhile begins on a line of its own. */
export function createLineOutput(
  output: Writable,
  { isTerminal }: { isTerminal: boolean },
): LineOutput {
  let isOpen = false

  function close(): void {
    if (isOpen) output.write('\n')
    isOpen = false
  }

  return {
    say(...lines) {
      close()
      for (const line of lines) output.write(`${harmless(line)}\n`)
    },
    prompt(text) {
      close()
      output.write(isTerminal ? `${harmless(text)} ` : `${harmless(text)}\n`)
      isOpen = isTerminal
    },
    answered() {
      isOpen = false
    },
  }
}

/** Never there in what the peer hands out; nothing of the kind may reach a terminal whoever forgot. */
function harmless(text: string): string {
  return text.replaceAll(/(?!\n)\p{Cc}|[\u202A-\u202E\u2066-\u2069]|\p{Cs}/gu, '')
}
