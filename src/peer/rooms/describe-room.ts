import type { Kid } from '../../protocol/ids.ts'
import type { ActiveChat } from '../chats/active-chat.ts'
import type { RoomState } from '../state.ts'

/** A room as its own log has it. */
export function describeRoom(
  active: ActiveChat,
  self: Kid,
  nameOf: (kid: Kid) => string,
): RoomState {
  const view = active.chat.log.view()
  return {
    name: view.name,
    private: view.policy.admit === 'password',
    moderator: view.moderator === null ? null : nameOf(view.moderator),
    memberCount: view.members.size,
    joined: view.members.has(self),
  }
}
