import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export type Result = Readonly<Record<string, unknown>>

/** `chatp2p rpc` as a process. */
export interface RpcProgram {
  /** Rejects with Refused when the program refuses, with Gone when it ended or is not heard of in time. */
  call(method: string, params?: object, timeoutMs?: number): Promise<Result>
  readonly isRunning: boolean
  signal(name: NodeJS.Signals): void
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>
  /** Ends its standard input; resolves to the exit code. */
  end(): Promise<number | null>
  readonly closed: Promise<number | null>
  readonly stderr: () => string
}

/** The program answered with an error. */
export class Refused extends Error {
  readonly code: string
  constructor(method: string, error: RpcError) {
    super(`${method}: ${error.message}`)
    this.code = error.data?.code ?? String(error.code)
  }
}

/** No answer: what was asked for may have happened or not. */
export class Gone extends Error {}

const ANSWER_TIMEOUT_MS = 90_000

export function followRpc(
  child: ChildProcess,
  onNotification: (method: string, params: Result) => void,
): RpcProgram {
  const pending = new Map<number, (answer: Answer | undefined) => void>()
  let stderr = ''
  let lastId = 0
  let isRunning = true
  child.stderr?.on('data', (chunk) => (stderr += String(chunk)))
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = JSON.parse(line) as Answer & { method?: string; params?: Result }
      if (message.id !== undefined) pending.get(message.id)?.(message)
      else onNotification(message.method ?? '', message.params ?? {})
    })
  }
  const closed = once(child, 'close').then(() => {
    isRunning = false
    for (const tell of pending.values()) tell(undefined)
    return child.exitCode
  })

  return {
    get isRunning() {
      return isRunning
    },
    closed,
    stderr: () => stderr,
    signal: (name) => void child.kill(name),
    async call(method, params = {}, timeoutMs = ANSWER_TIMEOUT_MS) {
      if (!isRunning) throw new Gone(method)
      const id = ++lastId
      let timer: NodeJS.Timeout | undefined
      const answer = await new Promise<Answer | undefined>((resolve) => {
        pending.set(id, resolve)
        timer = setTimeout(() => resolve(undefined), timeoutMs)
        child.stdin?.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
      })
      clearTimeout(timer)
      pending.delete(id)
      if (answer === undefined) throw new Gone(method)
      if (answer.error !== undefined) throw new Refused(method, answer.error)
      return answer.result ?? {}
    },
    async kill() {
      child.kill('SIGKILL')
      await closed
    },
    async end() {
      child.stdin?.end()
      return closed
    },
  }
}

interface RpcError {
  readonly code: number
  readonly message: string
  readonly data?: { readonly code?: string }
}

interface Answer {
  readonly id?: number
  readonly result?: Result
  readonly error?: RpcError
}
