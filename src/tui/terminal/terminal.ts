import { StdinFilter, type StdinFilterOptions, type TtyInput } from '../input/stdin-filter.ts'
import { createTerminalModes } from './modes.ts'
import { shortenMoves } from './shorten-moves.ts'
import { StdoutWriter, type TtySize, type WritePort } from './stdout-writer.ts'

export interface TerminalOptions extends Omit<StdinFilterOptions, 'source'> {
  /** `process.stdin`. */
  readonly input: TtyInput
  /** `process.stdout`, asked for its size only. */
  readonly output: TtySize
  /** The descriptor that is written to, 1. */
  readonly fd: number
  readonly port: WritePort
  readonly mouse?: boolean
}

/** The terminal as Ink gets it. */
export interface Terminal {
  readonly stdin: StdinFilter
  readonly stdout: StdoutWriter
  /**
   * Gives the terminal back at once, whatever state it is in, and lets nothing more through. For the end of a process: from its
   * `exit` event, from a crash, after Ink's unmount. Harmless when repeated.
   */
  restore(): void
}

/** Takes the terminal: raw mode from now on, so that an Enter typed before the first frame is an Enter. */
export function openTerminal({
  input,
  output,
  fd,
  port,
  mouse = false,
  ...events
}: TerminalOptions): Terminal {
  const modes = createTerminalModes({ mouse })
  const stdin = new StdinFilter({ source: input, ...events })
  const stdout = new StdoutWriter({
    fd,
    port,
    size: output,
    rewrite: (text) => shortenMoves(modes.follow(text)),
  })
  let isRestored = false
  stdin.setRawMode(true)
  return {
    stdin,
    stdout,
    restore() {
      if (isRestored) return
      isRestored = true
      stdout.endSync(() => modes.leave())
      try {
        stdin.setRawMode(false)
      } catch {
        // The terminal is gone, and with it its modes.
      }
      stdin.destroy()
    },
  }
}
