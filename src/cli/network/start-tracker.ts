import { announceTracker } from '../../net/discovery/announce.ts'
import { isLoopback, listOwnAddresses } from '../../net/own-addresses.ts'
import { createTracker, type Tracker, type TrackerOptions } from '../../tracker/create-tracker.ts'
import type { Context } from '../context.ts'
import { interfaceFilter } from './interface-filter.ts'

const EVERY_ADDRESS: ReadonlySet<string> = new Set(['', '0.0.0.0', '::'])

export interface StartedTracker extends Pick<Tracker, 'host' | 'port'> {
  /** Where others find it, `host:port`; those of this host's interfaces when it listens on all. */
  readonly reachableAt: readonly string[]
  readonly isAnnounced: boolean
  close(): Promise<void>
}

/** A tracker as the settings want it, which announces itself unless that is switched off. Throws as `createTracker`. */
export async function startTracker(
  { settings, dataDir }: Pick<Context, 'settings' | 'dataDir'>,
  options: Omit<TrackerOptions, 'dataDir'>,
): Promise<StartedTracker> {
  const tracker = await createTracker({ ...options, dataDir })
  const { host, port, trackerId } = tracker
  const hosts = EVERY_ADDRESS.has(host)
    ? listOwnAddresses().filter((address) => host !== '0.0.0.0' || !address.includes(':'))
    : [host]
  const isAnnounced = !settings.isOn('no-announce') && !isLoopback(host)
  const announcer = isAnnounced
    ? announceTracker({ id: trackerId, name: options.name, host, port }, interfaceFilter(settings))
    : undefined
  return {
    host,
    port,
    reachableAt: hosts.map((address) => addressText(address, port)),
    isAnnounced,
    async close() {
      await announcer?.close()
      await tracker.close()
    },
  }
}

function addressText(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
