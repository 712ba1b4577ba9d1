import { openMessage } from '../../crypto/message-seal.ts'
import type { AcceptedEntry } from '../../log/chat-log.ts'
import { stripPadding } from '../../protocol/content.ts'
import {
  MessageHeaderSchema,
  type EntryHeader,
  type MessageHeader,
  type RawEntry,
} from '../../protocol/entry.ts'
import type { EntryId } from '../../protocol/ids.ts'
import { parseStrictJson } from '../../protocol/strict-json.ts'
import { ProtocolError } from '../../shared/errors.ts'
import type { HistoryRecord } from '../../store/history.ts'

/** What a message says that its author's program sealed wrongly: shown as unreadable, never hidden. */
const UNREADABLE = Buffer.from('{}')

/** How an accepted entry rests in the history; `content` is null for what cannot be opened yet. */
export function toRecord(
  entry: AcceptedEntry,
  content: Buffer | null,
  receivedAt: number,
): HistoryRecord {
  const header: EntryHeader = entry.header
  return {
    id: entry.id,
    chat: header.chat,
    lane: header.lane,
    author: header.author,
    seq: header.lane === 'message' ? header.seq : 0,
    clock: header.clock,
    sentAt: header.sentAt,
    receivedAt,
    raw: entry.raw,
    content,
    isListed: entry.lane === 'message' || entry.event.type !== 'epoch',
  }
}

/** The content of a message under its epoch's secret; null without one. */
export function openContent(
  secret: Buffer | undefined,
  header: MessageHeader,
  raw: RawEntry,
): Buffer | null {
  if (secret === undefined) return null
  const plaintext = openMessage({
    secret,
    header: raw.header,
    salt: header.salt,
    chat: header.chat,
    author: header.author,
    body: raw.body,
  })
  if (plaintext === undefined) return UNREADABLE
  try {
    return Buffer.from(stripPadding(plaintext))
  } catch (error) {
    if (error instanceof ProtocolError) return UNREADABLE
    throw error
  }
}

/** Header of a message that was accepted before. */
export function messageHeaderOf(raw: RawEntry): MessageHeader {
  return parseStrictJson(MessageHeaderSchema, raw.header)
}

/** The epoch of a message that was accepted before; its header was judged then. */
export function epochOf(raw: RawEntry): EntryId {
  const header = JSON.parse(raw.header.toString('utf8')) as Pick<MessageHeader, 'epoch'>
  return header.epoch
}
