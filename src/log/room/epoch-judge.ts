import { membersHash } from '../../crypto/epoch.ts'
import type { Hash, Kid } from '../../protocol/ids.ts'
import { NO_BITS } from '../bits.ts'
import type { ControlGraph, ControlNode } from '../control-graph.ts'
import type { VoidReason } from '../room-view.ts'
import { evaluateRoom } from './evaluate-room.ts'
import { type EventNode, isType } from './room-facts.ts'

/**
 * Whether an epoch event counts, which its own past decides alone: what arrives later never hides messages that honest members
 * sealed with it.
 */
export interface EpochJudge {
  judge(epoch: EventNode<'epoch'>): EpochVerdict
}

export type EpochVerdict =
  | { readonly isValid: true; readonly members: ReadonlySet<Kid> }
  | { readonly isValid: false; readonly reason: VoidReason }

export interface EpochJudgeOptions {
  readonly graph: ControlGraph
  readonly dm: readonly [Kid, Kid] | null
  readonly hasTracker: boolean
}

export function createEpochJudge({ graph, dm, hasTracker }: EpochJudgeOptions): EpochJudge {
  const verdicts = new Map<ControlNode, EpochVerdict>()
  /** Epochs of equal members share one set. */
  const sets = new Map<Hash, ReadonlySet<Kid>>()

  function membersBefore(epoch: ControlNode): ReadonlySet<Kid> | VoidReason {
    if (dm !== null) return new Set(dm)
    if (epoch.past === NO_BITS) return 'malformed'
    const facts = evaluateRoom(graph.ordered(), { hasTracker, within: epoch.past })
    if (facts.phase === 'unknown') return 'malformed'
    return facts.phase === 'active' ? facts.members : 'after-delete'
  }

  function judgeAnew(epoch: EventNode<'epoch'>): EpochVerdict {
    const members = membersBefore(epoch)
    if (typeof members === 'string') return { isValid: false, reason: members }
    if (!members.has(epoch.author)) return { isValid: false, reason: 'not-a-member' }
    const hash = membersHash(members)
    if (hash !== epoch.event.membersHash) return { isValid: false, reason: 'wrong-members' }
    const shared = sets.get(hash) ?? members
    sets.set(hash, shared)
    return { isValid: true, members: shared }
  }

  return {
    judge(epoch) {
      let verdict = verdicts.get(epoch)
      if (verdict === undefined) {
        verdict = judgeAnew(epoch)
        verdicts.set(epoch, verdict)
      }
      return verdict
    },
  }
}

export function isEpoch(node: ControlNode | undefined): node is EventNode<'epoch'> {
  return node !== undefined && isType(node, 'epoch')
}
