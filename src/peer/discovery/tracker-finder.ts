import { fingerprintWords } from '../../crypto/fingerprint.ts'
import { browseTrackers, type Browser, type FoundTracker } from '../../net/discovery/browse.ts'
import type { InterfaceFilter } from '../../net/discovery/interfaces.ts'
import type { TrackerId } from '../../protocol/ids.ts'
import { ChatError } from '../../shared/errors.ts'
import type { KnownTracker, KnownTrackers } from '../../store/known-trackers.ts'
import type { TrackerAddress, TrackerChoice, TrackersState } from '../trackers.ts'

/** How long somebody who names no tracker waits for one to announce itself. */
const SETTLE_MS = 3_000
const SETTLE_POLL_MS = 50
const THIS_MACHINE = '127.0.0.1'

/** Where this peer's tracker is: named at the start, chosen, remembered or found. */
export interface TrackerFinder {
  /** The one that was named or chosen, else the last used; undefined while there is none. */
  address(): TrackerAddress | undefined
  /** The key that was met at an address before, as words; '' for none. */
  wordsAt(address: TrackerAddress): string
  /** Where the tracker with this key is now, as far as that is known: `last` is where it was. */
  locate(id: TrackerId, last: TrackerAddress): TrackerAddress
  choose(address: TrackerAddress): void
  /**
   * The tracker to open an account at when nobody chooses: waits a moment for one to announce itself; without any it is the usual
   * port of this machine. Throws SEVERAL_TRACKERS when the choice is a person's.
   */
  settle(): Promise<TrackerAddress>
  look(): void
  /** The tracker is out of reach: looks for it, unless it was named at the start. */
  seek(): void
  /** A tracker is reached: the network is asked no longer. */
  rest(): void
  remember(id: TrackerId, address: TrackerAddress): Promise<void>
  close(): Promise<void>
}

export interface TrackerFinderOptions {
  /** Named at the start: nothing is looked for. */
  readonly named: TrackerAddress | undefined
  readonly defaultPort: number
  readonly filter: InterfaceFilter
  readonly known: KnownTrackers
  now(): number
  onChange(state: TrackersState): void
}

export async function createTrackerFinder(options: TrackerFinderOptions): Promise<TrackerFinder> {
  const { named, known } = options
  let chosen: TrackerAddress | undefined
  let browser: Browser | undefined
  let found: readonly FoundTracker[] = []
  let remembering: Promise<void> = Promise.resolve()
  let remembered: readonly KnownTracker[] = await known.read()

  function tell(): void {
    options.onChange({
      isLooking: browser !== undefined,
      choices: choicesOf(remembered, found),
    })
  }

  function look(): void {
    if (browser !== undefined) {
      browser.refresh()
      return
    }
    browser = browseTrackers(options.filter, () => {
      found = browser?.found() ?? found
      tell()
    })
    tell()
  }

  function locate(id: TrackerId, last: TrackerAddress): TrackerAddress {
    const explicit = chosen ?? named
    if (explicit !== undefined) return explicit
    const announced = found.find((tracker) => tracker.id === id)
    // Where it was stays right as long as it says so, too.
    if (announced === undefined || announced.hosts.includes(last.host)) {
      return announced === undefined ? last : { host: last.host, port: announced.port }
    }
    return { host: announced.hosts[0] ?? last.host, port: announced.port }
  }

  function address(): TrackerAddress | undefined {
    const explicit = chosen ?? named
    if (explicit !== undefined) return explicit
    const [last] = remembered
    return last === undefined ? undefined : locate(last.id, { host: last.host, port: last.port })
  }

  tell()
  return {
    address,
    wordsAt({ host, port }) {
      const met = remembered.find((tracker) => tracker.host === host && tracker.port === port)
      return met === undefined ? '' : fingerprintWords(met.id)
    },
    locate,
    choose(next) {
      chosen = next
    },
    async settle() {
      const before = address()
      if (before !== undefined) return before
      look()
      const deadline = performance.now() + SETTLE_MS
      while (found.length === 0 && performance.now() < deadline) await pause(SETTLE_POLL_MS)
      // Others may answer a little later than the first.
      if (found.length > 0) await pause(SETTLE_POLL_MS * 6)
      if (found.length > 1) {
        const subject = found.map(({ name, hosts, port }) => `${name} (${hosts[0]}:${port})`)
        throw new ChatError('SEVERAL_TRACKERS', { subject: subject.join(', ') })
      }
      const [only] = found
      const host = only?.hosts[0]
      if (only === undefined || host === undefined) {
        return { host: THIS_MACHINE, port: options.defaultPort }
      }
      chosen = { host, port: only.port }
      return chosen
    },
    look,
    seek() {
      if (named === undefined) look()
    },
    rest() {
      const resting = browser
      if (resting === undefined) return
      browser = undefined
      void resting.close()
      tell()
    },
    remember(id, { host, port }) {
      const name = found.find((tracker) => tracker.id === id)?.name ?? nameOf(remembered, id)
      remembering = known
        .remember({ id, name, host, port, usedAt: options.now() })
        .then(async () => {
          remembered = await known.read()
          tell()
        })
      return remembering
    },
    async close() {
      const closing = browser
      browser = undefined
      await closing?.close()
      await remembering.catch(() => undefined)
    },
  }
}

function nameOf(remembered: readonly KnownTracker[], id: TrackerId): string {
  return remembered.find((tracker) => tracker.id === id)?.name ?? ''
}

function choicesOf(
  remembered: readonly KnownTracker[],
  found: readonly FoundTracker[],
): readonly TrackerChoice[] {
  const known = remembered.map((tracker): TrackerChoice => {
    const announced = found.find(({ id }) => id === tracker.id)
    return {
      name: announced?.name ?? tracker.name,
      host: announced?.hosts[0] ?? tracker.host,
      port: announced?.port ?? tracker.port,
      words: fingerprintWords(tracker.id),
      isKnown: true,
      isAnnounced: announced !== undefined,
    }
  })
  const strangers = found
    .filter(({ id }) => !remembered.some((tracker) => tracker.id === id))
    .map(({ id, name, hosts, port }): TrackerChoice => ({
      name,
      host: hosts[0] ?? '',
      port,
      words: fingerprintWords(id),
      isKnown: false,
      isAnnounced: true,
    }))
  return [...known, ...strangers]
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}
