import type { TrackerId } from '../../protocol/ids.ts'
import { SERVICE_TYPE } from '../../protocol/announcement.ts'
import type { InterfaceFilter } from './interfaces.ts'
import { openMulticast } from './multicast.ts'
import { readGoodbyes, readTrackers, type TrackerRecord } from './tracker-records.ts'

/** Asked often at first, then now and then (RFC 6762 §5.2). */
const ASK_AFTER_MS: readonly number[] = [0, 500, 1_500, 4_000, 10_000]
const ASK_EVERY_MS = 30_000
/** More would be an attack on the screen. */
const TRACKERS_MAX = 64
const HOSTS_MAX = 4

/** A tracker that announces itself. Its id is what it says: the connection proves it. */
export interface FoundTracker {
  readonly id: TrackerId
  readonly name: string
  readonly port: number
  /** IP addresses at which it answers, the one to try first. */
  readonly hosts: readonly string[]
}

export interface Browser {
  found(): readonly FoundTracker[]
  /** Asks at once. */
  refresh(): void
  close(): Promise<void>
}

interface Heard extends FoundTracker {
  readonly instance: string
  readonly expiresAt: number
}

/** Looks for trackers on the local network until closed; `onChange` is called when the list of them is another. */
export function browseTrackers(filter: InterfaceFilter, onChange: () => void): Browser {
  const heard = new Map<TrackerId, Heard>()
  const timers = new Set<NodeJS.Timeout>()

  function ask(): void {
    multicast.query([{ name: SERVICE_TYPE, type: 'PTR' }])
  }

  function askRepeatedly(): void {
    for (const timer of timers) clearTimeout(timer)
    timers.clear()
    for (const afterMs of ASK_AFTER_MS) timers.add(setTimeout(ask, afterMs).unref())
  }

  function forget(isGone: (tracker: Heard) => boolean): void {
    const gone = [...heard.values()].filter(isGone)
    for (const { id } of gone) heard.delete(id)
    if (gone.length > 0) onChange()
  }

  function hear({ id, name, port, instance, ttlMs }: TrackerRecord, from: readonly string[]): void {
    if (ttlMs === 0 || from.length === 0) return
    const before = heard.get(id)
    if (before === undefined && heard.size >= TRACKERS_MAX) return
    const earlier = before?.port === port ? before.hosts : []
    // Addresses that were heard before stay where they are in the list: what is on the screen does not jump.
    const fresh = from.filter((host) => !earlier.includes(host))
    const hosts = [...earlier, ...fresh].slice(0, HOSTS_MAX).toSorted(byFamily)
    heard.set(id, { id, name, port, instance, hosts, expiresAt: Date.now() + ttlMs })
    if (before?.name !== name || before.port !== port || fresh.length > 0) onChange()
  }

  const multicast = openMulticast({
    filter,
    onReady: askRepeatedly,
    onResponse(records, source) {
      const goodbyes = readGoodbyes(records)
      if (goodbyes.length > 0) forget(({ instance }) => goodbyes.includes(instance))
      for (const record of readTrackers(records)) hear(record, hostsOf(record, source.host))
    },
  })
  const interval = setInterval(() => {
    ask()
    forget(({ expiresAt }) => expiresAt < Date.now())
  }, ASK_EVERY_MS).unref()

  return {
    found: () =>
      [...heard.values()]
        .map(({ id, name, port, hosts }) => ({ id, name, port, hosts }))
        .toSorted((a, b) =>
          a.name === b.name ? (a.id < b.id ? -1 : 1) : a.name < b.name ? -1 : 1,
        ),
    refresh: askRepeatedly,
    async close() {
      clearInterval(interval)
      for (const timer of timers) clearTimeout(timer)
      await multicast.close()
    },
  }
}

/** The address that a response came from, if the tracker answers there; else those that it names. */
function hostsOf({ addresses }: TrackerRecord, source: string): readonly string[] {
  return addresses.includes(source.split('%')[0] ?? source) ? [source] : addresses
}

/** IPv4 first, then IPv6 that is valid everywhere: people read and type them more easily. */
function byFamily(a: string, b: string): number {
  return rankOf(a) - rankOf(b)
}

function rankOf(host: string): number {
  if (!host.includes(':')) return 0
  return host.startsWith('fe80:') ? 2 : 1
}
