import { readFile } from 'node:fs/promises'
import { hostname, uptime } from 'node:os'
import * as v from 'valibot'

/** Tells one process from every other, also from a later one that got its number. */
export const ProcessMarkSchema = v.strictObject({
  pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
  host: v.string(),
  /** Linux: names the boot. Elsewhere: when the machine started, in seconds, known to within a minute. */
  boot: v.string(),
  /** Linux: when the process started, in ticks since the boot; elsewhere empty. */
  start: v.string(),
})
export type ProcessMark = v.InferOutput<typeof ProcessMarkSchema>

export async function markProcess(): Promise<ProcessMark> {
  return {
    pid: process.pid,
    host: hostname(),
    boot: await bootName(),
    start: (await startOf(process.pid)) ?? '',
  }
}

/** Whether the marked process runs no more, as far as this machine can tell; when it cannot, it runs. */
export async function isGone(mark: ProcessMark): Promise<boolean> {
  if (mark.host !== hostname()) return false
  if (!isSameBoot(mark.boot, await bootName())) return true
  if (!isRunning(mark.pid)) return true
  const start = await startOf(mark.pid)
  return start !== undefined && mark.start !== '' && start !== mark.start
}

const BOOT_SLACK_S = 60

async function bootName(): Promise<string> {
  const id = await readText('/proc/sys/kernel/random/boot_id')
  return id?.trim() ?? String(Math.round(Date.now() / 1_000 - uptime()))
}

function isSameBoot(a: string, b: string): boolean {
  if (a === b) return true
  return Math.abs(Number(a) - Number(b)) < BOOT_SLACK_S
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** The 22nd field of /proc/<pid>/stat; the second, the program's name, may hold spaces and brackets. */
async function startOf(pid: number): Promise<string | undefined> {
  const stat = await readText(`/proc/${pid}/stat`)
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    return undefined
  }
}
