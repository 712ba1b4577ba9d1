import { Readable, Writable } from 'node:stream'
import type { WritePort } from '../../src/tui/terminal/stdout-writer.ts'
import { createEmulator, type Emulator } from './emulator.ts'

/** A terminal in this process: `stdin` and `stdout` fit Ink's `render` and `openTerminal`. */
export interface Screen extends Emulator {
  readonly stdin: FakeStdin
  readonly stdout: FakeStdout
  /** For `openTerminal`: writes to this screen whatever the descriptor. */
  readonly port: WritePort
  /** Everything that was written, as it came. */
  output(): string
  /** Types; see `KEYS` for keys that are not characters. */
  write(keys: string): void
  resize(columns: number, rows: number): void
  /** Resolves when everything written so far is on the screen. */
  settled(): Promise<void>
  dispose(): void
}

/** What keys send. */
export const KEYS = {
  enter: '\r',
  altEnter: '\u001B\r',
  tab: '\t',
  shiftTab: '\u001B[Z',
  escape: '\u001B',
  backspace: '\u007F',
  delete: '\u001B[3~',
  up: '\u001B[A',
  down: '\u001B[B',
  right: '\u001B[C',
  left: '\u001B[D',
  home: '\u001B[H',
  end: '\u001B[F',
  pageUp: '\u001B[5~',
  pageDown: '\u001B[6~',
  ctrlLeft: '\u001B[1;5D',
  ctrlRight: '\u001B[1;5C',
  f1: '\u001BOP',
  ctrl: (letter: string) => String.fromCharCode(letter.toUpperCase().charCodeAt(0) & 31),
  alt: (letter: string) => `\u001B${letter}`,
  paste: (text: string) => `\u001B[200~${text}\u001B[201~`,
} as const

export function createScreen({ columns = 80, rows = 24 } = {}): Screen {
  const emulator = createEmulator(columns, rows, { convertEol: true })
  let written = ''
  const feed = (bytes: Uint8Array, callback?: () => void): void => {
    written += Buffer.from(bytes).toString()
    emulator.feed(bytes, callback)
  }
  const stdin = new FakeStdin()
  const stdout = new FakeStdout(columns, rows, feed)
  emulator.onReply((reply) => stdin.type(reply))
  return {
    ...emulator,
    stdin,
    stdout,
    port: {
      write: (_fd, bytes, callback) => feed(bytes, () => callback(null, bytes.length)),
      writeSync(_fd, bytes) {
        feed(bytes)
        return bytes.length
      },
    },
    output: () => written,
    write: (keys) => stdin.type(keys),
    resize(newColumns, newRows) {
      emulator.resize(newColumns, newRows)
      stdout.resize(newColumns, newRows)
    },
    settled: () => new Promise((resolve) => emulator.feed('', resolve)),
    dispose: () => emulator.dispose(),
  }
}

export class FakeStdin extends Readable {
  readonly isTTY = true
  isRaw = false

  constructor() {
    super({ encoding: 'utf8', read: () => {} })
  }

  type(keys: string): void {
    this.push(keys)
  }

  setRawMode(isRaw: boolean): this {
    this.isRaw = isRaw
    return this
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }
}

export class FakeStdout extends Writable {
  readonly isTTY = true
  columns: number
  rows: number
  readonly #feed: (bytes: Uint8Array, callback: () => void) => void

  constructor(
    columns: number,
    rows: number,
    feed: (bytes: Uint8Array, callback: () => void) => void,
  ) {
    super()
    this.columns = columns
    this.rows = rows
    this.#feed = feed
  }

  resize(columns: number, rows: number): void {
    this.columns = columns
    this.rows = rows
    this.emit('resize')
  }

  override _write(chunk: Buffer, _encoding: string, callback: () => void): void {
    this.#feed(chunk, callback)
  }
}
