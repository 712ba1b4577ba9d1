import type { Context } from '../context.ts'
import { startChild } from '../harness/child.ts'
import { pause } from '../harness/clock.ts'
import { figure, type Figure } from '../harness/figure.ts'
import { measureIdleTlsKib } from '../harness/floor.ts'
import { CROWD, openPlace } from '../harness/scene.ts'
import type { CrowdCommands } from '../processes/crowd-process.ts'

/** The smallest that is allowed: making a thousand larger keys would take minutes, and a tracker keeps as much of them. */
const BITS = 2_048
const SETTLE_MS = 1_000
const KIB_PER_MIB = 1_024

/** What a tracker needs for peers that are logged in and watch who is online. */
export async function measureTrackerMemory({ sizes }: Context): Promise<readonly Figure[]> {
  const baseline = await measureIdleTlsKib(sizes.clients)
  const { port, tracker, close } = await openPlace()
  const crowd = startChild<CrowdCommands>(CROWD)
  await crowd.call('register', port, sizes.clients, BITS)
  await pause(SETTLE_MS)
  const before = await tracker.call('memoryMiB')
  await crowd.call('logIn', port)
  await pause(SETTLE_MS)
  const after = await tracker.call('memoryMiB')
  const online = await tracker.call('online')
  await crowd.call('close')
  await crowd.end()
  await close()
  return [
    figure('memory.tracker.idle', before, 'MiB'),
    figure('memory.tracker', after, 'MiB', { baseline: before }),
    figure('bare.tls.memory', baseline, 'KiB'),
    figure('memory.tracker.peer', ((after - before) * KIB_PER_MIB) / online, 'KiB', { baseline }),
  ]
}
