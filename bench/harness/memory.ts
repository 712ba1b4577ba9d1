import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const MIB = 1024 * 1024

/** Resident memory of another process. */
export async function residentMiB(pid: number): Promise<number> {
  return (await residentKib(pid)) / 1024
}

/** Resident memory of this process after two collections; needs --expose-gc. */
export function ownMiB(): number {
  globalThis.gc?.()
  globalThis.gc?.()
  return process.memoryUsage.rss() / MIB
}

async function residentKib(pid: number): Promise<number> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8')
    return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1])
  } catch {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)])
    return Number(stdout.trim())
  }
}
