import { setImmediate as breathe } from 'node:timers/promises'
import { isChatError } from '../../shared/errors.ts'
import type { TrackerContext } from '../tracker-context.ts'

const SWEEP_EVERY_MS = 3_600_000

/** Gives up what is too old, or was everybody's before a restart, now and every hour, one chat after the other. */
export interface Sweeper {
  /** Resolves when nothing runs any more. */
  stop(): Promise<void>
}

export function startSweeper({ rooms, dms }: Pick<TrackerContext, 'rooms' | 'dms'>): Sweeper {
  let isStopped = false
  let running = sweep()
  const timer = setInterval(() => {
    running = running.then(sweep)
  }, SWEEP_EVERY_MS)
  timer.unref()

  async function sweep(): Promise<void> {
    for (const room of [...rooms.all(), ...dms.all()]) {
      await breathe()
      if (isStopped) return
      try {
        await room.alone(async (box) => {
          await box.expire()
          await box.collect()
        })
      } catch (error) {
        // The disk's trouble is told where somebody waits for it.
        if (!isChatError(error)) throw error
      }
    }
  }

  return {
    async stop() {
      isStopped = true
      clearInterval(timer)
      await running
    },
  }
}
