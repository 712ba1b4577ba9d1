import type { InterfaceFilter } from '../net/discovery/interfaces.ts'
import type { KnownTracker } from '../store/known-trackers.ts'
import { checkDiscovery } from './checks/discovery.ts'
import { openDesk, type Place } from './checks/links.ts'
import { checkData, checkInterfaces, checkTerminal, type TerminalFacts } from './checks/machine.ts'
import { fine, note, type Finding } from './finding.ts'

export interface DoctorOptions {
  readonly versions: { readonly program: string; readonly node: string; readonly system: string }
  readonly terminal: TerminalFacts
  readonly dataDir: string
  readonly filter: InterfaceFilter
  /** Where a peer would listen; 0: any free port. */
  readonly listenPort: number
  /** Undefined: the last used one, or the one that is found. */
  readonly tracker: Place | undefined
  readonly known: readonly KnownTracker[]
  /** A doctor that waits on another machine. */
  readonly peer: Place | undefined
}

/** Looks at everything that a chat needs, one after the other, and gives what it finds as it finds it. */
export async function* runDoctor(options: DoctorOptions): AsyncGenerator<Finding> {
  yield fine('program', options.versions)
  yield checkTerminal(options.terminal)
  yield await checkData(options.dataDir)
  yield checkInterfaces(options.filter)
  const { findings, found } = await checkDiscovery(options.filter)
  yield* findings
  const desk = await openDesk(options.listenPort)
  try {
    yield desk.finding
    const [known] = options.known
    const [only] = found
    const place =
      options.tracker ?? known ?? (only && { host: only.hosts[0] ?? '', port: only.port })
    yield* place === undefined
      ? [note('tracker-not-named')]
      : await desk.checkTracker(place, pinnedAt(options.known, place))
    if (options.peer !== undefined) yield await desk.checkPeer(options.peer)
  } finally {
    await desk.close()
  }
}

function pinnedAt(known: readonly KnownTracker[], { host, port }: Place) {
  return known.find((tracker) => tracker.host === host && tracker.port === port)?.id
}
