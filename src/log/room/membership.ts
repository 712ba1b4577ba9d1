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
  members(): ReadonlySet<Kid>
  banned(): ReadonlySet<Kid>
}

interface Case {
  readonly additions: ControlNode[]
  readonly removals: ControlNode[]
  readonly bans: ControlNode[]
  readonly unbans: ControlNode[]
}

export function createMembership(): Membership {
  const cases = new Map<Kid, Case>()

  function caseOf(kid: Kid): Case {
    let found = cases.get(kid)
    if (found === undefined) {
      found = { additions: [], removals: [], bans: [], unbans: [] }
      cases.set(kid, found)
    }
    return found
  }

  function isBanned(kid: Kid, before?: ControlNode): boolean {
    const { bans, unbans } = caseOf(kid)
    return bans.length > 0 && isBannedBy(upTo(bans, before), upTo(unbans, before))
  }

  /** Strong remove: an addition counts only if it knows of every removal. */
  function isMember(kid: Kid, before?: ControlNode): boolean {
    const { additions, removals } = caseOf(kid)
    const ended = upTo(removals, before)
    return (
      upTo(additions, before).some((addition) =>
        ended.every((removal) => isBefore(removal, addition)),
      ) && !isBanned(kid, before)
    )
  }

  return {
    addition: (kid, node) => void caseOf(kid).additions.push(node),
    removal: (kid, node) => void caseOf(kid).removals.push(node),
    ban: (kid, node) => void caseOf(kid).bans.push(node),
    unban: (kid, node) => void caseOf(kid).unbans.push(node),
    isMember,
    isBanned,
    members: () => new Set([...cases.keys()].filter((kid) => isMember(kid))),
    banned: () => new Set([...cases.keys()].filter((kid) => isBanned(kid))),
  }
}

function upTo(nodes: readonly ControlNode[], before: ControlNode | undefined) {
  return before === undefined ? nodes : nodes.filter((node) => isBefore(node, before))
}
