import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { TRACKER } from '../schedule/step.ts'
import type { Ground } from './ground.ts'

/** The tracker's process, which comes and goes with one data folder. */
export interface TrackerProcess {
  /** Resolves when it listens. */
  start(): Promise<void>
  /** SIGTERM or SIGKILL; resolves when it is gone. */
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

export function createTrackerProcess(options: {
  /** The words before those of the program, for Node. */
  program(): readonly string[]
  readonly data: string
  readonly ground: Ground
  readonly onTrouble: (what: string) => void
}): TrackerProcess {
  const { ground } = options
  let child: ChildProcess | undefined
  let closed: Promise<unknown> = Promise.resolve()

  return {
    async start() {
      if (child !== undefined) return
      const { host, port } = ground.listenAddress
      const where = ['--host', host, '--port', String(port), '--data', options.data]
      const started = ground.start(TRACKER, process.execPath, [
        ...options.program(),
        'tracker',
        ...where,
      ])
      child = started
      let stderr = ''
      started.stderr?.on('data', (chunk) => (stderr += String(chunk)))
      closed = once(started, 'close').then(() => {
        if (started.exitCode === 0 || started.exitCode === null) return
        options.onTrouble(`the tracker ended with ${started.exitCode}: ${stderr}`)
      })
      if (started.stdout !== null) await Promise.race([once(started.stdout, 'data'), closed])
      started.stdout?.resume()
    },
    async stop(signal) {
      child?.kill(signal)
      child = undefined
      await closed
    },
  }
}
