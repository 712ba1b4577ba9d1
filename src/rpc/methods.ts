import * as v from 'valibot'
import type { Peer } from '../peer/peer.ts'
import type { ChatState } from '../peer/state.ts'
import { ChatError } from '../shared/errors.ts'
import { chatNameOf } from './chat-name.ts'
import { DELIVERY_METHODS } from './delivery-methods.ts'
import { FILE_METHODS } from './file-methods.ts'
import { method, type Method } from './method.ts'
import { PEOPLE_METHODS } from './people-methods.ts'
import { ROOM_METHODS } from './room-methods.ts'
import { NOTIFICATIONS, showMembers, showMessage, showRoom, showTime, showUser } from './shapes.ts'

/** The version of this interface: a method may gain optional params and results gain fields without a new one. */
export const RPC_VERSION = 1

const HISTORY_LIMIT_MAX = 1_000
const HISTORY_LIMIT_USUAL = 50

const Nothing = v.strictObject({})
const Text = v.string()
const Credentials = v.strictObject({ username: Text, password: Text })
const RoomName = v.strictObject({ name: Text })
const Seconds = v.pipe(v.number(), v.safeInteger(), v.minValue(1))
const Limit = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(HISTORY_LIMIT_MAX))

/** Everything that scripts can ask for. */
export const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  method('system.describe', Nothing, async ({ version }) => ({
    program: 'chatp2p',
    version,
    rpcVersion: RPC_VERSION,
    methods: [...METHODS.keys()],
    notifications: NOTIFICATIONS,
  })),

  method('session.register', Credentials, async ({ peer }, params) => {
    const { username, fingerprint } = await peer.register(params)
    return { username, fingerprint }
  }),
  method('session.login', Credentials, async ({ peer }, params) => {
    const { username, fingerprint, address } = await peer.login(params)
    return { username, fingerprint, address: { host: address.host, port: address.port } }
  }),
  method(
    'session.changePassword',
    v.strictObject({ current: Text, next: Text }),
    async ({ peer }, params) => {
      await peer.changePassword(params)
      return {}
    },
  ),
  method('session.logout', Nothing, async ({ peer }) => {
    const { waiting } = await peer.logout()
    return waiting === 0 ? {} : { waiting }
  }),

  method('peers.list', Nothing, async ({ peer }) => {
    requireSession(peer)
    await peer.refreshUsers()
    return { peers: [...peer.state.get().users.values()].map(showUser) }
  }),

  method('rooms.list', Nothing, async ({ peer }) => {
    requireSession(peer)
    const rooms = await peer.listRooms()
    return { rooms: rooms.map(showRoom) }
  }),
  method(
    'rooms.create',
    v.strictObject({
      name: Text,
      password: v.optional(Text),
      inactivityTimeout: v.optional(Seconds),
    }),
    async ({ peer }, { name, password, inactivityTimeout }) => {
      const room = await peer.createRoom({
        name,
        password,
        inactivityTimeoutS: inactivityTimeout,
      })
      return { room: showRoom(room) }
    },
  ),
  method(
    'rooms.join',
    v.strictObject({ name: Text, password: v.optional(Text) }),
    async ({ peer }, { name, password }) => {
      const room = await peer.joinRoom({ name, password })
      return { room: showRoom(room) }
    },
  ),
  method('rooms.leave', RoomName, async ({ peer }, { name }) => {
    await peer.leaveRoom(name)
    return {}
  }),
  method('rooms.members', RoomName, async ({ peer }, { name }) => ({
    members: showMembers(requireRoom(peer, name)),
  })),

  method(
    'messages.send',
    v.strictObject({ chat: Text, text: Text }),
    async ({ peer }, { chat, text }) => {
      const sent = await peer.sendText(chatNameOf(chat), text)
      return { id: sent.id, sentAt: showTime(sent.sentAt) }
    },
  ),
  method(
    'messages.history',
    v.strictObject({ chat: Text, limit: v.optional(Limit), before: v.optional(Text) }),
    async ({ peer }, { chat, limit = HISTORY_LIMIT_USUAL, before }) => {
      const name = chatNameOf(chat)
      const page = before === undefined ? { limit } : { limit, before }
      const messages = await peer.readHistory(name, page)
      const missing = peer.state.get().chats.get(name)?.gap?.missing
      return {
        messages: messages.map(showMessage),
        ...(missing === undefined ? {} : { missing }),
      }
    },
  ),

  ...PEOPLE_METHODS,
  ...DELIVERY_METHODS,
  ...FILE_METHODS,
  ...ROOM_METHODS,
])

function requireSession(peer: Peer): void {
  if (peer.state.get().session.status !== 'in') throw new ChatError('NOT_LOGGED_IN')
}

function requireRoom(peer: Peer, typed: string): ChatState {
  requireSession(peer)
  const name = typed.trim().replace(/^#/, '').normalize('NFC').toLowerCase()
  const chat = peer.state.get().chats.get(`#${name}`)
  if (chat === undefined || chat.phase !== 'active') {
    throw new ChatError('NOT_A_MEMBER', { subject: name })
  }
  return chat
}
