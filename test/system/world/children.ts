import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { promisify } from 'node:util'

const running = new Set<ChildProcess>()

/** A child that does not outlive this process, paused or not. */
export function startChild(file: string, words: readonly string[]): ChildProcess {
  const child = spawn(file, [...words], { env: ENVIRONMENT, stdio: 'pipe' })
  // Whoever writes to a program that was just killed hears of its end another way.
  child.stdin?.on('error', () => undefined)
  child.on('error', () => running.delete(child))
  child.on('exit', () => running.delete(child))
  running.add(child)
  return child
}

/** Runs a command to its end; rejects when it fails. */
export async function run(file: string, words: readonly string[]): Promise<void> {
  await promisify(execFile)(file, [...words], { env: ENVIRONMENT })
}

const ENVIRONMENT = { PATH: process.env['PATH'], HOME: '/nonexistent', LANG: 'C' }

process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
