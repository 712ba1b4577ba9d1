import type { ChatName, ChatState, PeerState } from '../peer/state.ts'

/** What a command is judged by: the peer, and the chat that it would act on. */
export interface CommandScope {
  readonly peer: PeerState
  /** The chat that the person has before him, in whatever way the face shows that. */
  readonly selected: ChatName | undefined
}

/** The chat that is selected, unless it has vanished from the peer's state meanwhile. */
export function chatIn({ peer, selected }: CommandScope): ChatState | undefined {
  return selected === undefined ? undefined : peer.chats.get(selected)
}

export function isLoggedIn({ peer }: Pick<CommandScope, 'peer'>): boolean {
  return peer.session.status === 'in'
}

/** '' without a session. */
export function ownName({ peer }: Pick<CommandScope, 'peer'>): string {
  return peer.session.status === 'out' ? '' : peer.session.username
}
