import type { RoomView } from '../../log/room-view.ts'
import type { Kid } from '../../protocol/ids.ts'
import type { ChatState } from '../state.ts'

/** Levels as they rest on the disk. */
export function toMap(levels: Readonly<Record<Kid, number>>): ReadonlyMap<Kid, number> {
  return new Map(Object.entries(levels) as [Kid, number][])
}

/** Members other than this user. */
export function recipientsOf(view: RoomView, self: Kid): readonly Kid[] {
  return [...view.members].filter((kid) => kid !== self)
}

export function phaseOf(view: RoomView, self: Kid, hasLeft: boolean): ChatState['phase'] {
  if (view.phase === 'deleted' || view.phase === 'expired') return view.phase
  if (view.kind === 'dm' || view.members.has(self)) return 'active'
  return hasLeft ? 'left' : 'removed'
}

/** As the state names them. */
export function membersOf(
  view: RoomView,
  people: { nameOf(kid: Kid): string; isOnline(kid: Kid): boolean },
  self: Kid,
): ChatState['members'] {
  return [...view.members]
    .map((kid) => ({
      username: people.nameOf(kid),
      moderator: kid === view.moderator,
      online: kid === self || people.isOnline(kid),
      self: kid === self,
      joinedAt: view.since.get(kid) ?? 0,
    }))
    .toSorted((a, b) => (a.username < b.username ? -1 : 1))
}
