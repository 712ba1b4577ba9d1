import type { Context } from '../context.ts'
import { startChild } from '../harness/child.ts'
import { figure, type Figure } from '../harness/figure.ts'
import { CROWD, openPlace } from '../harness/scene.ts'
import type { CrowdCommands } from '../processes/crowd-process.ts'

const ACCOUNTS = 24
const BITS = 3_072
const WARM_UP = 50
const LOGINS = 600

/** Connection, mutual TLS, hello and login, by clients of one other process. */
export async function measureLogins(context: Context): Promise<readonly Figure[]> {
  const { handshakesPerSecond } = await context.floor()
  const { port, tracker, close } = await openPlace()
  const crowd = startChild<CrowdCommands>(CROWD)
  await crowd.call('register', port, ACCOUNTS, BITS)
  await crowd.call('logInAndOut', port, WARM_UP)
  const cpuBefore = await tracker.call('cpuMs')
  const elapsedMs = await crowd.call('logInAndOut', port, LOGINS)
  const cpuMs = (await tracker.call('cpuMs')) - cpuBefore
  await crowd.end()
  await close()
  return [
    figure('login.rate', (LOGINS / elapsedMs) * 1_000, '1/s', { baseline: handshakesPerSecond }),
    figure('login.tracker-cpu', cpuMs / LOGINS, 'ms'),
  ]
}
