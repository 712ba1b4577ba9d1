import type { Share, TransferState } from '../peer/files.ts'
import type { MessageDetails, PeerEvent } from '../peer/peer.ts'
import type { ChatState, MessageItem, PolicyChange, RoomState, UserState } from '../peer/state.ts'

/** How the peer's values look to scripts. Fields are named one by one, so that a new one inside is no accident outside. */

export function showMessage(item: MessageItem) {
  const { id, from, text, state, file } = item
  const problem = item.problem === null ? {} : { problem: item.problem }
  const offered =
    file === null ? {} : { file: { name: file.name, size: file.size, transfer: file.transfer } }
  return { id, from, text, sentAt: showTime(item.sentAt), state, ...offered, ...problem }
}

export function showTransfer(transfer: TransferState) {
  const { id, chat, from, name, state, bytes, size, path, problem } = transfer
  return {
    transfer: id,
    chat,
    from,
    name,
    state,
    bytes,
    size,
    ...(path === null || transfer.own ? {} : { path }),
    ...(problem === null ? {} : { problem }),
  }
}

export function showShare({ username, name, size, sha256 }: Share) {
  return { username, name, size, sha256 }
}

export function showDetails(details: MessageDetails) {
  const { id, from, state, stored, recipients, counts } = details
  return {
    id,
    from,
    sentAt: showTime(details.sentAt),
    state,
    stored,
    recipients: recipients.map((one) => ({ username: one.username, state: one.state })),
    counts: {
      recipients: counts.recipients,
      delivered: counts.delivered,
      read: counts.read,
    },
  }
}

export function showRoom(room: RoomState) {
  const { name, moderator, memberCount, joined } = room
  return { name, private: room.private, moderator, memberCount, joined }
}

export function showUser(user: UserState) {
  const { username, online, fingerprint, trust, via } = user
  return { username, online, fingerprint, trust, via }
}

export function showMembers(chat: ChatState) {
  return chat.members.map(({ username, moderator, online }) => ({ username, moderator, online }))
}

/** Only what is another now. */
export function showPolicyChange(change: PolicyChange | undefined) {
  const { admit = null, inactivity = null } = change ?? {}
  return {
    ...(admit === null ? {} : { private: admit === 'password' }),
    ...(inactivity === null
      ? {}
      : { inactivityTimeout: inactivity === 'never' ? null : inactivity }),
  }
}

/** RFC 3339, UTC, milliseconds. */
export function showTime(timeMs: number): string {
  return new Date(timeMs).toISOString()
}

/** The notification for what happened: its name and its params. */
export function showEvent(event: PeerEvent): { method: string; params: object } {
  switch (event.type) {
    case 'message': {
      const params = { chat: event.chat, message: showMessage(event.message) }
      return { method: 'message', params }
    }
    case 'receipt': {
      const { chat, id, by, state } = event
      return { method: 'receipt', params: { chat, id, by, state } }
    }
    case 'presence': {
      const { username, online } = event
      return { method: 'presence', params: { username, online } }
    }
    case 'room': {
      const { event: name, by, subject, policy, sentAt } = event.item
      const what = { event: name, by, subject, ...showPolicyChange(policy) }
      return { method: 'room', params: { name: event.name, ...what, sentAt: showTime(sentAt) } }
    }
    case 'expiring': {
      const at = showTime(event.at)
      return {
        method: 'room',
        params: { name: event.name, event: 'expiring', by: '', subject: at, sentAt: at },
      }
    }
    case 'transfer':
      return { method: 'transfer', params: showTransfer(event.transfer) }
    case 'connection':
      return { method: 'connection', params: { tracker: event.tracker } }
  }
}

export const NOTIFICATIONS: readonly string[] = [
  'message',
  'receipt',
  'presence',
  'room',
  'transfer',
  'connection',
  'overflow',
]
