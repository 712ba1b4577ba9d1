import { env } from 'node:process'
import pty from '@lydell/node-pty'
import { createEmulator, type Emulator } from './emulator.ts'

export interface PtyOptions {
  readonly file: string
  readonly args?: readonly string[]
  readonly columns?: number
  readonly rows?: number
  readonly cwd?: string
  /** Added to the environment; undefined removes. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** A real program in a pseudo-terminal that an emulator shows. */
export interface PtyProgram extends Emulator {
  readonly pid: number
  /** Everything that the program wrote, as it came. */
  output(): string
  /** Types; `KEYS` of screen.ts names keys that are not characters. */
  write(keys: string): void
  resize(columns: number, rows: number): void
  kill(signal?: NodeJS.Signals): void
  readonly exited: Promise<{ code: number; signal: number | undefined }>
  /** Ends the program if it still runs. */
  dispose(): Promise<void>
}

export function startInPty(options: PtyOptions): PtyProgram {
  const { file, args = [], columns = 80, rows = 24, cwd = process.cwd() } = options
  const emulator = createEmulator(columns, rows)
  const program = pty.spawn(file, [...args], {
    // It becomes TERM whatever the environment says.
    name: options.env?.['TERM'] ?? 'xterm-256color',
    cols: columns,
    rows,
    cwd,
    env: terminalEnvironment(options.env),
  })
  let written = ''
  let isRunning = true
  program.onData((data) => {
    written += data
    emulator.feed(data)
  })
  emulator.onReply((reply) => {
    if (isRunning) program.write(reply)
  })
  const exited = new Promise<{ code: number; signal: number | undefined }>((resolve) => {
    program.onExit(({ exitCode, signal }) => {
      isRunning = false
      // What it wrote last is still on its way through the emulator.
      emulator.feed('', () =>
        resolve({ code: exitCode, signal: signal === 0 ? undefined : signal }),
      )
    })
  })
  return {
    ...emulator,
    pid: program.pid,
    exited,
    output: () => written,
    write: (keys) => program.write(keys),
    resize(newColumns, newRows) {
      emulator.resize(newColumns, newRows)
      program.resize(newColumns, newRows)
    },
    kill: (signal = 'SIGTERM') => program.kill(signal),
    async dispose() {
      if (isRunning) program.kill('SIGKILL')
      await exited
      emulator.dispose()
    },
  }
}

/** Ink draws nothing where it finds a CI, and colours depend on who runs the tests. */
const UNWANTED =
  /^(?:CI|CI_.*|CONTINUOUS_INTEGRATION|NO_COLOR|FORCE_COLOR|TMUX.*|COLUMNS|LINES|NODE_OPTIONS|VITEST.*)$/

function terminalEnvironment(added: PtyOptions['env'] = {}): Record<string, string> {
  const all = {
    ...env,
    TERM: 'xterm-256color',
    COLORTERM: 'truecolor',
    LANG: 'en_US.UTF-8',
    // Nothing that a test starts is heard on a real network.
    CHATP2P_INTERFACES: 'lo',
    ...added,
  }
  const wanted: Record<string, string> = {}
  for (const [name, value] of Object.entries(all)) {
    if (value !== undefined && (name in added || !UNWANTED.test(name))) wanted[name] = value
  }
  return wanted
}
