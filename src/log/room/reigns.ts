import type { Kid } from '../../protocol/ids.ts'
import type { Policy } from '../../protocol/events.ts'
import { isBefore, type ControlNode } from '../control-graph.ts'
import { type EventNode, isType } from './room-facts.ts'

/** A moderator's time: from the create or transfer that made him so until his own transfer. */
export interface Reign {
  readonly kid: Kid
  readonly since: ControlNode
  readonly until: ControlNode | undefined
}

/** Entries of a room that take part in finding its moderators, each list in order. */
export interface RoomActs {
  readonly create: EventNode<'create'>
  /** What only a moderator may do. */
  readonly acts: readonly EventNode<ActType>[]
  readonly expiries: readonly EventNode<'expire'>[]
  /** Entries that made somebody a member (if valid) and leaves, by whom they are about. */
  readonly additions: ReadonlyMap<Kid, readonly ControlNode[]>
  readonly leaves: ReadonlyMap<Kid, readonly ControlNode[]>
  /** Everything that `kid` signed. */
  writtenBy(kid: Kid): readonly ControlNode[]
}

/** Newest time that a message of this author claims, as far as messages are held here; 0 for none. */
export type SpokenAt = (author: Kid) => number

export type ActType =
  | 'remove'
  | 'ban'
  | 'unban'
  | 'rename'
  | 'password'
  | 'policy'
  | 'transfer'
  | 'delete'

/**
 * The moderators one after another. Of several transfers by one moderator the one with the tracker's witness counts, else the
 * lowest (lamport, id): a witnessed one cannot be undone without the tracker's help.
 */
export function findReigns(
  room: RoomActs,
  hasTracker: boolean,
  spokenAt: SpokenAt,
): readonly Reign[] {
  const done: Reign[] = []
  let current: Reign = { kid: room.create.author, since: room.create, until: undefined }
  for (;;) {
    const reigns = [...done, current]
    const fitting = room.acts
      .filter((act) => isType(act, 'transfer'))
      .filter((transfer) => canSucceed(transfer, room, reigns, spokenAt))
    const next =
      fitting.find((transfer) => hasTracker && hasWitness(transfer, reigns.length)) ?? fitting[0]
    if (next === undefined) return reigns
    done.push({ ...current, until: next })
    current = { kid: next.event.kid, since: next, until: undefined }
  }
}

/**
 * Whether `node` was written by a moderator in his time. What he signs beside his own transfer does not count: an honest one
 * never does, and one who gave the room away must not reach back.
 */
export function isByModerator(node: ControlNode, reigns: readonly Reign[]): boolean {
  return reigns.some(
    ({ kid, since, until }) =>
      kid === node.author &&
      (since === node || isBefore(since, node)) &&
      (until === undefined || until === node || isBefore(node, until)),
  )
}

/** The policy that the past of `node` holds. */
export function policyBefore(
  node: ControlNode,
  create: EventNode<'create'>,
  policies: readonly EventNode<'policy'>[],
): Policy {
  return policies.findLast((policy) => isBefore(policy, node))?.event.policy ?? create.event.policy
}

/** Whether the past of `node` holds a leave of `kid` without a return. */
export function hasLeftBefore(node: ControlNode, kid: Kid, room: RoomActs): boolean {
  const leaves = (room.leaves.get(kid) ?? []).filter((leave) => isBefore(leave, node))
  if (leaves.length === 0) return false
  return !(room.additions.get(kid) ?? []).some(
    (addition) => isBefore(addition, node) && leaves.every((leave) => isBefore(leave, addition)),
  )
}

/**
 * An expiry counts if the moderator's policy asks for one, the silence was long enough, and no entry or message of the
 * moderator, seen or arriving later, belies it.
 */
export function isDue(
  expiry: EventNode<'expire'>,
  room: RoomActs,
  reigns: readonly Reign[],
  spokenAt: SpokenAt,
): boolean {
  const reign = reigns.findLast(({ since }) => isBefore(since, expiry))
  if (reign === undefined) return false
  const policies = room.acts.filter(
    (act): act is EventNode<'policy'> => isType(act, 'policy') && isByModerator(act, reigns),
  )
  const { inactivity } = policyBefore(expiry, room.create, policies)
  const { asOf, lastSeen } = expiry.event
  if (inactivity === null || asOf - lastSeen < inactivity * 1_000) return false
  if (spokenAt(reign.kid) > lastSeen) return false
  return !room
    .writtenBy(reign.kid)
    .some((node) => node.sentAt > lastSeen && !isBefore(expiry, node))
}

/** A ban holds until an unban that knows of it. */
export function isBannedBy(bans: readonly ControlNode[], unbans: readonly ControlNode[]): boolean {
  return bans.some((ban) => !unbans.some((unban) => isBefore(ban, unban)))
}

function canSucceed(
  transfer: EventNode<'transfer'>,
  room: RoomActs,
  reigns: readonly Reign[],
  spokenAt: SpokenAt,
): boolean {
  const reign = reigns.at(-1)
  if (reign === undefined || transfer.author !== reign.kid) return false
  if (!isBefore(reign.since, transfer) || transfer.event.kid === reign.kid) return false
  if (hasLeftBefore(transfer, reign.kid, room)) return false
  return !hasEndedBefore(transfer, room, reigns, spokenAt) && hasConsented(transfer, room, reigns)
}

/** The signature was checked when the entry came in; generation 1 is the first transfer. */
function hasWitness({ event }: EventNode<'transfer'>, generation: number): boolean {
  return event.witness?.generation === generation && event.witness.to === event.kid
}

function hasEndedBefore(
  node: ControlNode,
  room: RoomActs,
  reigns: readonly Reign[],
  spokenAt: SpokenAt,
): boolean {
  return (
    room.acts.some(
      (act) => act.event.type === 'delete' && isBefore(act, node) && isByModerator(act, reigns),
    ) ||
    room.expiries.some((expiry) => isBefore(expiry, node) && isDue(expiry, room, reigns, spokenAt))
  )
}

/** Nobody becomes a moderator who did not ask to be in the room, or is out of it as far as the old one knows. */
function hasConsented(
  transfer: EventNode<'transfer'>,
  room: RoomActs,
  reigns: readonly Reign[],
): boolean {
  const { kid } = transfer.event
  const known = room.acts.filter((act) => isBefore(act, transfer) && isByModerator(act, reigns))
  const removals = known.filter((act) => isType(act, 'remove', 'ban') && act.event.kid === kid)
  const isBanned = isBannedBy(
    known.filter((act) => isType(act, 'ban') && act.event.kid === kid),
    known.filter((act) => isType(act, 'unban') && act.event.kid === kid),
  )
  return (
    !isBanned &&
    !hasLeftBefore(transfer, kid, room) &&
    (room.additions.get(kid) ?? []).some(
      (addition) =>
        addition.event.type !== 'transfer' &&
        isBefore(addition, transfer) &&
        removals.every((removal) => isBefore(removal, addition)),
    )
  )
}
