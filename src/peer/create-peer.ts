import type { InterfaceFilter } from '../net/discovery/interfaces.ts'
import { createEmitter } from '../shared/emitter.ts'
import { ChatError } from '../shared/errors.ts'
import { createMutex } from '../shared/mutex.ts'
import { createStore } from '../shared/observable.ts'
import type { Disk } from '../store/disk/disk.ts'
import { openKnownTrackers } from '../store/known-trackers.ts'
import { listProfiles } from '../store/profile.ts'
import { fingerprintWords } from '../crypto/fingerprint.ts'
import { normalizeRoomName } from '../protocol/names.ts'
import type { ActiveChat } from './chats/active-chat.ts'
import { readHistory } from './chats/history/read-history.ts'
import { checkText } from './chats/check-text.ts'
import { readDetails } from './delivery/message-details.ts'
import { createTrackerFinder } from './discovery/tracker-finder.ts'
import { delegateModeration } from './moderation/delegate.ts'
import type { Credentials, Peer, PeerEvent } from './peer.ts'
import { createInitialState, reducePeer } from './reducer.ts'
import { openAccount, type AccountPlace, type OpenAccount } from './account/open-account.ts'
import { registerAccount } from './account/register-account.ts'
import type { Session } from './session/session.ts'
import { createTroubles } from './troubles.ts'
import { startSession } from './session/start-session.ts'
import type { ChatName } from './state.ts'
import { filesOfSession } from './transfers/session-files.ts'
import type { TrackerAddress } from './trackers.ts'

export interface PeerOptions {
  readonly dataDir: string
  /** Undefined: the last used one, or one that announces itself on the network. */
  readonly trackerHost: string | undefined
  readonly trackerPort: number
  /** On which of this host's interfaces to look for trackers. */
  readonly discovery?: InterfaceFilter | undefined
  /** 0: any free one. */
  readonly listenPort: number
  /** The only tracker key to accept, as hexadecimal digits or b64; without it the first one met is pinned. */
  readonly trackerFingerprint?: string | undefined
  /** Whether the tracker keeps a sealed backup of the keys; undefined: as it was decided for the profile, at first yes. */
  readonly keyBackup?: boolean | undefined
  now?(): number
  /** Another disk for tests. */
  readonly disk?: Disk | undefined
}

/** A peer that nobody has logged in to yet. */
export async function createPeer(options: PeerOptions): Promise<Peer> {
  const { dataDir, trackerHost, trackerPort, now = Date.now } = options
  const store = createStore(
    createInitialState({ host: trackerHost ?? '', port: trackerPort }),
    reducePeer,
  )
  const events = createEmitter<PeerEvent>()
  /** Sessions begin and end one after another. */
  const turns = createMutex()
  let session: Session | undefined
  const opening = new Map<ChatName, Promise<ActiveChat>>()
  let isClosed = false
  const {
    disk,
    tellDamage,
    tell: onTrouble,
  } = createTroubles({
    disk: options.disk,
    dispatch: store.dispatch,
    now,
  })
  const finder = await createTrackerFinder({
    named: trackerHost === undefined ? undefined : { host: trackerHost, port: trackerPort },
    defaultPort: trackerPort,
    filter: options.discovery ?? { allow: [], deny: [] },
    known: openKnownTrackers({ dataDir, disk, onDamaged: tellDamage }),
    now,
    onChange: (trackers) => store.dispatch({ type: 'trackers-changed', trackers }),
  })
  showTracker(finder.address())

  function showTracker(address: TrackerAddress | undefined): void {
    if (address !== undefined) store.dispatch({ type: 'tracker-changed', tracker: address })
  }

  function requireSession(): Session {
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
    return store.get().rooms.has(name.slice(1)) ? 'NOT_A_MEMBER' : 'UNKNOWN_ROOM'
  }

  /** A DM needs no opening: naming the other is enough. Calls are answered in their order, also while it is being made. */
  function reachChat(name: ChatName): Promise<ActiveChat> {
    const current = requireSession()
    const underWay = opening.get(name)
    if (underWay !== undefined) return underWay
    if (!name.startsWith('@')) return Promise.resolve(requireChat(name))
    const known = current.chats.byName(name)
    if (known !== undefined) return Promise.resolve(known)
    const opened = current.openDm(name)
    opening.set(name, opened)
    const forget = (): void => void opening.delete(name)
    opened.then(forget, forget)
    return opened
  }

  async function reachWritable(name: ChatName): Promise<ActiveChat> {
    const active = await reachChat(name)
    const { phase, blocked } = active.state()
    if (phase === 'deleted' || phase === 'expired') {
      throw new ChatError('ROOM_DELETED', { subject: name.slice(1) })
    }
    if (phase !== 'active') throw new ChatError('NOT_A_MEMBER', { subject: name })
    if (blocked !== null) throw new ChatError(blocked, { subject: name.slice(1) })
    return active
  }

  async function enter(
    username: string,
    open: (place: AccountPlace) => Promise<OpenAccount>,
  ): Promise<Session> {
    if (isClosed) throw new ChatError('CANCELLED')
    if (session !== undefined) throw new ChatError('ALREADY_LOGGED_IN')
    store.dispatch({ type: 'session-ended', session: { status: 'entering', username } })
    let account: OpenAccount | undefined
    try {
      account = await open({ ...place, tracker: await finder.settle() })
      const { trackerId, host, port } = account.profile.tracker
      const trackerAddress = (): TrackerAddress => finder.locate(trackerId, { host, port })
      store.dispatch({
        type: 'tracker-changed',
        tracker: { ...trackerAddress(), words: fingerprintWords(trackerId) },
      })
      session = await startSession(account.profile, account.token, {
        trackerAddress,
        onTracker(status) {
          if (status === 'offline') {
            finder.seek()
            return
          }
          finder.rest()
          showTracker(trackerAddress())
          finder.remember(trackerId, trackerAddress()).catch(onTrouble)
        },
        listenPort: options.listenPort,
        now,
        dispatch: store.dispatch,
        events,
        onRefused: (error) => void displace(error).catch(onTrouble),
        onTrouble,
      })
    } catch (error) {
      await account?.profile.close()
      store.dispatch({ type: 'session-ended', session: { status: 'out' } })
      throw error
    }
    store.dispatch({ type: 'session-changed', session: { status: 'in', ...session.info } })
    return session
  }

  async function leave(): Promise<void> {
    const leaving = session
    session = undefined
    await leaving?.close()
    finder.rest()
  }

  /** Another machine has taken the account over, or the password is no longer the one. */
  function displace(error: ChatError): Promise<void> {
    return turns.run(async () => {
      const username = session?.info.username
      if (username === undefined) return
      await leave()
      store.dispatch({ type: 'session-ended', session: { status: 'displaced', username } })
      onTrouble(error)
    })
  }

  const place: Omit<AccountPlace, 'tracker'> = {
    dataDir,
    trackerFingerprint: options.trackerFingerprint,
    disk,
    keyBackup: options.keyBackup,
    now,
    onDamaged: tellDamage,
  }

  return {
    moderation: delegateModeration(() => requireSession().moderation),
    state: store,
    onEvent: (listener) => events.on(listener),
    verification: {
      codeOf: async (username) => requireSession().verification.codeOf(username),
      confirm: async (username) => requireSession().verification.confirm(username),
      withdraw: async (username) => requireSession().verification.withdraw(username),
    },
    trackers: {
      look: () => finder.look(),
      choose: (address) =>
        turns.run(async () => {
          if (session !== undefined) throw new ChatError('ALREADY_LOGGED_IN')
          finder.choose(address)
          showTracker(address)
        }),
    },
    register: (credentials: Credentials) =>
      turns.run(async () => {
        const { info } = await enter(credentials.username, (there) =>
          registerAccount(there, credentials),
        )
        return { username: info.username, fingerprint: info.fingerprint }
      }),
    login: (credentials: Credentials) =>
      turns.run(async () => {
        const { info } = await enter(credentials.username, (there) =>
          openAccount(there, credentials),
        )
        return info
      }),
    logout: () =>
      turns.run(async () => {
        requireSession()
        await leave()
        store.dispatch({ type: 'session-ended', session: { status: 'out' } })
      }),
    changePassword: async (change) => requireSession().changePassword(change),
    close: () => {
      isClosed = true
      return turns.run(async () => {
        await leave()
        await finder.close()
      })
    },
    listProfiles: () => listProfiles(dataDir),
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
      const active = requireChat(name)
      if (active.state().phase === 'active' && active.record().kind === 'room') {
        throw new ChatError('ALREADY_A_MEMBER', { subject: name })
      }
      await requireSession().chats.remove(active)
    },
    async sendText(name, text) {
      const checked = checkText(text)
      const active = await reachWritable(name)
      return active.chat.send({ type: 'text', text: checked })
    },
    sendTyping(name) {
      const active = session?.chats.byName(name)
      if (active !== undefined) session?.sendTyping(active)
    },
    readHistory: async (name, page) => readHistory(await reachChat(name), page),
    markRead(name) {
      const active = session?.chats.byName(name)
      if (active !== undefined) session?.markRead(active)
    },
    messageDetails: async (name, id) => readDetails(await reachChat(name), id),
    setReadReceipts: (on) => requireSession().setReadReceipts(on),
    loadOlder: (name) => requireChat(name).window.loadOlder(),
    loadNewer: (name) => requireChat(name).window.loadNewer(),
    showOldest: (name) => requireChat(name).window.showOldest(),
    showLatest: (name) => requireChat(name).window.showLatest(),
    detach: (name) => session?.chats.byName(name)?.window.detach(),
    acceptKeyChange: (username) => requireSession().acceptKey(username),
    files: filesOfSession(() => requireSession().files, reachWritable),
    dismissAlert: (id) => store.dispatch({ type: 'alert-dismissed', id }),
  }
}
