import { ENTRY_DEPS_MAX } from '../protocol/limits.ts'
import type { EntryId, Kid } from '../protocol/ids.ts'
import type { ControlEvent } from '../protocol/events.ts'
import type { RawEntry } from '../protocol/entry.ts'
import { compareText } from '../shared/bytes.ts'
import { type Bits, hasBit, NO_BITS, unionBits } from './bits.ts'
import type { AcceptedControl } from './chat-log.ts'

/** An accepted control entry with everything before it. */
export interface ControlNode<E extends ControlEvent = ControlEvent> {
  /** Its place in the order of acceptance of this node; never compared between nodes. */
  readonly index: number
  readonly id: EntryId
  readonly author: Kid
  readonly lamport: number
  readonly clock: number
  readonly sentAt: number
  readonly event: E
  readonly deps: readonly EntryId[]
  /** Indices of all its ancestors. */
  readonly past: Bits
  readonly raw: RawEntry
}

/** The control lane of one chat: a hash DAG that only grows, parents before children. */
export interface ControlGraph {
  readonly count: number
  /** Adds an entry whose deps are all here. */
  add(entry: AcceptedControl): ControlNode
  get(id: EntryId): ControlNode | undefined
  /** By (lamport, id): the same on every node, and a node comes after its ancestors. */
  ordered(): readonly ControlNode[]
  /** Nodes without children, the newest first. */
  heads(): readonly ControlNode[]
  /** Nodes outside the past of those of `ids` that are known, parents first. */
  after(ids: readonly EntryId[]): readonly ControlNode[]
  /**
   * Up to ENTRY_DEPS_MAX heads, sorted, with the lamport and the highest clock of what builds on them. A head that `isDead` is not
   * built on; what it builds on itself is.
   */
  tip(isDead: (node: ControlNode) => boolean): {
    readonly deps: readonly EntryId[]
    readonly lamport: number
    readonly clock: number
  }
}

export function createControlGraph(): ControlGraph {
  const byId = new Map<EntryId, ControlNode>()
  const accepted: ControlNode[] = []
  const ordered: ControlNode[] = []
  const heads = new Map<EntryId, ControlNode>()

  return {
    get count() {
      return accepted.length
    },
    add({ id, header, event, raw }) {
      const parents = header.deps.flatMap((dep) => byId.get(dep) ?? [])
      const node: ControlNode = {
        index: accepted.length,
        id,
        author: header.author,
        lamport: header.lamport,
        clock: header.clock,
        sentAt: header.sentAt,
        event,
        deps: header.deps,
        past: pastOf(parents),
        raw,
      }
      byId.set(id, node)
      accepted.push(node)
      ordered.splice(placeFor(ordered, node), 0, node)
      for (const dep of header.deps) heads.delete(dep)
      heads.set(id, node)
      return node
    },
    get: (id) => byId.get(id),
    ordered: () => ordered,
    heads: () => [...heads.values()].sort((a, b) => compareNodes(b, a)),
    after(ids) {
      const known = ids.flatMap((id) => byId.get(id) ?? [])
      const have = pastOf(known)
      return accepted.filter((node) => !hasBit(have, node.index))
    },
    tip(isDead) {
      const alive = this.heads().flatMap((node) =>
        isDead(node) ? node.deps.flatMap((dep) => byId.get(dep) ?? []) : [node],
      )
      const newest = [...new Set(alive)].slice(0, ENTRY_DEPS_MAX)
      return {
        deps: newest.map((node) => node.id).sort(compareText),
        lamport: 1 + newest.reduce((highest, node) => Math.max(highest, node.lamport), 0),
        clock: newest.reduce((highest, node) => Math.max(highest, node.clock), 0),
      }
    },
  }
}

/** Whether `earlier` is an ancestor of `later`. */
export function isBefore(earlier: ControlNode, later: ControlNode): boolean {
  return hasBit(later.past, earlier.index)
}

export function areConcurrent(a: ControlNode, b: ControlNode): boolean {
  return a !== b && !isBefore(a, b) && !isBefore(b, a)
}

function pastOf(parents: readonly ControlNode[]): Bits {
  if (parents.length === 0) return NO_BITS
  return unionBits(
    parents.map((parent) => parent.past),
    parents.map((parent) => parent.index),
  )
}

function compareNodes(a: ControlNode, b: ControlNode): number {
  return a.lamport - b.lamport || compareText(a.id, b.id)
}

/** Nearly always at the end. */
function placeFor(ordered: readonly ControlNode[], node: ControlNode): number {
  let low = 0
  let high = ordered.length
  const last = ordered.at(-1)
  if (last === undefined || compareNodes(last, node) < 0) return high
  while (low < high) {
    const middle = (low + high) >>> 1
    const other = ordered[middle]
    if (other !== undefined && compareNodes(other, node) < 0) low = middle + 1
    else high = middle
  }
  return low
}
