import type { EntryId } from '../protocol/ids.ts'
import { isBefore, type ControlGraph, type ControlNode } from './control-graph.ts'
import { isEpoch } from './room/epoch-judge.ts'

/** Where the line of a control entry stands on the screen: before the messages whose clock is not below `clock`. */
export interface EventPlace {
  readonly id: EntryId
  readonly clock: number
  /** Orders the lines of one clock. */
  readonly rank: number
}

/** No epoch knows of the entry yet: its line stands below all that was said so far. */
export const AT_THE_END = Number.MAX_SAFE_INTEGER

/**
 * Places every event before the first epoch that knows of it, hence after all that was said without knowing. The entry's own
 * clock would not do: a newcomer has not seen what is said in the room that he joins.
 */
export function placeEvents(
  graph: ControlGraph,
  isValid: (epoch: EntryId) => boolean,
): readonly EventPlace[] {
  const nodes = graph.ordered()
  const epochs = nodes.filter((node) => isEpoch(node) && isValid(node.id))
  const inOrder = epochs.toSorted((a, b) => a.clock - b.clock)
  const places = new Map<ControlNode, number>()
  let waiting = nodes.filter((node) => !isEpoch(node))
  for (const epoch of inOrder) {
    for (const node of waiting) if (isBefore(node, epoch)) places.set(node, epoch.clock)
    waiting = waiting.filter((node) => !places.has(node))
  }
  return nodes.flatMap((node, rank) =>
    isEpoch(node) ? [] : [{ id: node.id, clock: places.get(node) ?? AT_THE_END, rank }],
  )
}
