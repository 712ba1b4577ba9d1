import type { ChatLog } from '../../log/chat-log.ts'
import type { RoomView } from '../../log/room-view.ts'
import type { Policy } from '../../protocol/events.ts'
import type { EntryId } from '../../protocol/ids.ts'
import type { PolicyChange } from '../state.ts'

/** An entry has the new rules only: what they change follows from those that counted before it. One list for each view. */
const known = new WeakMap<RoomView, ReadonlyMap<EntryId, PolicyChange>>()

/** What each new policy of the room that counts has changed. */
export function policyChanges(
  log: Pick<ChatLog, 'view' | 'controls'>,
): ReadonlyMap<EntryId, PolicyChange> {
  const view = log.view()
  const found = known.get(view) ?? listChanges(log, view)
  known.set(view, found)
  return found
}

function listChanges(
  log: Pick<ChatLog, 'controls'>,
  { valid }: RoomView,
): ReadonlyMap<EntryId, PolicyChange> {
  const changes = new Map<EntryId, PolicyChange>()
  let before: Policy | undefined
  for (const { id, event } of log.controls()) {
    if (!valid.has(id) || (event.type !== 'create' && event.type !== 'policy')) continue
    if (before !== undefined) changes.set(id, changeBetween(before, event.policy))
    before = event.policy
  }
  return changes
}

function changeBetween(before: Policy, now: Policy): PolicyChange {
  return {
    admit: now.admit === before.admit ? null : now.admit,
    inactivity: now.inactivity === before.inactivity ? null : (now.inactivity ?? 'never'),
  }
}
