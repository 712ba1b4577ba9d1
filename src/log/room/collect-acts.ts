import type { Kid } from '../../protocol/ids.ts'
import { hasBit, type Bits } from '../bits.ts'
import { type ControlNode, isBefore } from '../control-graph.ts'
import type { EventNode } from './room-facts.ts'
import { isType } from './room-facts.ts'
import type { ActType, RoomActs } from './reigns.ts'

/** The entries of a room sorted by what they are for; undefined before the create entry is there. */
export interface CollectedRoom extends RoomActs {
  /** In order, without what does not know of `create`. */
  readonly nodes: readonly ControlNode[]
  /** Creates that lost against `create`, and what follows only them. */
  readonly strays: readonly ControlNode[]
}

/** `ordered` by (lamport, id); only those in `within`, when it is given. */
export function collectActs(
  ordered: readonly ControlNode[],
  within: Bits | undefined,
): CollectedRoom | undefined {
  const nodes: ControlNode[] = []
  const strays: ControlNode[] = []
  const acts: EventNode<ActType>[] = []
  const expiries: EventNode<'expire'>[] = []
  const additions = new Map<Kid, ControlNode[]>()
  const leaves = new Map<Kid, ControlNode[]>()
  const byAuthor = new Map<Kid, ControlNode[]>()
  let create: EventNode<'create'> | undefined

  for (const node of ordered) {
    if (within !== undefined && !hasBit(within, node.index)) continue
    if (create === undefined && isType(node, 'create')) create = node
    if (create === undefined || (node !== create && !isBefore(create, node))) {
      strays.push(node)
      continue
    }
    nodes.push(node)
    push(byAuthor, node.author, node)
    switch (node.event.type) {
      case 'create':
      case 'join':
        push(additions, node.author, node)
        break
      case 'add':
        push(additions, node.event.kid, node)
        break
      case 'leave':
        push(leaves, node.author, node)
        break
      case 'expire':
        if (isType(node, 'expire')) expiries.push(node)
        break
      case 'epoch':
        break
      case 'transfer':
        push(additions, node.event.kid, node)
        acts.push(node as EventNode<ActType>)
        break
      case 'remove':
      case 'ban':
      case 'unban':
      case 'rename':
      case 'password':
      case 'policy':
      case 'delete':
        acts.push(node as EventNode<ActType>)
        break
    }
  }
  if (create === undefined) return undefined
  return { create, nodes, strays, acts, expiries, additions, leaves, byAuthor }
}

function push<K>(lists: Map<K, ControlNode[]>, key: K, node: ControlNode): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [node])
  else list.push(node)
}
