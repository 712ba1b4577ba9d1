import { normalizeRoomName } from '../protocol/names.ts'
import { ChatError } from '../shared/errors.ts'
import type { Observable } from '../shared/observable.ts'
import type { ActiveChat } from './chats/active-chat.ts'
import { checkText } from './chats/check-text.ts'
import { pageOf, readHistory } from './chats/history/read-history.ts'
import { readDetails } from './delivery/message-details.ts'
import { delegateModeration } from './moderation/delegate.ts'
import type { Peer, SentMessage } from './peer.ts'
import type { ChatName, PeerState } from './state.ts'
import { filesOfSession } from './transfers/session-files.ts'
import type { Session } from './session/session.ts'

/** Everything that a user does while a session runs; without one it throws NOT_LOGGED_IN, or does nothing where nothing is to be told. */
export function actsOfSession(
  current: () => Session | undefined,
  state: Observable<PeerState>,
): Omit<Peer, AccountActs> & {
  /** Resolves when what is being said is written or refused. */
  said(): Promise<void>
} {
  const saying = new Set<Promise<unknown>>()
  const opening = new Map<ChatName, Promise<ActiveChat>>()
  const moderation = delegateModeration(() => requireSession().moderation)

  function requireSession(): Session {
    const session = current()
    if (session === undefined) throw new ChatError('NOT_LOGGED_IN')
    return session
  }

  function requireChat(typed: ChatName): ActiveChat {
    const name = typed.startsWith('#') ? (`#${normalizeRoomName(typed)}` as const) : typed
    // The names of archives are no names of rooms.
    const { chats } = requireSession()
    const active = chats.byName(typed) ?? chats.byName(name)
    if (active === undefined) throw new ChatError(problemWith(name), { subject: name })
    return active
  }

  function problemWith(
    name: string,
  ): 'UNKNOWN_ROOM' | 'NOT_A_MEMBER' | 'UNKNOWN_USER' | 'INVALID_CHAT' {
    if (name.startsWith('@')) return 'UNKNOWN_USER'
    if (!name.startsWith('#')) return 'INVALID_CHAT'
    return state.get().rooms.has(name.slice(1)) ? 'NOT_A_MEMBER' : 'UNKNOWN_ROOM'
  }

  /** A DM needs no opening: naming the other is enough. Calls are answered in their order, also while it is being made. */
  function reachChat(name: ChatName): Promise<ActiveChat> {
    const session = requireSession()
    const underWay = opening.get(name)
    if (underWay !== undefined) return underWay
    if (!name.startsWith('@')) return Promise.resolve(requireChat(name))
    const known = session.chats.byName(name)
    if (known !== undefined) return Promise.resolve(known)
    const opened = session.openDm(name)
    opening.set(name, opened)
    const forget = (): void => void opening.delete(name)
    opened.then(forget, forget)
    return opened
  }

  /** An archive is in memory as a whole. */
  function windowOf(name: ChatName): ActiveChat['window'] | undefined {
    return requireSession().archived.has(name) ? undefined : requireChat(name).window
  }

  async function reachWritable(name: ChatName): Promise<ActiveChat> {
    if (requireSession().archived.has(name)) throw new ChatError('NOT_A_MEMBER', { subject: name })
    const active = await reachChat(name)
    const { phase, blocked } = active.state()
    if (phase === 'deleted' || phase === 'expired') {
      throw new ChatError('ROOM_DELETED', { subject: name.slice(1) })
    }
    if (phase !== 'active') throw new ChatError('NOT_A_MEMBER', { subject: name })
    if (blocked !== null) throw new ChatError(blocked, { subject: name.slice(1) })
    return active
  }

  async function sendText(name: ChatName, text: string): Promise<SentMessage> {
    const checked = checkText(text)
    const active = await reachWritable(name)
    return active.chat.send({ type: 'text', text: checked })
  }

  return {
    moderation: {
      ...moderation,
      async purgeArchive(name) {
        const { archived } = requireSession()
        await (archived.has(name) ? archived.purge(name) : moderation.purgeArchive(name))
      },
    },
    verification: {
      codeOf: async (username) => requireSession().verification.codeOf(username),
      confirm: async (username) => requireSession().verification.confirm(username),
      withdraw: async (username) => requireSession().verification.withdraw(username),
    },
    changePassword: async (change) => requireSession().changePassword(change),
    refreshUsers: async () => requireSession().refreshUsers(),
    listRooms: async () => requireSession().listRooms(),
    async createRoom({ name, password, inactivityTimeoutS }) {
      return requireSession().rooms.create(name, { password, inactivityTimeoutS })
    },
    async joinRoom({ name, password }) {
      return requireSession().rooms.join(name, password)
    },
    async leaveRoom(name) {
      await requireSession().rooms.leave(name)
    },
    async openDm(username) {
      await requireSession().openDm(username)
    },
    async closeChat(name) {
      const { archived } = requireSession()
      if (archived.has(name)) {
        archived.close(name)
        return
      }
      const active = requireChat(name)
      if (active.state().phase === 'active' && active.record().kind === 'room') {
        throw new ChatError('ALREADY_A_MEMBER', { subject: name })
      }
      await requireSession().chats.remove(active)
    },
    sendText(name, text) {
      const sending = sendText(name, text)
      const forget = (): void => void saying.delete(sending)
      saying.add(sending)
      sending.then(forget, forget)
      return sending
    },
    said: async () => void (await Promise.allSettled(saying)),
    sendTyping(name) {
      const active = current()?.chats.byName(name)
      if (active !== undefined) current()?.sendTyping(active)
    },
    async readHistory(name, page) {
      const { archived } = requireSession()
      if (archived.has(name)) return pageOf(archived.messages(name), page)
      return readHistory(await reachChat(name), page)
    },
    markRead(name) {
      const active = current()?.chats.byName(name)
      if (active !== undefined) current()?.markRead(active)
    },
    messageDetails: async (name, id) => readDetails(await reachChat(name), id),
    setReadReceipts: (on) => requireSession().setReadReceipts(on),
    loadOlder: async (name) => windowOf(name)?.loadOlder(),
    loadNewer: async (name) => windowOf(name)?.loadNewer(),
    showOldest: async (name) => windowOf(name)?.showOldest(),
    showLatest: async (name) => windowOf(name)?.showLatest(),
    detach: (name) => current()?.chats.byName(name)?.window.detach(),
    acceptKeyChange: (username) => requireSession().acceptKey(username),
    files: filesOfSession(() => requireSession().files, reachWritable),
  }
}

/** What is done without a session, or begins and ends one. */
type AccountActs =
  | 'state'
  | 'onEvent'
  | 'trackers'
  | 'register'
  | 'login'
  | 'logout'
  | 'close'
  | 'listProfiles'
  | 'dismissAlert'
