import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { onTestFinished } from 'vitest'
import type { Host } from './hosts.ts'
import { quickUsersOption } from './quick-programs.ts'
import { createTranscript } from './transcript.ts'

export const PROGRAM = join(import.meta.dirname, '../../dist/bin/chatp2p.js')

const ANSWER_TIMEOUT_MS = 20_000

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the built program without a terminal until it ends by itself. */
export async function runProgram(
  words: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  const child = start(words, env)
  child.stdin?.end()
  return ended(child)
}

export interface RunningTracker {
  readonly port: number
  readonly lines: readonly string[]
  readonly child: ChildProcess
  stop(): Promise<Ended>
}

/** A tracker of its own process on a free port. */
export async function startTracker(
  data: string,
  port = 0,
  env: NodeJS.ProcessEnv = {},
): Promise<RunningTracker> {
  const words = ['tracker', '--host', '127.0.0.1', '--port', String(port), '--data', data]
  const child = start(words, env)
  const done = ended(child)
  const lines: string[] = []
  const reader = readerOf(child)
  const ready = new Promise<number>((resolve, reject) => {
    reader.on('line', (line) => {
      lines.push(line)
      const found = /127\.0\.0\.1:(\d+)/.exec(line)
      if (found?.[1] !== undefined) resolve(Number(found[1]))
    })
    void done.then(({ stderr }) => reject(new Error(`the tracker ended: ${stderr}`)))
  })
  return {
    port: await ready,
    lines,
    child,
    async stop() {
      child.kill('SIGTERM')
      return done
    },
  }
}

export interface RpcProcess {
  /** Resolves to the result; rejects with an RpcFailure. */
  call(method: string, params?: object): Promise<Record<string, unknown>>
  /** The next notification of that name, from those that came already or will come, for which `accept` is true. */
  until(
    method: string,
    accept?: (params: Record<string, unknown>) => boolean,
  ): Promise<Record<string, unknown>>
  /** Everything that was ever written to standard output and error. */
  readonly written: { stdout: string; stderr: string }
  readonly child: ChildProcess
  /** Ends standard input and waits for the process. */
  end(): Promise<Ended>
}

export class RpcFailure extends Error {
  readonly error: { readonly code: number; readonly data?: Record<string, unknown> }
  constructor(error: { code: number; message: string; data?: Record<string, unknown> }) {
    super(`${error.code} ${error.message}`)
    this.error = error
  }
}

/** `chatp2p rpc` as a process of its own. */
export function startRpc(
  {
    data,
    port,
    words = [],
    answerMs,
  }: { data: string; port: number; words?: readonly string[]; answerMs?: number },
  env: NodeJS.ProcessEnv = {},
): RpcProcess {
  const tracker = ['--tracker-host', '127.0.0.1', '--tracker-port', String(port)]
  return talkTo(start(['rpc', ...tracker, '--data', data, ...words], env), answerMs)
}

export interface PlainProcess {
  /** Types a line, and waits for what it brings; gives what was said until then. */
  type(line: string, wanted: string | RegExp): Promise<string>
  see(wanted: string | RegExp): Promise<string>
  readonly child: ChildProcess
  /** Ends standard input and waits for the process. */
  end(): Promise<Ended>
}

/** `chatp2p peer` behind pipes, which makes it speak line by line. */
export function startPlain(
  { data, port, words = [] }: { data: string; port: number; words?: readonly string[] },
  env: NodeJS.ProcessEnv = {},
): PlainProcess {
  const tracker = ['--tracker-host', '127.0.0.1', '--tracker-port', String(port)]
  const child = start(['peer', ...tracker, '--data', data, ...words], env)
  const done = ended(child)
  const { feed, see } = createTranscript(ANSWER_TIMEOUT_MS)
  child.stdout?.on('data', (chunk) => feed(String(chunk)))
  return {
    child,
    see,
    async type(line, wanted) {
      child.stdin?.write(`${line}\n`)
      return await see(wanted)
    },
    async end() {
      child.stdin?.end()
      return done
    },
  }
}

/** `chatp2p` with these words on a host of its own. */
export function startOn({ prefix }: Host, words: readonly string[]): ChildProcess {
  return start(words, { CHATP2P_INTERFACES: undefined }, prefix)
}

/** The same, to its end. */
export async function runOn(
  { prefix }: Host,
  words: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  const child = start(words, { CHATP2P_INTERFACES: undefined, ...env }, prefix)
  child.stdin?.end()
  return ended(child)
}

/** Speaks JSON-RPC with a process that was started; waits `answerMs` for each answer and notification. */
export function talkTo(child: ChildProcess, answerMs = ANSWER_TIMEOUT_MS): RpcProcess {
  const done = ended(child)
  const written = { stdout: '', stderr: '' }
  const pending = new Map<number, (answer: Message) => void>()
  const told: Message[] = []
  const waiting = new Set<() => void>()
  let lastId = 0
  readerOf(child).on('line', (line) => {
    written.stdout += `${line}\n`
    const message = JSON.parse(line) as Message
    if (message.id !== undefined) pending.get(message.id)?.(message)
    else told.push(message)
    for (const look of waiting) look()
  })
  child.stderr?.on('data', (chunk) => (written.stderr += String(chunk)))

  return {
    child,
    written,
    async call(method, params = {}) {
      const id = ++lastId
      const answered = new Promise<Message>((resolve) => pending.set(id, resolve))
      child.stdin?.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
      const gone = done.then(() => Promise.reject(new Error(`rpc ended: ${written.stderr}`)))
      const answer = await within(Promise.race([answered, gone]), method, answerMs)
      if (answer.error !== undefined) throw new RpcFailure(answer.error)
      return answer.result ?? {}
    },
    async until(method, accept = () => true) {
      return within(
        new Promise((resolve) => {
          const look = (): void => {
            const index = told.findIndex((one) => one.method === method && accept(one.params ?? {}))
            if (index === -1) return
            waiting.delete(look)
            resolve(told.splice(index, 1)[0]?.params ?? {})
          }
          waiting.add(look)
          look()
        }),
        method,
        answerMs,
      )
    },
    async end() {
      child.stdin?.end()
      return done
    },
  }
}

/** A folder that is gone when the test is over. */
export async function createTestFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'chatp2p-test-'))
  onTestFinished(async () => rm(path, { recursive: true, force: true, maxRetries: 3 }))
  return path
}

interface Message {
  readonly id?: number
  readonly result?: Record<string, unknown>
  readonly error?: { code: number; message: string; data?: Record<string, unknown> }
  readonly method?: string
  readonly params?: Record<string, unknown>
}

function start(
  words: readonly string[],
  env: NodeJS.ProcessEnv = {},
  prefix: readonly string[] = [],
): ChildProcess {
  const [file = '', ...rest] = [...prefix, process.execPath, PROGRAM, ...words]
  const child = spawn(file, rest, {
    env: {
      PATH: process.env['PATH'],
      HOME: '/nonexistent',
      LANG: 'C',
      CHATP2P_INTERFACES: 'lo',
      NODE_OPTIONS: quickUsersOption(),
      ...env,
    },
    stdio: 'pipe',
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

async function ended(child: ChildProcess): Promise<Ended> {
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk) => (stdout += String(chunk)))
  child.stderr?.on('data', (chunk) => (stderr += String(chunk)))
  await once(child, 'close')
  return { code: child.exitCode, stdout, stderr }
}

function readerOf(child: ChildProcess): Interface {
  if (child.stdout === null) throw new Error('no output')
  return createInterface({ input: child.stdout })
}

async function within<T>(promise: Promise<T>, what: string, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no ${what} in time`)), ms)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
