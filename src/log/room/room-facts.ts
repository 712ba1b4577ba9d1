import type { EntryId } from '../../protocol/ids.ts'
import type { ControlEvent, Policy } from '../../protocol/events.ts'
import type { ControlNode } from '../control-graph.ts'
import type { RoomView } from '../room-view.ts'

export type EventNode<T extends ControlEvent['type']> = ControlNode<
  Extract<ControlEvent, { type: T }>
>

/** What a room's control entries amount to, its epochs aside. */
export interface RoomFacts extends Omit<
  RoomView,
  'chat' | 'kind' | 'membersHash' | 'epochs' | 'currentEpoch' | 'isMessageVisible'
> {
  /** Entries that count and those that do not; epoch events are in neither. */
  readonly valid: ReadonlySet<EntryId>
  readonly voided: RoomView['voided']
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
