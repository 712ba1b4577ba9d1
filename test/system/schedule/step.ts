/** One thing that is done to the programs or to what lies between them. */
export type Step =
  | { readonly do: 'send'; readonly peer: string; readonly chat: string; readonly count: number }
  /** Its user has seen everything in the chat. */
  | { readonly do: 'read'; readonly peer: string; readonly chat: string }
  | { readonly do: 'create' | 'join' | 'leave'; readonly peer: string; readonly room: string }
  /** SIGKILL; the peer stays down until `start`. */
  | { readonly do: 'kill'; readonly peer: string }
  /** The end of its standard input. */
  | { readonly do: 'end'; readonly peer: string }
  | { readonly do: 'start'; readonly peer: string }
  /** SIGKILL, then its disk is read by a program that reaches nobody, and it stays down. */
  | { readonly do: 'inspect'; readonly peer: string }
  /** SIGSTOP, and SIGCONT after a while. */
  | { readonly do: 'pause'; readonly peer: string; readonly ms: number }
  | { readonly do: 'tracker-end' | 'tracker-kill' | 'tracker-start' }
  /** SIGKILL, and all that it keeps of chats is gone; its keys and accounts stay. */
  | { readonly do: 'tracker-wipe' }
  /** No packet passes any more between the two; from the first to the second only, when it is one-way. */
  | { readonly do: 'cut'; readonly from: string; readonly to: string; readonly oneWay: boolean }
  /** All cuts end. */
  | { readonly do: 'heal' }
  /** A bad line: slow, and losing packets where the machine can do that. */
  | { readonly do: 'slow' | 'fast'; readonly peer: string }
  /** Waits until what was asked of this peer is done. */
  | { readonly do: 'await-idle'; readonly peer: string }
  /** Waits until the tracker holds everything that this peer has been answered for. */
  | { readonly do: 'await-stored'; readonly peer: string }
  /** Waits until this peer has everything that is owed to it, whoever is up. */
  | { readonly do: 'await-arrived'; readonly peer: string }

export interface TimedStep {
  /** Time since the step before it began. */
  readonly waitMs: number
  readonly step: Step
}

export interface Schedule {
  readonly seed: number
  readonly peers: readonly string[]
  readonly steps: readonly TimedStep[]
}

export const PEER_NAMES: readonly string[] = [
  ...['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi'],
]

/** The name of the tracker beside those of the peers, where something is cut. */
export const TRACKER = 'tracker'

export function describeSchedule({ seed, peers, steps }: Schedule): string {
  let atMs = 0
  const lines = steps.map(({ waitMs, step }) => {
    atMs += waitMs
    const { do: what, ...rest } = step
    const words = Object.entries(rest).map(([name, value]) => `${name}=${String(value)}`)
    return `${String(atMs).padStart(7)} ms  ${[what, ...words].join(' ')}`
  })
  return [`seed ${seed}, peers ${peers.join(', ')}`, ...lines].join('\n')
}
