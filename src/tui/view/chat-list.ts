import type { ChatName, ChatState, PeerState, UserState } from '../../peer/state.ts'

/** What the sidebar lists, in its order; keys that walk or jump through chats follow the same order. */
export interface ChatList {
  readonly rooms: readonly ChatState[]
  readonly direct: readonly ChatState[]
  /** People who are online and have no chat with this user yet. */
  readonly people: readonly UserState[]
}

export function listChats(state: PeerState): ChatList {
  const known = listsByState.get(state.chats)
  if (known !== undefined && known.users === state.users) return known.list
  const chats = [...state.chats.values()].sort(byActivity)
  const list: ChatList = {
    rooms: chats.filter(({ kind }) => kind === 'room'),
    direct: chats.filter(({ kind }) => kind === 'dm'),
    people: [...state.users.values()]
      .filter(({ username, online }) => online && !state.chats.has(`@${username}`))
      .sort((a, b) => (a.username < b.username ? -1 : 1)),
  }
  listsByState.set(state.chats, { users: state.users, list })
  return list
}

/** Names of the chats from top to bottom, as Alt-1 … Alt-9 count them. */
export function chatOrder(state: PeerState): readonly ChatName[] {
  const { rooms, direct } = listChats(state)
  return [...rooms, ...direct].map(({ name }) => name)
}

const listsByState = new WeakMap<
  PeerState['chats'],
  { users: PeerState['users']; list: ChatList }
>()

function byActivity(a: ChatState, b: ChatState): number {
  return b.lastActivity - a.lastActivity || (a.name < b.name ? -1 : 1)
}
