import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { Answer, Call, Commands } from './serve.ts'

/** A process of its own that serves commands. */
export interface Child<C extends Commands> {
  readonly pid: number
  call<N extends keyof C & string>(
    name: N,
    ...params: Parameters<C[N]>
  ): Promise<Awaited<ReturnType<C[N]>>>
  /** Ends the process and waits for it. */
  end(): Promise<void>
}

/** Starts a script that calls `serve`. */
export function startChild<C extends Commands>(script: URL): Child<C> {
  const execArgv = ['--expose-gc', ...profiling()]
  const child = fork(script, { execArgv, serialization: 'advanced' })
  const calls = new Map<number, (answer: Answer) => void>()
  const exited = once(child, 'exit')
  let lastId = 0
  child.on('message', (answer: Answer) => calls.get(answer.id)?.(answer))
  child.once('exit', (code) => {
    for (const [id, tell] of calls) tell({ id, error: `the process ended (${code})` })
  })
  running.add(child.pid ?? 0)
  void exited.then(() => running.delete(child.pid ?? 0))

  return {
    pid: child.pid ?? 0,
    call: (name, ...params) =>
      new Promise((resolve, reject) => {
        const call: Call = { id: ++lastId, name, params }
        calls.set(call.id, (answer) => {
          calls.delete(call.id)
          if ('error' in answer) reject(new Error(`${name}: ${answer.error}`))
          else resolve(answer.result as never)
        })
        child.send(call, (error) => {
          if (error !== null) calls.get(call.id)?.({ id: call.id, error: error.message })
        })
      }),
    async end() {
      if (child.connected) child.disconnect()
      const timer = setTimeout(() => child.kill('SIGKILL'), END_TIMEOUT_MS)
      await exited
      clearTimeout(timer)
    },
  }
}

const END_TIMEOUT_MS = 5_000
const running = new Set<number>()

// Whatever happens here, no child stays behind.
process.once('exit', () => {
  for (const pid of running) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It was just going.
    }
  }
})

/** BENCH_CPU_PROF=folder writes a CPU profile of every child there. */
function profiling(): readonly string[] {
  const folder = process.env['BENCH_CPU_PROF']
  return folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`]
}
