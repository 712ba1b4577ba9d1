import type { EntryId, Kid } from '../../protocol/ids.ts'
import type { Bits } from '../bits.ts'
import { areConcurrent, type ControlNode, isBefore } from '../control-graph.ts'
import { groupBy } from '../group-by.ts'
import type { VoidReason } from '../room-view.ts'
import { type CollectedRoom, collectActs } from './collect-acts.ts'
import { judgeActs, type JudgedActs } from './judge-acts.ts'
import { createMembership, type Membership } from './membership.ts'
import { isByModerator, policyBefore } from './reigns.ts'
import { type EventNode, isType, OPEN_FOREVER, type RoomFacts } from './room-facts.ts'

export interface EvaluationOptions {
  readonly hasTracker: boolean
  readonly within?: Bits
  readonly spokenAt?: (author: Kid) => number
}

/**
 * What the control entries of a room (those in `within`, when given) amount to: a pure function of the set. First the moderators
 * and what they did, which depends on nobody else; then, in order, the leaves; then who came in.
 */
export function evaluateRoom(
  ordered: readonly ControlNode[],
  options: EvaluationOptions,
): RoomFacts {
  const room = collectActs(ordered, options.within)
  if (room === undefined) return unknownRoom(ordered)
  const judged = judgeActs(room, options.hasTracker, options.spokenAt)
  const membership = createMembership()
  const valid = new Set<EntryId>([room.create.id])
  const voided = new Map(judged.voided)
  const rotations: ControlNode[] = [room.create]

  membership.addition(room.create.author, room.create)
  for (const act of judged.valid) {
    valid.add(act.id)
    if (applyAct(act, membership)) rotations.push(act)
  }
  for (const expiry of judged.expiries) valid.add(expiry.id)
  for (const node of room.strays) {
    if (node.event.type !== 'epoch') voided.set(node.id, 'malformed')
  }
  const leaves = judgeLeaves(room, judged, (node, reason) => {
    if (reason === undefined) valid.add(node.id)
    else voided.set(node.id, reason)
  })
  for (const leave of leaves) membership.removal(leave.author, leave)
  rotations.push(...leaves)
  const leavesOf = groupBy(leaves, (leave) => leave.author)

  for (const node of room.arrivals) {
    const own = leavesOf.get(node.author) ?? []
    const reason = judgeAddition(node, room, judged, membership, own)
    if (reason === undefined) {
      valid.add(node.id)
      membership.addition(node.event.type === 'add' ? node.event.kid : node.author, node)
      rotations.push(node)
    } else voided.set(node.id, reason)
  }

  const since = membership.since()
  const members = new Set(since.keys())
  const moderator = judged.reigns.at(-1)?.kid ?? null
  return {
    phase: judged.phase,
    name:
      judged.valid.findLast((act) => isType(act, 'rename'))?.event.name ?? room.create.event.name,
    moderator: moderator !== null && members.has(moderator) ? moderator : null,
    generation: judged.reigns.length - 1,
    lastModerator: moderator,
    members,
    since,
    banned: membership.banned(),
    policy: judged.policies.at(-1)?.event.policy ?? room.create.event.policy,
    passwordGeneration: judged.passwords.reduce(
      (highest, { event }) => Math.max(highest, event.generation),
      0,
    ),
    passwordBy: passwordSetter(room, judged),
    valid,
    voided,
    removals: judged.removals,
    rotations,
  }
}

/** Of several passwords of one generation the last in the order counts. */
function passwordSetter(room: CollectedRoom, judged: JudgedActs): Kid | null {
  const last = judged.passwords.reduce<EventNode<'password'> | undefined>(
    (found, node) =>
      found === undefined || node.event.generation >= found.event.generation ? node : found,
    undefined,
  )
  if (last !== undefined) return last.author
  return room.create.event.policy.admit === 'password' ? room.create.author : null
}

function unknownRoom(ordered: readonly ControlNode[]): RoomFacts {
  return {
    phase: 'unknown',
    name: '',
    moderator: null,
    generation: 0,
    lastModerator: null,
    members: new Set(),
    since: new Map(),
    banned: new Set(),
    policy: OPEN_FOREVER,
    passwordGeneration: 0,
    passwordBy: null,
    valid: new Set(),
    voided: new Map(ordered.map((node) => [node.id, 'malformed'])),
    removals: [],
    rotations: [],
  }
}

/** Returns whether a new epoch is due after it. */
function applyAct(act: JudgedActs['valid'][number], membership: Membership): boolean {
  const { event } = act
  switch (event.type) {
    case 'transfer':
      membership.addition(event.kid, act)
      return true
    case 'ban':
      membership.ban(event.kid, act)
      membership.removal(event.kid, act)
      return true
    case 'remove':
      membership.removal(event.kid, act)
      return true
    case 'unban':
      membership.unban(event.kid, act)
      return false
    case 'password':
      return true
    case 'rename':
    case 'policy':
    case 'delete':
      return false
  }
}

/**
 * A leave is its author's own word and counts whether or not the way in did: it cannot depend on what it may itself void.
 */
function judgeLeaves(
  room: CollectedRoom,
  judged: JudgedActs,
  tell: (leave: ControlNode, reason: VoidReason | undefined) => void,
): readonly ControlNode[] {
  const counting: ControlNode[] = []
  for (const leave of [...room.leaves.values()].flat()) {
    const reason = judgeLeave(leave, room, judged, counting)
    if (reason === undefined) counting.push(leave)
    tell(leave, reason)
  }
  return counting
}

function judgeLeave(
  leave: ControlNode,
  room: CollectedRoom,
  judged: JudgedActs,
  earlier: readonly ControlNode[],
): VoidReason | undefined {
  if (judged.hasEndedBefore(leave)) return 'after-delete'
  const removals = judged.removalsOf(leave.author)
  if (removals.some((removal) => areConcurrent(removal, leave))) return 'concurrent-removal'
  const ended = [...removals, ...earlier.filter((other) => other.author === leave.author)]
  const isIn = (room.additions.get(leave.author) ?? []).some(
    (addition) =>
      isBefore(addition, leave) &&
      ended.every((end) => !isBefore(end, leave) || isBefore(end, addition)),
  )
  return isIn ? undefined : 'not-a-member'
}

function judgeAddition(
  node: EventNode<'join' | 'add'>,
  room: CollectedRoom,
  judged: JudgedActs,
  membership: Membership,
  ownLeaves: readonly ControlNode[],
): VoidReason | undefined {
  const isModerator = isByModerator(node, judged.reigns)
  const kid = isType(node, 'add') ? node.event.kid : node.author
  if (judged.hasEndedBefore(node)) return 'after-delete'
  if (judged.removalsOf(node.author).some((removal) => areConcurrent(removal, node))) {
    return 'concurrent-removal'
  }
  if (ownLeaves.some((leave) => areConcurrent(leave, node))) return 'concurrent-removal'
  if (!isModerator && judged.barriers.some((barrier) => areConcurrent(barrier, node))) {
    return 'concurrent-password'
  }
  if (membership.isBanned(kid, node)) return 'banned'
  const { admit } = policyBefore(node, room.create, judged.policies)
  if (!isType(node, 'add')) return admit === 'open' ? undefined : 'policy'
  if (!membership.isMember(node.author, node)) return 'not-a-member'
  if (admit !== 'password' && !isModerator) return 'policy'
  return hasUsedRequest(node, room) ? 'bad-request' : undefined
}

/** A wish to join is good once: what a former member signed must not bring him back. */
function hasUsedRequest(node: EventNode<'add'>, room: CollectedRoom): boolean {
  const { kid, request } = node.event
  return (room.additions.get(kid) ?? []).some(
    (other) =>
      isType(other, 'add') && other.event.request.nonce === request.nonce && isBefore(other, node),
  )
}
