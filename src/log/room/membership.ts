import type { Kid } from '../../protocol/ids.ts'
import { isBefore, type ControlNode } from '../control-graph.ts'
import { isBannedBy } from './reigns.ts'

/** The valid entries that made people members or ended it, filled in order while a room is evaluated. */
export interface Membership {
  /** A valid create, join, add or transfer of `kid`. */
  addition(kid: Kid, node: ControlNode): void
  /** A valid removal, ban or leave of `kid`; bans are told of again by `ban`. */
  removal(kid: Kid, node: ControlNode): void
  ban(kid: Kid, node: ControlNode): void
  unban(kid: Kid, node: ControlNode): void
  /** In the past of `before`, or now. */
  isMember(kid: Kid, before?: ControlNode): boolean
  isBanned(kid: Kid, before?: ControlNode): boolean
  /** The members, and when each came in (`sentAt` of the addition that counts). */
  since(): ReadonlyMap<Kid, number>
  banned(): ReadonlySet<Kid>
}

type Lists = Map<Kid, ControlNode[]>
const NONE: readonly ControlNode[] = []

export function createMembership(): Membership {
  const additions: Lists = new Map()
  const removals: Lists = new Map()
  const bans: Lists = new Map()
  const unbans: Lists = new Map()

  function isBanned(kid: Kid, before?: ControlNode): boolean {
    const ofKid = bans.get(kid)
    return (
      ofKid !== undefined && isBannedBy(upTo(ofKid, before), upTo(unbans.get(kid) ?? NONE, before))
    )
  }

  /** Strong remove: an addition counts only if it knows of every removal. */
  function isMember(kid: Kid, before?: ControlNode): boolean {
    return additionsOf(kid, before).length > 0 && !isBanned(kid, before)
  }

  function additionsOf(kid: Kid, before?: ControlNode): readonly ControlNode[] {
    const ended = upTo(removals.get(kid) ?? NONE, before)
    return (additions.get(kid) ?? NONE).filter(
      (addition) =>
        (before === undefined || isBefore(addition, before)) &&
        ended.every((removal) => isBefore(removal, addition)),
    )
  }

  return {
    addition: (kid, node) => push(additions, kid, node),
    removal: (kid, node) => push(removals, kid, node),
    ban: (kid, node) => push(bans, kid, node),
    unban: (kid, node) => push(unbans, kid, node),
    isMember,
    isBanned,
    since() {
      const found = new Map<Kid, number>()
      for (const kid of additions.keys()) {
        const [first, ...others] = additionsOf(kid)
        if (first === undefined || isBanned(kid)) continue
        const earliest = others.reduce((a, b) => (b.lamport < a.lamport ? b : a), first)
        found.set(kid, earliest.sentAt)
      }
      return found
    },
    banned: () => new Set([...bans.keys()].filter((kid) => isBanned(kid))),
  }
}

function push(lists: Lists, kid: Kid, node: ControlNode): void {
  const list = lists.get(kid)
  if (list === undefined) lists.set(kid, [node])
  else list.push(node)
}

function upTo(nodes: readonly ControlNode[], before: ControlNode | undefined) {
  return before === undefined ? nodes : nodes.filter((node) => isBefore(node, before))
}
