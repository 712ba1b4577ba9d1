import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { nowMs } from './clock.ts'

const run = promisify(execFile)
const SSHD = '/usr/sbin/sshd'
const START_TRIES = 50
const TRY_MS = 100

/**
 * The same file with scp over a server that is made for it, on loopback, MiB a second; undefined where there is no sshd, or where it
 * does not let this user in.
 */
export async function measureScp(
  source: string,
  target: string,
  mib: number,
): Promise<number | undefined> {
  if (!existsSync(SSHD)) return undefined
  const folder = await mkdtemp(join(tmpdir(), 'chatp2p-bench-'))
  const port = await freePort()
  const hostKey = join(folder, 'host')
  const key = join(folder, 'user')
  for (const path of [hostKey, key])
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path])
  await copyFile(`${key}.pub`, join(folder, 'authorized'))
  // Where sshd runs as root it wants this empty folder.
  await mkdir('/run/sshd', { recursive: true }).catch(() => undefined)
  const settings = {
    ListenAddress: '127.0.0.1',
    AuthorizedKeysFile: join(folder, 'authorized'),
    PidFile: 'none',
    StrictModes: 'no',
    UsePAM: 'no',
    Subsystem: 'sftp internal-sftp',
  }
  const server = spawn(
    SSHD,
    ['-D', '-e', '-f', '/dev/null', '-p', String(port), '-h', hostKey, ...asOptions(settings)],
    { stdio: 'ignore' },
  )
  server.on('error', () => undefined)
  const trust = { StrictHostKeyChecking: 'no', UserKnownHostsFile: '/dev/null', BatchMode: 'yes' }
  const options = ['-q', '-P', String(port), '-i', key, ...asOptions(trust)]
  const copy = (from: string, to: string): Promise<unknown> =>
    run('scp', [...options, from, `${userInfo().username}@127.0.0.1:${to}`])
  try {
    if (!(await isLetIn(() => copy(`${key}.pub`, join(folder, 'copy'))))) return undefined
    const startedAt = nowMs()
    await copy(source, target)
    return (mib / (nowMs() - startedAt)) * 1_000
  } finally {
    server.kill()
    await rm(folder, { recursive: true, force: true })
  }
}

function asOptions(settings: Record<string, string>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])
}

/** The server needs a moment. */
async function isLetIn(copy: () => Promise<unknown>): Promise<boolean> {
  for (let tried = 0; tried < START_TRIES; tried++) {
    try {
      await copy()
      return true
    } catch {
      await new Promise((resolve) => {
        setTimeout(resolve, TRY_MS)
      })
    }
  }
  return false
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  await new Promise((resolve) => {
    server.close(resolve)
  })
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}
