import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { execPath } from 'node:process'
import { createInterface } from 'node:readline'
import type { Context } from '../context.ts'
import { pause } from '../harness/clock.ts'
import { figure, type Figure } from '../harness/figure.ts'
import { openConversation, programWords } from '../harness/full-screen.ts'
import { residentMiB } from '../harness/memory.ts'
import type { Place } from '../harness/scene.ts'
import { PASSWORD } from '../harness/texts.ts'

/** Until what the start has left behind is collected, as far as it will be. */
const IDLE_MS = 5_000

/** Resident memory of idle peers with the long history, built program. */
export async function measureMemory(context: Context): Promise<readonly Figure[]> {
  const place = await context.pair('long')
  const baseline = await measureBare()
  const screen = await openConversation(place, { columns: 160, rows: 50 })
  await pause(IDLE_MS)
  const screenMiB = await residentMiB(screen.pid)
  await screen.end()
  return [
    figure('bare.memory', baseline, 'MiB'),
    figure('memory.screen', screenMiB, 'MiB', { baseline }),
    figure('memory.rpc', await measureRpc(place), 'MiB', { baseline }),
  ]
}

async function measureBare(): Promise<number> {
  const child = spawn(execPath, ['-e', 'setInterval(() => {}, 1e6); console.log("ready")'], {
    stdio: 'pipe',
  })
  return await residentAfter(child, () => true)
}

async function measureRpc(place: Place): Promise<number> {
  const child = spawn(execPath, [...programWords(place, 'rpc')], {
    stdio: 'pipe',
    env: { HOME: '/nonexistent', CHATP2P_PASSWORD: PASSWORD },
  })
  child.stdin.write('{"jsonrpc":"2.0","id":1,"method":"peers.list","params":{}}\n')
  return await residentAfter(child, (line) => line.includes('"id":1'))
}

async function residentAfter(
  child: ChildProcess,
  isReady: (line: string) => boolean,
): Promise<number> {
  const { stdout, pid } = child
  if (stdout === null || pid === undefined) throw new Error('not started')
  const exited = once(child, 'exit')
  for await (const line of createInterface({ input: stdout })) if (isReady(line)) break
  await pause(IDLE_MS)
  const found = await residentMiB(pid)
  child.kill('SIGKILL')
  await exited
  return found
}
