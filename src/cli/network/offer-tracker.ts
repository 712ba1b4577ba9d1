import { hostname } from 'node:os'
import { isChatError } from '../../shared/errors.ts'
import type { HostTracker } from '../../tui/run-tui.tsx'
import type { Context } from '../context.ts'
import { startTracker, type StartedTracker } from './start-tracker.ts'

const THIS_MACHINE = '127.0.0.1'
const EVERY_ADDRESS = '0.0.0.0'

/** A tracker inside a peer's program, for the first who opens the chat; `onStarted` has to close it at the end. */
export function offerTracker(
  context: Context,
  onStarted: (tracker: StartedTracker) => void,
): HostTracker {
  const { settings } = context

  /** On the usual port, if that is free. */
  async function start(port: number): Promise<StartedTracker> {
    try {
      return await startTracker(context, {
        host: EVERY_ADDRESS,
        port,
        name: hostname(),
        log: () => {},
      })
    } catch (error) {
      if (port === 0 || !isChatError(error, 'PORT_IN_USE')) throw error
      return start(0)
    }
  }

  return async () => {
    const tracker = await start(settings.port('tracker-port'))
    onStarted(tracker)
    const { port } = tracker
    return {
      host: THIS_MACHINE,
      port,
      shownAs: tracker.reachableAt[0] ?? `${THIS_MACHINE}:${port}`,
    }
  }
}
