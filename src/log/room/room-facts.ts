import type { EntryId, Kid } from '../../protocol/ids.ts'
import type { ControlEvent, Policy } from '../../protocol/events.ts'
import type { ControlNode } from '../control-graph.ts'
import type { RoomView, VoidReason } from '../room-view.ts'

export type EventNode<T extends ControlEvent['type']> = ControlNode<
  Extract<ControlEvent, { type: T }>
>

/** What a room's control entries amount to, its epochs aside. */
export interface RoomFacts {
  readonly phase: RoomView['phase']
  readonly name: string
  readonly moderator: Kid | null
  readonly generation: number
  readonly lastModerator: Kid | null
  readonly since: ReadonlyMap<Kid, number>
  readonly members: ReadonlySet<Kid>
  readonly banned: ReadonlySet<Kid>
  readonly policy: Policy
  readonly passwordGeneration: number
  readonly passwordBy: Kid | null
  /** Entries that count and those that do not; epoch events are in neither. */
  readonly valid: ReadonlySet<EntryId>
  readonly voided: ReadonlyMap<EntryId, VoidReason>
  /** Valid removals and bans, for their cuts. */
  readonly removals: readonly EventNode<'remove' | 'ban'>[]
  /** Valid entries after each of which a new epoch is due. */
  readonly rotations: readonly ControlNode[]
}

export const OPEN_FOREVER: Policy = { admit: 'open', inactivity: null }

export function isType<T extends ControlEvent['type']>(
  node: ControlNode,
  type: T,
  orType?: T,
): node is EventNode<T> {
  return node.event.type === type || node.event.type === orType
}
