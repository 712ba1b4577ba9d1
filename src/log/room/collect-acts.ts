import type { Kid } from '../../protocol/ids.ts'
import { hasBit, type Bits } from '../bits.ts'
import { type ControlNode, isBefore } from '../control-graph.ts'
import type { EventNode } from './room-facts.ts'
import { isType } from './room-facts.ts'
import type { ActType, RoomActs } from './reigns.ts'

/** The entries of a room sorted by what they are for; undefined before the create entry is there. */
export interface CollectedRoom extends RoomActs {
  /** Joins and adds, in order. */
  readonly arrivals: readonly EventNode<'join' | 'add'>[]
  readonly actsAndExpiries: readonly EventNode<ActType | 'expire'>[]
  /** Creates that lost against `create`, and what follows only them. */
  readonly strays: readonly ControlNode[]
}

/** `ordered` by (lamport, id); only those in `within`, when it is given. */
export function collectActs(
  ordered: readonly ControlNode[],
  within: Bits | undefined,
): CollectedRoom | undefined {
  const strays: ControlNode[] = []
  const acts: EventNode<ActType>[] = []
  const expiries: EventNode<'expire'>[] = []
  const actsAndExpiries: EventNode<ActType | 'expire'>[] = []
  const arrivals: EventNode<'join' | 'add'>[] = []
  const additions = new Map<Kid, ControlNode[]>()
  const leaves = new Map<Kid, ControlNode[]>()
  const others: ControlNode[] = []
  let create: EventNode<'create'> | undefined

  for (const node of ordered) {
    if (within !== undefined && !hasBit(within, node.index)) continue
    if (create === undefined && isType(node, 'create')) create = node
    if (create === undefined || (node !== create && !isBefore(create, node))) {
      strays.push(node)
      continue
    }
    const { event } = node
    if (event.type === 'epoch') others.push(node)
    else if (event.type === 'leave') push(leaves, node.author, node)
    else if (event.type === 'create') push(additions, node.author, node)
    else if (isType(node, 'join', 'add')) {
      push(additions, node.event.type === 'add' ? node.event.kid : node.author, node)
      arrivals.push(node)
    } else if (isType(node, 'expire')) {
      expiries.push(node)
      actsAndExpiries.push(node)
    } else {
      const act = node as EventNode<ActType>
      if (isType(act, 'transfer')) push(additions, act.event.kid, act)
      acts.push(act)
      actsAndExpiries.push(act)
    }
  }
  if (create === undefined) return undefined
  return {
    create,
    strays,
    acts,
    expiries,
    actsAndExpiries,
    arrivals,
    additions,
    leaves,
    writtenBy: (kid) =>
      [create, ...actsAndExpiries, ...arrivals, ...others, ...[...leaves.values()].flat()].filter(
        (node) => node.author === kid,
      ),
  }
}

function push<K>(lists: Map<K, ControlNode[]>, key: K, node: ControlNode): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [node])
  else list.push(node)
}
