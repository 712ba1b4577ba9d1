import { hostname } from 'node:os'
import { cliTexts } from '../../i18n/catalogs/cli.ts'
import { formatTrackerEvent } from '../../tracker/format-event.ts'
import type { TrackerEvent } from '../../tracker/tracker-event.ts'
import type { Context } from '../context.ts'
import { untilAborted } from '../process/signals.ts'
import { startTracker } from '../network/start-tracker.ts'

const MIB = 1024 * 1024

/** Serves until it is stopped; one line per event on standard output, the first of them says where it is. */
export async function runTrackerCommand(context: Context): Promise<void> {
  const { settings, language, stop } = context
  const perSecond = settings.count('max-connects-per-second')
  const texts = cliTexts[language].tracker
  const tracker = await startTracker(context, {
    host: settings.textOr('host', ''),
    port: settings.port('port'),
    name: settings.textOr('name', hostname()),
    gate: {
      limits: {
        connectionsMax: settings.count('max-connections-per-address'),
        burst: perSecond,
        perSecond,
      },
      unauthenticatedMax: settings.count('max-unauthenticated'),
    },
    relay: {
      isOn: !settings.isOn('no-relay'),
      bytesPerPeriod: settings.count('relay-megabytes-per-hour') * MIB,
      bytesPerSecond: settings.count('relay-megabytes-per-second') * MIB,
    },
    log: print,
  })
  if (tracker.reachableAt.length > 0) say(texts.reach(tracker.reachableAt.join(', ')))
  say(tracker.isAnnounced ? texts.announced : texts.quiet)
  await untilAborted(stop)
  await tracker.close()
}

function print(event: TrackerEvent): void {
  say(formatTrackerEvent(event))
}

function say(line: string): void {
  process.stdout.write(`${new Date().toISOString()} ${line}\n`)
}
