import type { ChatId } from '../../protocol/ids.ts'
import { NO_GOVERNANCE } from '../../store/profile/schemas.ts'
import type { ChatName } from '../state.ts'
import type { ChatRecord } from './active-chat-options.ts'

/** What is kept of a chat that begins now. */
export function newRecord(
  id: ChatId,
  name: ChatName,
  kind: 'room' | 'dm',
  now: number,
): ChatRecord {
  return {
    id,
    name,
    kind,
    hasLeft: false,
    readUpTo: null,
    unread: 0,
    mentions: 0,
    lastActivity: now,
    delivered: {},
    read: {},
    stored: 0,
    settled: { delivered: 0, read: 0 },
    reading: {},
    told: { held: {}, read: {} },
    isOpened: true,
    governance: NO_GOVERNANCE,
  }
}
