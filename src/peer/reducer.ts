import type { ChatErrorCode } from '../shared/errors.ts'
import type { DirectState } from './direct.ts'
import { AUTO_ACCEPT_USUAL, type AutoAccept, type OwnShare, type TransferState } from './files.ts'
import type { TrackersState } from './trackers.ts'
import type {
  Alert,
  ChatName,
  ChatState,
  PeerState,
  RoomState,
  SessionState,
  SettingsState,
  TrackerState,
  UserState,
} from './state.ts'

const MAX_ALERTS = 5

export type StateEvent =
  | { readonly type: 'session-changed'; readonly session: SessionState }
  | { readonly type: 'tracker-changed'; readonly tracker: Partial<TrackerState> }
  | { readonly type: 'trackers-changed'; readonly trackers: TrackersState }
  | { readonly type: 'direct-changed'; readonly direct: DirectState }
  | { readonly type: 'users-changed'; readonly users: Iterable<UserState> }
  | { readonly type: 'rooms-listed'; readonly rooms: Iterable<RoomState> }
  | { readonly type: 'chat-changed'; readonly chat: ChatState }
  | { readonly type: 'chat-renamed'; readonly from: ChatName; readonly chat: ChatState }
  | { readonly type: 'chat-closed'; readonly name: ChatName }
  | { readonly type: 'settings-changed'; readonly settings: SettingsState }
  | {
      readonly type: 'alert-raised'
      readonly code: ChatErrorCode
      readonly subject: string
      readonly at: number
    }
  | { readonly type: 'alert-dismissed'; readonly id: number }
  | { readonly type: 'transfers-changed'; readonly transfers: Iterable<TransferState> }
  | { readonly type: 'transfer-forgotten'; readonly id: string }
  | { readonly type: 'shares-changed'; readonly shares: readonly OwnShare[] }
  | { readonly type: 'auto-accept-changed'; readonly autoAccept: AutoAccept }
  /** Everything that belongs to one account is forgotten. */
  | { readonly type: 'session-ended'; readonly session: SessionState }

export function createInitialState(tracker: { host: string; port: number }): PeerState {
  return {
    session: { status: 'out' },
    tracker: {
      status: 'offline',
      host: tracker.host,
      port: tracker.port,
      words: '',
      problem: null,
    },
    trackers: { isLooking: false, choices: [] },
    users: new Map(),
    direct: null,
    rooms: new Map(),
    chats: new Map(),
    transfers: new Map(),
    shares: [],
    autoAccept: AUTO_ACCEPT_USUAL,
    settings: { readReceipts: true },
    alerts: [],
  }
}

/** The only place where a peer's state changes. */
export function reducePeer(state: PeerState, event: StateEvent): PeerState {
  switch (event.type) {
    case 'session-changed':
      return { ...state, session: event.session }
    case 'tracker-changed':
      return { ...state, tracker: { ...state.tracker, ...event.tracker } }
    case 'trackers-changed':
      return { ...state, trackers: event.trackers }
    case 'direct-changed':
      return { ...state, direct: event.direct }
    case 'users-changed':
      return { ...state, users: withAll(state.users, event.users, (user) => user.username) }
    case 'rooms-listed':
      return {
        ...state,
        rooms: withAll(new Map<string, RoomState>(), event.rooms, (room) => room.name),
      }
    case 'chat-changed':
      return { ...state, chats: withAll(state.chats, [event.chat], (chat) => chat.name) }
    case 'transfers-changed':
      return { ...state, transfers: withAll(state.transfers, event.transfers, ({ id }) => id) }
    case 'transfer-forgotten': {
      const transfers = new Map(state.transfers)
      transfers.delete(event.id)
      return { ...state, transfers }
    }
    case 'shares-changed':
      return { ...state, shares: event.shares }
    case 'auto-accept-changed':
      return { ...state, autoAccept: event.autoAccept }
    case 'chat-renamed': {
      const chats = [...state.chats].filter(([name]) => name !== event.chat.name)
      const renamed = chats.map(([name, chat]) =>
        name === event.from ? ([event.chat.name, event.chat] as const) : ([name, chat] as const),
      )
      return { ...state, chats: new Map(renamed) }
    }
    case 'chat-closed': {
      const chats = new Map(state.chats)
      chats.delete(event.name)
      return { ...state, chats }
    }
    case 'settings-changed':
      return { ...state, settings: event.settings }
    case 'alert-raised':
      return { ...state, alerts: raise(state.alerts, event) }
    case 'alert-dismissed':
      return { ...state, alerts: state.alerts.filter((alert) => alert.id !== event.id) }
    case 'session-ended':
      return {
        ...createInitialState(state.tracker),
        session: event.session,
        tracker: { ...state.tracker, status: 'offline', problem: null },
        trackers: state.trackers,
      }
  }
}

function withAll<K, T>(
  map: ReadonlyMap<K, T>,
  items: Iterable<T>,
  keyOf: (item: T) => K,
): ReadonlyMap<K, T> {
  const next = new Map(map)
  for (const item of items) next.set(keyOf(item), item)
  return next
}

/** The same trouble again moves to the end instead of filling the list. */
function raise(
  alerts: readonly Alert[],
  { code, subject, at }: { code: ChatErrorCode; subject: string; at: number },
): readonly Alert[] {
  const others = alerts.filter((alert) => alert.code !== code || alert.subject !== subject)
  const id = 1 + Math.max(0, ...alerts.map((alert) => alert.id))
  return [...others, { id, code, subject, at }].slice(-MAX_ALERTS)
}
