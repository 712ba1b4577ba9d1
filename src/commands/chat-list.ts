import type { ChatName, ChatState, PeerState, UserState } from '../peer/state.ts'

/** What the sidebar lists, in its order; keys that walk or jump through chats follow the same order. */
export interface ChatList {
  /** Those that one belongs to or has asked to. */
  readonly rooms: readonly ChatState[]
  readonly direct: readonly ChatState[]
  /** Rooms that have ended for this user: to be read only. */
  readonly archive: readonly ChatState[]
  /** People who are online and have no chat with this user yet. */
  readonly people: readonly UserState[]
}

export function listChats(state: PeerState): ChatList {
  const known = listsByState.get(state.chats)
  if (known !== undefined && known.users === state.users) return known.list
  const chats = [...state.chats.values()].sort(byActivity)
  const list: ChatList = {
    rooms: chats.filter((chat) => chat.kind === 'room' && !isArchived(chat)),
    direct: chats.filter(({ kind }) => kind === 'dm'),
    archive: chats.filter(isArchived),
    people: [...state.users.values()]
      .filter(({ username, online }) => online && !state.chats.has(`@${username}`))
      .sort((a, b) => (a.username < b.username ? -1 : 1)),
  }
  listsByState.set(state.chats, { users: state.users, list })
  return list
}

/** Names of the chats from top to bottom, as Alt-1 … Alt-9 count them. */
export function chatOrder(state: PeerState): readonly ChatName[] {
  return chatsInOrder(state).map(({ name }) => name)
}

/** All chats from top to bottom. */
export function chatsInOrder(state: PeerState): readonly ChatState[] {
  const { rooms, direct, archive } = listChats(state)
  return [...rooms, ...direct, ...archive]
}

function isArchived({ kind, phase, admission }: ChatState): boolean {
  return kind === 'room' && phase !== 'active' && admission === null
}

const listsByState = new WeakMap<
  PeerState['chats'],
  { users: PeerState['users']; list: ChatList }
>()

function byActivity(a: ChatState, b: ChatState): number {
  return b.lastActivity - a.lastActivity || (a.name < b.name ? -1 : 1)
}
