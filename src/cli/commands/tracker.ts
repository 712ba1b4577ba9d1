import { hostname } from 'node:os'
import { createTracker } from '../../tracker/create-tracker.ts'
import { formatTrackerEvent } from '../../tracker/format-event.ts'
import type { TrackerEvent } from '../../tracker/tracker-event.ts'
import type { Context } from '../context.ts'
import { untilAborted } from '../signals.ts'

/** Serves until it is stopped; one line per event on standard output, the first of them says where it is. */
export async function runTrackerCommand({ settings, dataDir, stop }: Context): Promise<void> {
  const perSecond = settings.count('max-connects-per-second')
  const tracker = await createTracker({
    host: settings.textOr('host', ''),
    port: settings.port('port'),
    name: settings.textOr('name', hostname()),
    dataDir,
    gate: {
      limits: {
        connectionsMax: settings.count('max-connections-per-address'),
        burst: perSecond,
        perSecond,
      },
      unauthenticatedMax: settings.count('max-unauthenticated'),
    },
    log: print,
  })
  await untilAborted(stop)
  await tracker.close()
}

function print(event: TrackerEvent): void {
  process.stdout.write(`${new Date().toISOString()} ${formatTrackerEvent(event)}\n`)
}
