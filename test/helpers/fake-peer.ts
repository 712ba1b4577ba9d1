import { AUTO_ACCEPT_USUAL } from '../../src/peer/files.ts'
import type { Verification } from '../../src/peer/verification.ts'
import type { Peer } from '../../src/peer/peer.ts'
import {
  UNGOVERNED,
  type ChatName,
  type ChatState,
  type LogItem,
  type LogWindow,
  type MessageItem,
  type PeerState,
  type RoomState,
  type UserState,
} from '../../src/peer/state.ts'
import type { Moderation } from '../../src/peer/moderation.ts'
import { ChatError } from '../../src/shared/errors.ts'
import { createEmitter } from '../../src/shared/emitter.ts'
import { createStore } from '../../src/shared/observable.ts'
import type { PeerEvent } from '../../src/peer/peer.ts'

/**
 * A second implementation of the peer: no network, no disk, one account (`alice`, password `secret word`), histories of any length
 * behind a window, and hands for a test to make things happen.
 */
export interface FakePeer extends Peer {
  /** Every action with its arguments, in order. */
  readonly calls: readonly string[]
  change(change: (state: PeerState) => PeerState): void
  changeChat(name: ChatName, change: Partial<ChatState>): void
  /** Somebody's message arrives. */
  receive(chat: ChatName, message: Partial<MessageItem> & { text: string }): void
  receiveItem(chat: ChatName, item: LogItem): void
  /** Something about an item in sight is other than before. */
  replaceItem(chat: ChatName, item: LogItem): void
  say(event: PeerEvent): void
  /** The next call of this action is refused. */
  refuse(action: string, error: ChatError): void
}

export interface FakeChat {
  readonly name: ChatName
  readonly items?: readonly LogItem[]
  readonly members?: readonly string[]
  readonly unread?: number
  readonly mentions?: number
  readonly readUpTo?: string | null
  readonly private?: boolean
}

/** Ten minutes before a full hour: in no time zone does a day begin in the quarter of an hour before it. */
export const NOON = Date.UTC(2026, 10, 19, 12, 50, 0)
const WINDOW = 200

export function createFakePeer(
  options: {
    loggedIn?: boolean
    profiles?: readonly string[]
    /** Messages that nobody has taken when he logs out. */
    waiting?: number
    chats?: readonly FakeChat[]
    users?: readonly (Partial<UserState> & { username: string })[]
    rooms?: readonly (Partial<RoomState> & { name: string })[]
  } = {},
): FakePeer {
  const calls: string[] = []
  const refusals = new Map<string, ChatError>()
  const histories = new Map<ChatName, LogItem[]>()
  const events = createEmitter<PeerEvent>()
  let sent = 0
  const users = new Map(
    (options.users ?? []).map((user) => [user.username, { ...UNKNOWN_USER, ...user }]),
  )
  const rooms = new Map(
    (options.rooms ?? []).map((room) => [room.name, { ...UNKNOWN_ROOM, ...room }]),
  )
  const chats = new Map<ChatName, ChatState>()
  for (const chat of options.chats ?? []) chats.set(chat.name, openChat(chat))

  const store = createStore<PeerState, (state: PeerState) => PeerState>(
    {
      session: options.loggedIn === false ? { status: 'out' } : SESSION,
      tracker: {
        status: 'online',
        host: 'lab-pc',
        port: 5000,
        words: 'apple river stone',
        problem: null,
      },
      trackers: { isLooking: false, choices: [] },
      users,
      direct: null,
      rooms,
      chats,
      settings: { readReceipts: true },
      alerts: [],
      transfers: new Map(),
      shares: [],
      autoAccept: AUTO_ACCEPT_USUAL,
    },
    (state, change) => change(state),
  )

  function openChat(chat: FakeChat): ChatState {
    const items = [...(chat.items ?? [])]
    histories.set(chat.name, items)
    const isRoom = chat.name.startsWith('#')
    const names = chat.members ?? (isRoom ? ['alice'] : ['alice', chat.name.slice(1)])
    return {
      ...UNGOVERNED,
      id: chat.name,
      name: chat.name,
      kind: isRoom ? 'room' : 'dm',
      phase: 'active',
      blocked: null,
      private: chat.private ?? false,
      moderator: isRoom ? (names[0] ?? null) : null,
      members: names.map((username, index) => ({
        username,
        moderator: isRoom && index === 0,
        online: username === 'alice' || (users.get(username)?.online ?? true),
        self: username === 'alice',
        joinedAt: isRoom ? NOON : 0,
      })),
      unread: chat.unread ?? 0,
      mentions: chat.mentions ?? 0,
      readUpTo: chat.readUpTo ?? null,
      log: windowOf(items, items.length - WINDOW, items.length),
      typing: [],
      mailbox: null,
      gap: null,
      forked: [],
      lastActivity: items.at(-1)?.sentAt ?? 0,
    }
  }

  function act(name: string, ...values: readonly string[]): void {
    calls.push([name, ...values].join(' '))
    const error = refusals.get(name)
    refusals.delete(name)
    if (error !== undefined) throw error
  }

  function changeChat(name: ChatName, change: Partial<ChatState>): void {
    store.dispatch((state) => {
      const chat = state.chats.get(name)
      if (chat === undefined) return state
      return { ...state, chats: new Map(state.chats).set(name, { ...chat, ...change }) }
    })
  }

  function receiveItem(name: ChatName, item: LogItem): void {
    const history = histories.get(name) ?? []
    history.push(item)
    histories.set(name, history)
    const chat = store.get().chats.get(name)
    if (chat === undefined) return
    const isNews = item.type === 'message' && !item.own
    const log: LogWindow = isFollowing.has(name)
      ? { ...chat.log, items: [...chat.log.items, item], total: history.length }
      : { ...chat.log, hasNewer: true, total: history.length }
    changeChat(name, {
      log,
      unread: chat.unread + Number(isNews),
      lastActivity: item.sentAt,
      mentions: chat.mentions + Number(item.type === 'message' && item.mentionsMe),
    })
  }

  /** Chats whose window follows the end. */
  const isFollowing = new Set<ChatName>(chats.keys())

  function moveWindow(
    name: ChatName,
    move: (first: number, last: number, end: number) => [number, number],
  ): void {
    const chat = store.get().chats.get(name)
    const history = histories.get(name) ?? []
    if (chat === undefined) return
    const first = history.findIndex(({ id }) => id === chat.log.items[0]?.id)
    const [from, to] = move(first, first + chat.log.items.length, history.length)
    changeChat(name, { log: windowOf(history, from, to) })
  }

  function enterSession(): void {
    store.dispatch((state) => ({ ...state, session: SESSION }))
  }

  function requireRoom(name: string): ChatState {
    const chat = store.get().chats.get(`#${name.replace(/^#/, '')}`)
    if (chat === undefined) throw new ChatError('NOT_A_MEMBER', { subject: name })
    return chat
  }

  function change(name: string, changed: Partial<ChatState>): RoomState {
    const chat = requireRoom(name)
    changeChat(chat.name, changed)
    return { ...UNKNOWN_ROOM, name: chat.name.slice(1), joined: true }
  }

  function drop(name: string, usernames: readonly string[]): Partial<ChatState> {
    const { members } = requireRoom(name)
    return { members: members.filter(({ username }) => !usernames.includes(username)) }
  }

  /** What an act shows at once; who learns of it and when is for a test to say. */
  const moderation: Moderation = {
    async renameRoom(name, newName) {
      act('renameRoom', name, newName)
      const chat = requireRoom(name)
      store.dispatch((state) => {
        const chats = new Map(state.chats)
        chats.delete(chat.name)
        return { ...state, chats: chats.set(`#${newName}`, { ...chat, name: `#${newName}` }) }
      })
      histories.set(`#${newName}`, histories.get(chat.name) ?? [])
      return { ...UNKNOWN_ROOM, name: newName, joined: true }
    },
    async setPassword(name, password) {
      act('setPassword', name, password ?? 'null')
      const admit = password === null ? 'open' : 'password'
      const policy = { ...requireRoom(name).policy, admit } as const
      return change(name, { policy, private: password !== null })
    },
    async setInactivity(name, inactivity) {
      act('setInactivity', name, String(inactivity))
      return change(name, { policy: { ...requireRoom(name).policy, inactivity } })
    },
    async removeMembers(name, usernames) {
      act('removeMembers', name, ...usernames)
      return change(name, drop(name, usernames))
    },
    async ban(name, usernames) {
      act('ban', name, ...usernames)
      const banned = [...new Set([...requireRoom(name).banned, ...usernames])].toSorted()
      return change(name, { ...drop(name, usernames), banned })
    },
    async unban(name, usernames) {
      act('unban', name, ...usernames)
      const banned = requireRoom(name).banned.filter((one) => !usernames.includes(one))
      return change(name, { banned })
    },
    async offerTransfer(name, username) {
      act('offerTransfer', name, username)
      change(name, { transferOffer: { from: 'alice', to: username } })
    },
    async acceptTransfer(name) {
      act('acceptTransfer', name)
      return change(name, { moderator: 'alice', transferOffer: null })
    },
    async declineTransfer(name) {
      act('declineTransfer', name)
      change(name, { transferOffer: null })
    },
    async deleteRoom(name) {
      act('deleteRoom', name)
      change(name, { phase: 'deleted' })
    },
    async purgeArchive(chat) {
      act('purgeArchive', chat)
      store.dispatch((state) => {
        const chats = new Map(state.chats)
        chats.delete(chat)
        return { ...state, chats }
      })
    },
    async audit(name) {
      act('audit', name)
      return []
    },
    async verifyAudit(name) {
      act('verifyAudit', name)
      return { entries: 0, signatures: 0, matches: true, wrong: null }
    },
  }

  const verification: Verification = {
    async codeOf(username) {
      act('codeOf', username)
      return { words: 'apple river stone', digits: '12345 67890', qr: 'CHATP2P:0123456789ABCDEF' }
    },
    async confirm(username) {
      act('confirm', username)
      trust(username, 'verified')
    },
    async withdraw(username) {
      act('withdraw', username)
      trust(username, 'unverified')
    },
  }

  function trust(username: string, how: 'verified' | 'unverified'): void {
    const user = store.get().users.get(username)
    if (user === undefined) return
    const changed = new Map(store.get().users).set(username, { ...user, trust: how })
    store.dispatch((state) => ({ ...state, users: changed }))
  }

  return {
    calls,
    verification,
    state: store,
    onEvent: (listener) => events.on(listener),
    change: (change) => store.dispatch(change),
    changeChat,
    receiveItem,
    replaceItem(name, item) {
      const replace = (items: readonly LogItem[]): LogItem[] =>
        items.map((one) => (one.id === item.id ? item : one))
      histories.set(name, replace(histories.get(name) ?? []))
      const log = store.get().chats.get(name)?.log
      if (log !== undefined) changeChat(name, { log: { ...log, items: replace(log.items) } })
    },
    receive: (chat, text) => receiveItem(chat, message({ id: `in-${++sent}`, ...text })),
    say: (event) => events.emit(event),
    refuse: (action, error) => void refusals.set(action, error),

    trackers: {
      look: () => act('look'),
      async choose({ host, port }) {
        act('choose', `${host}:${port}`)
        store.dispatch((state) => ({ ...state, tracker: { ...state.tracker, host, port } }))
      },
    },

    async register({ username }) {
      act('register', username)
      enterSession()
      return { username, fingerprint: 'ab12 cd34' }
    },
    async login({ username, password }) {
      act('login', username)
      await Promise.resolve()
      if (password !== 'secret word') throw new ChatError('WRONG_PASSWORD', { subject: username })
      enterSession()
      return { username, fingerprint: 'ab12 cd34', address: { host: '127.0.0.1', port: 1 } }
    },
    async logout() {
      act('logout')
      const farewell = { waiting: options.waiting ?? 0 }
      const session = { status: 'out', ...farewell } as const
      store.dispatch((state) => ({ ...state, session, chats: new Map() }))
      return farewell
    },
    async changePassword({ current, next }) {
      act('changePassword', next)
      await Promise.resolve()
      if (current !== 'secret word') throw new ChatError('WRONG_PASSWORD', { subject: 'alice' })
    },
    async close() {
      act('close')
      return { waiting: 0 }
    },
    async listProfiles() {
      return options.profiles ?? []
    },
    async refreshUsers() {
      act('refreshUsers')
    },
    async listRooms() {
      act('listRooms')
      return [...store.get().rooms.values()]
    },
    async createRoom({ name, password }) {
      act('createRoom', name, password ?? '')
      return addRoom({ ...UNKNOWN_ROOM, name, private: password !== undefined, moderator: 'alice' })
    },
    async joinRoom({ name, password }) {
      act('joinRoom', name, password ?? '')
      const room = store.get().rooms.get(name)
      if (room === undefined) throw new ChatError('UNKNOWN_ROOM', { subject: name })
      if (room.private && password !== 'open sesame') {
        throw new ChatError('WRONG_ROOM_PASSWORD', { subject: name })
      }
      return addRoom(room)
    },
    async leaveRoom(name) {
      act('leaveRoom', name)
      changeChat(`#${name}`, { phase: 'left' })
      store.dispatch((state) => ({
        ...state,
        rooms: new Map(state.rooms).set(name, {
          ...(state.rooms.get(name) ?? UNKNOWN_ROOM),
          joined: false,
        }),
      }))
    },
    moderation,
    async openDm(username) {
      act('openDm', username)
      if (!store.get().users.has(username))
        throw new ChatError('UNKNOWN_USER', { subject: username })
      addChat({ name: `@${username}` })
    },
    async closeChat(chat) {
      act('closeChat', chat)
      store.dispatch((state) => {
        const rest = new Map(state.chats)
        rest.delete(chat)
        return { ...state, chats: rest }
      })
    },
    async sendText(chat, text) {
      act('sendText', chat, text)
      const id = `out-${++sent}`
      const { chats: known } = store.get()
      const recipients = (known.get(chat)?.members.length ?? 1) - 1
      const item = message({ id, from: 'alice', own: true, text, recipients, state: 'sending' })
      receiveItem(chat, item)
      return { id, sentAt: item.sentAt }
    },
    sendTyping: (chat) => void calls.push(`sendTyping ${chat}`),
    async readHistory(chat, { limit = 50, before }) {
      const said = (histories.get(chat) ?? []).filter((one) => one.type === 'message')
      const end = before === undefined ? said.length : said.findIndex(({ id }) => id === before)
      return said.slice(Math.max(0, end - limit), end)
    },
    markRead(chat) {
      calls.push(`markRead ${chat}`)
      const readUpTo = histories.get(chat)?.at(-1)?.id ?? null
      changeChat(chat, { unread: 0, mentions: 0, readUpTo })
    },
    async loadOlder(chat) {
      act('loadOlder', chat)
      isFollowing.delete(chat)
      moveWindow(chat, (first, last) => [first - WINDOW, last])
    },
    async loadNewer(chat) {
      act('loadNewer', chat)
      moveWindow(chat, (first, last) => [first, last + WINDOW])
    },
    async showOldest(chat) {
      act('showOldest', chat)
      isFollowing.delete(chat)
      moveWindow(chat, () => [0, WINDOW])
    },
    async showLatest(chat) {
      act('showLatest', chat)
      isFollowing.add(chat)
      moveWindow(chat, (_first, _last, end) => [end - WINDOW, end])
    },
    detach(chat) {
      calls.push(`detach ${chat}`)
      isFollowing.delete(chat)
    },
    async messageDetails(chat, id) {
      act('messageDetails', chat, id)
      const item = histories.get(chat)?.find((one) => one.id === id)
      if (item?.type !== 'message') throw new ChatError('UNKNOWN_MESSAGE', { subject: id })
      const others = (store.get().chats.get(chat)?.members ?? []).filter(({ self }) => !self)
      const { from, sentAt, state, delivered } = item
      const recipients = others.map(
        ({ username }, index) =>
          ({
            username,
            state: state === 'read' ? 'read' : index < delivered ? 'delivered' : 'waiting',
          }) as const,
      )
      const read = state === 'read' ? others.length : 0
      const counts = { recipients: others.length, delivered, read }
      return { id, from, sentAt, state, stored: state !== 'sending', recipients, counts }
    },
    async setReadReceipts(on) {
      act('setReadReceipts', String(on))
      store.dispatch((state) => ({ ...state, settings: { readReceipts: on } }))
    },
    async acceptKeyChange(username) {
      act('acceptKeyChange', username)
      changeChat(`@${username}`, { blocked: null })
    },
    files: {
      async send(chat, path) {
        act('files.send', chat, path)
        return 'transfer-1'
      },
      accept: async (id) => act('files.accept', id),
      pause: async (id) => act('files.pause', id),
      resume: async (id) => act('files.resume', id),
      cancel: async (id) => act('files.cancel', id),
      retry: async (id) => act('files.retry', id),
      forget: async (id) => act('files.forget', id),
      async share(path) {
        act('files.share', path)
        return { username: 'alice', name: path, size: 0, sha256: '' }
      },
      unshare: async (name) => act('files.unshare', name),
      async listShares(username = '') {
        act('files.listShares', username)
        return []
      },
      async get(username, name) {
        act('files.get', username, name)
        return 'transfer-1'
      },
      setAutoAccept: async ({ mode, belowBytes }) =>
        act('files.setAutoAccept', mode, String(belowBytes)),
    },
    dismissAlert(id) {
      calls.push(`dismissAlert ${id}`)
      store.dispatch((state) => ({
        ...state,
        alerts: state.alerts.filter((alert) => alert.id !== id),
      }))
    },
  }

  function addChat(chat: FakeChat): void {
    isFollowing.add(chat.name)
    if (store.get().chats.has(chat.name)) return
    const opened = openChat(chat)
    store.dispatch((state) => ({ ...state, chats: new Map(state.chats).set(chat.name, opened) }))
  }

  function addRoom(room: RoomState): RoomState {
    const joined = { ...room, joined: true }
    store.dispatch((state) => ({ ...state, rooms: new Map(state.rooms).set(room.name, joined) }))
    addChat({ name: `#${room.name}`, members: ['alice', 'bob'], private: room.private })
    return joined
  }
}

/** A message of bob's, except for what is said otherwise. */
export function message(item: Partial<MessageItem> & { id: string }): MessageItem {
  return {
    type: 'message',
    from: 'bob',
    own: false,
    text: '',
    file: null,
    sentAt: NOON,
    clockOff: false,
    state: 'delivered',
    delivered: 0,
    recipients: 1,
    mentionsMe: false,
    problem: null,
    ...item,
  }
}

/** `count` short messages of one day, the last one at NOON. */
export function messages(count: number): MessageItem[] {
  const names = ['bob', 'carol', 'dave']
  return Array.from({ length: count }, (_, index) =>
    message({
      id: `m${index}`,
      from: names[index % names.length] ?? 'bob',
      text: `message number ${index}`,
      sentAt: NOON - (count - 1 - index) * 8,
    }),
  )
}

const SESSION: PeerState['session'] = {
  status: 'in',
  username: 'alice',
  fingerprint: 'ab12 cd34',
  address: { host: '127.0.0.1', port: 4000 },
}

const UNKNOWN_USER: UserState = {
  username: '',
  fingerprint: '1111 2222 3333 4444 5555 6666 7777 8888 9999 aaaa bbbb cccc dddd eeee ffff 0000',
  online: true,
  trust: 'unverified',
  via: 'direct',
}

const UNKNOWN_ROOM: RoomState = {
  name: '',
  private: false,
  moderator: 'bob',
  memberCount: 2,
  joined: false,
}

function windowOf(history: readonly LogItem[], from: number, to: number): LogWindow {
  const first = Math.max(0, from)
  const last = Math.min(to, history.length)
  return {
    items: history.slice(first, last),
    hasOlder: first > 0,
    hasNewer: last < history.length,
    total: history.length,
    loading: false,
  }
}
