import { createTracker, type Tracker } from '../../src/tracker/create-tracker.ts'
import { ownMiB } from '../harness/memory.ts'
import { serve } from '../harness/serve.ts'

/** A tracker whose gate lets everything from this machine in: here one address is a whole network. */
let tracker: Tracker | undefined

const commands = {
  async open(dataDir: string): Promise<{ port: number }> {
    tracker = await createTracker({
      host: '127.0.0.1',
      port: 0,
      dataDir,
      name: 'bench',
      gate: {
        loopbackLimits: { burst: 1e9, perSecond: 1e9 },
        unauthenticatedMax: 1e6,
        notReadyMax: 1e6,
      },
      log: () => undefined,
    })
    return { port: tracker.port }
  },
  memoryMiB: () => ownMiB(),
  cpuMs: () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e3
  },
  online: () => tracker?.stats().online ?? 0,
  async close(): Promise<void> {
    await tracker?.close()
  },
}

export type TrackerCommands = typeof commands

serve(commands)
