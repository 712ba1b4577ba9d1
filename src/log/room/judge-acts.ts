import type { EntryId, Kid } from '../../protocol/ids.ts'
import { type ControlNode, isBefore } from '../control-graph.ts'
import { groupBy } from '../group-by.ts'
import type { RoomView, VoidReason } from '../room-view.ts'
import type { CollectedRoom } from './collect-acts.ts'
import {
  type ActType,
  findReigns,
  hasLeftBefore,
  isByModerator,
  isDue,
  policyBefore,
  type Reign,
  type SpokenAt,
} from './reigns.ts'
import { type EventNode, isType } from './room-facts.ts'

/** What the moderators and the tracker did; it depends on no other member's entries but joins, adds and leaves as signed. */
export interface JudgedActs {
  readonly reigns: readonly Reign[]
  readonly phase: RoomView['phase']
  readonly voided: ReadonlyMap<EntryId, VoidReason>
  /** All that counts of the acts, in order; below, parts of it. */
  readonly valid: readonly EventNode<ActType>[]
  readonly expiries: readonly EventNode<'expire'>[]
  readonly removals: readonly EventNode<'remove' | 'ban'>[]
  readonly policies: readonly EventNode<'policy'>[]
  readonly passwords: readonly EventNode<'password'>[]
  /** Changes of the password and to a stricter policy: they cancel admissions in flight. */
  readonly barriers: readonly ControlNode[]
  removalsOf(kid: Kid): readonly ControlNode[]
  /** Whether the room was deleted or had expired in the past of `node`. */
  hasEndedBefore(node: ControlNode): boolean
}

export function judgeActs(
  room: CollectedRoom,
  hasTracker: boolean,
  spokenAt: SpokenAt = () => 0,
): JudgedActs {
  const reigns = findReigns(room, hasTracker, spokenAt)
  const voided = new Map<EntryId, VoidReason>()
  const valid: EventNode<ActType>[] = []
  const expiries: EventNode<'expire'>[] = []
  const removals: EventNode<'remove' | 'ban'>[] = []
  const policies: EventNode<'policy'>[] = []
  const passwords: EventNode<'password'>[] = []
  const barriers: ControlNode[] = []
  const ends: ControlNode[] = []

  function judgeAct(act: EventNode<ActType>): VoidReason | undefined {
    if (ends.some((end) => isBefore(end, act))) return 'after-delete'
    if (!isByModerator(act, reigns)) return 'not-moderator'
    if (hasLeftBefore(act, act.author, room)) return 'not-a-member'
    if (isType(act, 'remove', 'ban') && act.event.kid === act.author) return 'malformed'
    if (isType(act, 'transfer') && !reigns.some(({ since }) => since === act))
      return 'no-succession'
    if (isType(act, 'password') && act.event.generation !== nextGeneration(act)) return 'malformed'
    return undefined
  }

  function nextGeneration(node: ControlNode): number {
    return passwords
      .filter((password) => isBefore(password, node))
      .reduce((next, { event }) => Math.max(next, event.generation + 1), 1)
  }

  function keep(act: EventNode<ActType>): void {
    valid.push(act)
    if (isType(act, 'remove', 'ban')) removals.push(act)
    else if (isType(act, 'delete')) ends.push(act)
    else if (isType(act, 'password')) {
      passwords.push(act)
      barriers.push(act)
    } else if (isType(act, 'policy')) {
      const before = policyBefore(act, room.create, policies)
      if (before.admit === 'open' && act.event.policy.admit === 'password') barriers.push(act)
      policies.push(act)
    }
  }

  for (const node of room.actsAndExpiries) {
    if (isType(node, 'expire')) {
      if (ends.some((end) => isBefore(end, node))) voided.set(node.id, 'after-delete')
      else if (!isDue(node, room, reigns, spokenAt)) voided.set(node.id, 'not-due')
      else {
        expiries.push(node)
        ends.push(node)
      }
    } else {
      const act = node as EventNode<ActType>
      const reason = judgeAct(act)
      if (reason === undefined) keep(act)
      else voided.set(act.id, reason)
    }
  }

  const byKid = groupBy(removals, (removal) => removal.event.kid)
  return {
    reigns,
    phase: phaseOf(ends, expiries),
    voided,
    valid,
    expiries,
    removals,
    policies,
    passwords,
    barriers,
    removalsOf: (kid) => byKid.get(kid) ?? [],
    hasEndedBefore: (node) => ends.some((end) => isBefore(end, node)),
  }
}

/** Deleted by its moderator, even if it had expired beside that. */
function phaseOf(
  ends: readonly ControlNode[],
  expiries: readonly ControlNode[],
): RoomView['phase'] {
  if (ends.length === 0) return 'active'
  return ends.length > expiries.length ? 'deleted' : 'expired'
}
