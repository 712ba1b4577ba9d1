import unicode11 from '@xterm/addon-unicode11'
import xterm from '@xterm/headless'

/** What a person in front of the terminal sees, and how a test waits for it. */
export interface Emulator {
  /** The whole screen, rows joined by line ends, blanks at their ends removed. */
  text(): string
  /** One row, counted from 0, blanks at its end removed. */
  row(row: number): string
  cursor(): { row: number; column: number }
  /** Modes that programs must give back. */
  modes(): EmulatorModes
  /** Resolves when the screen satisfies the predicate, contains the text or matches the expression. */
  waitFor(wanted: Wanted, timeoutMs?: number): Promise<void>
}

export type Wanted = string | RegExp | ((text: string) => boolean)

export interface EmulatorModes {
  readonly isAlternate: boolean
  readonly isCursorVisible: boolean
  readonly autowrap: boolean
  readonly focusReports: boolean
  readonly bracketedPaste: boolean
  readonly mouse: boolean
}

export interface EmulatorControl extends Emulator {
  feed(bytes: string | Uint8Array, callback?: () => void): void
  resize(columns: number, rows: number): void
  /** What the terminal answers to queries. */
  onReply(listener: (reply: string) => void): void
  dispose(): void
}

const WAIT_MS = 5_000

/** What a terminal is like before and after the program. */
export const GIVEN_BACK: EmulatorModes = {
  isAlternate: false,
  isCursorVisible: true,
  autowrap: true,
  focusReports: false,
  bracketedPaste: false,
  mouse: false,
}

/**
 * A terminal emulator without a screen. Where no kernel stands in between, `convertEol` does what its line discipline would
 * do: begin a new line at the left.
 */
export function createEmulator(
  columns: number,
  rows: number,
  { convertEol = false } = {},
): EmulatorControl {
  const terminal = new xterm.Terminal({
    cols: columns,
    rows,
    allowProposedApi: true,
    convertEol,
    scrollback: 500,
  })
  terminal.loadAddon(new unicode11.Unicode11Addon())
  terminal.unicode.activeVersion = '11'
  let isCursorVisible = true
  watchCursor(terminal, (isVisible) => {
    isCursorVisible = isVisible
  })

  const row = (index: number): string => {
    const { active } = terminal.buffer
    // The alternate screen keeps what stood beyond a right edge that has moved in.
    const line = active.getLine(active.viewportY + index)
    return line?.translateToString(true, 0, terminal.cols) ?? ''
  }
  const text = (): string =>
    Array.from({ length: terminal.rows }, (_, index) => row(index)).join('\n')

  return {
    text,
    row,
    cursor: () => ({ row: terminal.buffer.active.cursorY, column: terminal.buffer.active.cursorX }),
    modes: () => ({
      isAlternate: terminal.buffer.active.type === 'alternate',
      isCursorVisible,
      autowrap: terminal.modes.wraparoundMode,
      focusReports: terminal.modes.sendFocusMode,
      bracketedPaste: terminal.modes.bracketedPasteMode,
      mouse: terminal.modes.mouseTrackingMode !== 'none',
    }),
    async waitFor(wanted, timeoutMs = WAIT_MS) {
      if (isShown(wanted, text())) return
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => {
          watcher.dispose()
          reject(
            new Error(
              `not on the screen after ${timeoutMs} ms: ${String(wanted)}\n${frame(text())}`,
            ),
          )
        }, timeoutMs)
        const watcher = terminal.onWriteParsed(() => {
          if (!isShown(wanted, text())) return
          clearTimeout(timer)
          watcher.dispose()
          resolve()
        })
      })
    },
    feed: (bytes, callback) => terminal.write(bytes, callback),
    resize: (newColumns, newRows) => terminal.resize(newColumns, newRows),
    onReply: (listener) => void terminal.onData(listener),
    dispose: () => terminal.dispose(),
  }
}

function isShown(wanted: Wanted, text: string): boolean {
  if (typeof wanted === 'function') return wanted(text)
  return typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text)
}

/** The emulator's public face does not tell whether the cursor is shown: watch the switches go by. */
function watchCursor(
  terminal: InstanceType<typeof xterm.Terminal>,
  tell: (isVisible: boolean) => void,
): void {
  for (const final of ['h', 'l']) {
    terminal.parser.registerCsiHandler({ prefix: '?', final }, (parameters) => {
      if (parameters.includes(25)) tell(final === 'h')
      return false
    })
  }
}

function frame(text: string): string {
  return text
    .split('\n')
    .map((line) => `|${line}`)
    .join('\n')
}
