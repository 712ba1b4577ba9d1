import { CLOCK_SPAN } from '../protocol/limits.ts'
import type { EntryId } from '../protocol/ids.ts'
import { ProtocolError } from '../shared/errors.ts'
import type { MessageLane } from './chains/message-lane.ts'
import type { AcceptedControl, AcceptedEntry, AcceptedMessage, ForkProof } from './chat-log.ts'
import type { ControlGraph } from './control-graph.ts'
import type { HeldEntries } from './held-entries.ts'
import { type EpochJudge, isEpoch } from './room/epoch-judge.ts'

/** Puts verified entries where they belong, and with them what waited for them. */
export interface Intake {
  /**
   * Throws ProtocolError BAD_ENTRY when nothing could be accepted and an entry breaks the rules; beside good entries a bad one
   * is left out, so that what was accepted is not lost to the caller.
   */
  take(entries: readonly AcceptedEntry[]): Taken
  /** What waits for `id` is taken with the next call. */
  wake(id: EntryId): void
}

export interface Taken {
  readonly accepted: readonly AcceptedEntry[]
  readonly complete: boolean
  readonly forks: readonly ForkProof[]
}

export function createIntake(parts: {
  readonly graph: ControlGraph
  readonly lane: MessageLane
  readonly held: HeldEntries
  readonly judge: EpochJudge
}): Intake {
  const { graph, lane, held, judge } = parts
  const early: AcceptedEntry[] = []

  /** False when it cannot even wait. */
  function place(entry: AcceptedEntry, accepted: AcceptedControl[]): boolean {
    if (entry.lane === 'message') return placeMessage(entry)
    if (graph.get(entry.id) !== undefined) return true
    const missing = entry.header.deps.find((dep) => graph.get(dep) === undefined)
    if (missing !== undefined) return held.hold(entry, missing)
    checkTimes(entry)
    graph.add(entry)
    accepted.push(entry)
    return true
  }

  function placeMessage(message: AcceptedMessage): boolean {
    if (lane.isKnown(message)) return true
    const { epoch } = message.header
    if (graph.get(epoch) === undefined) return holdForEpoch(message)
    checkMessage(message)
    lane.place(message)
    return true
  }

  /** A signed copy takes the place of an unsigned one, never the other way. */
  function holdForEpoch(message: AcceptedMessage): boolean {
    const other = held.get(message.id)
    if (other !== undefined && message.raw.signature === undefined) return true
    return held.hold(message, message.header.epoch)
  }

  function checkTimes({ header }: AcceptedControl): void {
    const parents = header.deps.flatMap((dep) => graph.get(dep) ?? [])
    const lamport = parents.reduce((highest, { lamport }) => Math.max(highest, lamport), 0)
    const clock = parents.reduce((highest, { clock }) => Math.max(highest, clock), 0)
    if (header.lamport !== lamport + 1) throw new ProtocolError('BAD_ENTRY', 'lamport')
    const latest = parents.length === 0 ? 0 : clock + CLOCK_SPAN
    if (header.clock < clock || header.clock > latest) throw new ProtocolError('BAD_ENTRY', 'clock')
  }

  /** All of it depends on the epoch's past only, so that every node judges alike. */
  function checkMessage({ header }: AcceptedMessage): void {
    const epoch = graph.get(header.epoch)
    if (!isEpoch(epoch)) throw new ProtocolError('BAD_ENTRY', 'not an epoch')
    const verdict = judge.judge(epoch)
    if (!verdict.isValid) throw new ProtocolError('BAD_ENTRY', 'epoch is void')
    if (!verdict.members.has(header.author)) throw new ProtocolError('BAD_ENTRY', 'not in epoch')
    if (header.clock <= epoch.clock || header.clock > epoch.clock + CLOCK_SPAN) {
      throw new ProtocolError('BAD_ENTRY', 'clock')
    }
  }

  return {
    wake(id) {
      early.push(...held.take(id))
    },
    take(entries) {
      const taken: AcceptedEntry[] = []
      const forks: ForkProof[] = []
      let fault: ProtocolError | undefined
      let isComplete = true
      // The next one last.
      const queue = [...early.splice(0).map(asOld), ...entries.map(asNew)].reverse()

      for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
        const controls: AcceptedControl[] = []
        try {
          isComplete = place(next.entry, controls) && isComplete
        } catch (error) {
          if (!(error instanceof ProtocolError)) throw error
          if (next.isNew) fault ??= error
        }
        for (const control of controls) {
          taken.push(control)
          queue.push(...held.take(control.id).map(asOld).reverse())
        }
        const news = lane.takeNews()
        taken.push(...news.accepted)
        forks.push(...news.forks)
      }

      lane.tidy()
      for (const { id } of held.trim()) lane.forget(id)
      if (fault !== undefined && taken.length === 0) throw fault
      const isWaiting = entries.some(({ id }) => held.get(id) !== undefined)
      return { accepted: taken, complete: isComplete && !isWaiting && fault === undefined, forks }
    },
  }
}

interface Queued {
  readonly entry: AcceptedEntry
  /** Whether the present sender answers for it. */
  readonly isNew: boolean
}

function asNew(entry: AcceptedEntry): Queued {
  return { entry, isNew: true }
}

function asOld(entry: AcceptedEntry): Queued {
  return { entry, isNew: false }
}
