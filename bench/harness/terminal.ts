import { execPath } from 'node:process'
import pty from '@lydell/node-pty'
import { createEmulator } from '../../test/helpers/emulator.ts'
import type { Wanted } from '../../test/helpers/emulator.ts'
import { nowMs } from './clock.ts'

/** Nothing more comes after such a silence: the frame is complete. */
const QUIET_MS = 50
const SEE_TIMEOUT_MS = 60_000

/** What a program wrote in answer to one key. */
export interface Burst {
  /** When the first and the last of it came, after the key; ms. */
  readonly firstMs: number
  readonly lastMs: number
  readonly bytes: number
}

/** A program in a pseudo-terminal. What it writes is stamped before anything looks at it. */
export interface Terminal {
  readonly pid: number
  /** When it was started. */
  readonly startedAt: number
  type(keys: string): void
  /** Types and resolves when the screen is quiet again. */
  press(keys: string): Promise<Burst>
  /** Resolves to the time at which the screen first showed it. */
  see(wanted: Wanted): Promise<number>
  /** The next burst that nobody typed for, with times on the clock of `nowMs`. */
  nextBurst(): Promise<{ readonly firstAt: number; readonly lastAt: number }>
  untilQuiet(): Promise<void>
  text(): string
  end(): Promise<void>
}

export function startTerminal(options: {
  readonly args: readonly string[]
  readonly columns?: number
  readonly rows?: number
  readonly env?: Readonly<Record<string, string>>
}): Terminal {
  const { args, columns = 80, rows = 24, env = {} } = options
  const emulator = createEmulator(columns, rows)
  const startedAt = nowMs()
  const program = pty.spawn(execPath, [...args], {
    name: 'xterm-256color',
    cols: columns,
    rows,
    // Bytes, as they come.
    encoding: null,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: '/nonexistent',
      TERM: 'xterm-256color',
      COLORTERM: 'truecolor',
      LANG: 'en_US.UTF-8',
      ...env,
    },
  })
  let isRunning = true
  let bytes = 0
  let firstAt = 0
  let lastAt = 0
  const watchers = new Set<() => void>()
  // The types know only text.
  program.onData((data: string | Buffer) => {
    lastAt = nowMs()
    if (bytes === 0) firstAt = lastAt
    bytes += data.length
    emulator.feed(data)
    for (const watch of watchers) watch()
  })
  emulator.onReply((reply) => {
    if (isRunning) program.write(reply)
  })
  const exited = new Promise<void>((resolve) => {
    program.onExit(() => {
      isRunning = false
      running.delete(program.pid)
      resolve()
    })
  })
  running.add(program.pid)

  /** Resolves when something came and then nothing more for a while. */
  async function untilWritten(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const finish = (): void => {
        watchers.delete(look)
        if (bytes > 0) resolve()
        else reject(new Error('the program wrote nothing'))
      }
      let timer = setTimeout(finish, SEE_TIMEOUT_MS)
      const look = (): void => {
        clearTimeout(timer)
        timer = setTimeout(finish, QUIET_MS)
      }
      watchers.add(look)
      if (bytes > 0) look()
    })
  }

  return {
    pid: program.pid,
    startedAt,
    type: (keys) => program.write(keys),
    async press(keys) {
      bytes = 0
      const at = nowMs()
      program.write(keys)
      await untilWritten()
      return { firstMs: firstAt - at, lastMs: lastAt - at, bytes }
    },
    async see(wanted) {
      await emulator.waitFor(wanted, SEE_TIMEOUT_MS)
      return lastAt
    },
    async nextBurst() {
      bytes = 0
      await untilWritten()
      return { firstAt, lastAt }
    },
    async untilQuiet() {
      bytes = 1
      await untilWritten()
    },
    text: () => emulator.text(),
    async end() {
      if (isRunning) program.kill('SIGTERM')
      const timer = setTimeout(() => program.kill('SIGKILL'), 3_000)
      await exited
      clearTimeout(timer)
      emulator.dispose()
    },
  }
}

const running = new Set<number>()

process.once('exit', () => {
  for (const pid of running) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It was just going.
    }
  }
})
