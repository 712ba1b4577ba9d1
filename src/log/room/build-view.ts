import { membersHash } from '../../crypto/epoch.ts'
import { compareText } from '../../shared/bytes.ts'
import type { ChatId, EntryId, Hash, Kid } from '../../protocol/ids.ts'
import { isSubset, unionBits } from '../bits.ts'
import { type ControlGraph, isBefore } from '../control-graph.ts'
import { groupBy } from '../group-by.ts'
import type { EpochView, RoomView } from '../room-view.ts'
import { type EpochJudge, isEpoch } from './epoch-judge.ts'
import { evaluateRoom } from './evaluate-room.ts'
import { type EventNode, OPEN_FOREVER, type RoomFacts } from './room-facts.ts'

export interface ViewOptions {
  readonly chat: ChatId
  readonly dm: readonly [Kid, Kid] | null
  readonly graph: ControlGraph
  readonly judge: EpochJudge
  readonly hasTracker: boolean
  /** Newest time that a message of this author claims, 0 for none: it belies an expiry. */
  readonly spokenAt: (author: Kid) => number
  /** Whether the author's own chain hides the message: a fork, or an epoch older than the one before. */
  readonly isHiddenInChain: (author: Kid, seq: number) => boolean
}

/** The chat as everybody with the same entries sees it. */
export function buildView(options: ViewOptions): RoomView {
  const { graph, judge, dm } = options
  const facts = dm === null ? evaluateRoom(graph.ordered(), options) : dmFacts(dm)
  const valid = new Set(facts.valid)
  const voided = new Map(facts.voided)
  const epochs = new Map<EntryId, EpochView>()
  const nodes: EventNode<'epoch'>[] = []

  for (const node of graph.ordered()) {
    if (!isEpoch(node)) continue
    const verdict = judge.judge(node)
    if (!verdict.isValid) {
      voided.set(node.id, verdict.reason)
      continue
    }
    valid.add(node.id)
    nodes.push(node)
    const { id, author, clock, sentAt } = node
    const { commitment } = node.event
    epochs.set(id, { id, author, members: verdict.members, commitment, clock, sentAt })
  }

  const hash = membersHash(facts.members)
  const removals = groupBy(facts.removals, (removal) => removal.event.kid)
  return {
    chat: options.chat,
    kind: dm === null ? 'room' : 'dm',
    name: facts.name,
    phase: facts.phase,
    members: facts.members,
    membersHash: hash,
    moderator: facts.moderator,
    generation: facts.generation,
    lastModerator: facts.lastModerator,
    since: facts.since,
    banned: facts.banned,
    policy: facts.policy,
    passwordGeneration: facts.passwordGeneration,
    passwordBy: facts.passwordBy,
    valid,
    voided,
    epochs,
    currentEpoch: facts.phase === 'active' ? chooseEpoch(nodes, hash, facts) : undefined,
    isMessageVisible({ author, seq, epoch }) {
      const node = graph.get(epoch)
      if (!isEpoch(node) || epochs.get(epoch)?.members.has(author) !== true) return false
      const isCut = (removals.get(author) ?? []).some(
        (removal) => seq > removal.event.cut && !isBefore(removal, node),
      )
      return !isCut && !options.isHiddenInChain(author, seq)
    },
  }
}

function dmFacts(dm: readonly [Kid, Kid]): RoomFacts {
  return {
    phase: 'active',
    name: '',
    moderator: null,
    generation: 0,
    lastModerator: null,
    since: new Map(),
    members: new Set(dm),
    banned: new Set(),
    policy: OPEN_FOREVER,
    passwordGeneration: 0,
    passwordBy: null,
    valid: new Set(),
    voided: new Map(),
    removals: [],
    rotations: [],
  }
}

/**
 * Of the epochs for exactly the present members the one with the smallest id, so that those who chose at the same time agree. It
 * must know of everything that changed the members, and be no other's ancestor: nobody goes back.
 */
function chooseEpoch(
  epochs: readonly EventNode<'epoch'>[],
  hash: Hash,
  facts: RoomFacts,
): EntryId | undefined {
  const rotations = unionBits(
    [],
    facts.rotations.map((node) => node.index),
  )
  return epochs
    .filter((node) => node.event.membersHash === hash && isSubset(rotations, node.past))
    .filter((node) => !epochs.some((other) => isBefore(node, other)))
    .map((node) => node.id)
    .sort(compareText)[0]
}
