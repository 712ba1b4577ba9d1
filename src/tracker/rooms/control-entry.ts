import { roomChatId } from '../../crypto/epoch.ts'
import { parseEntryHeader, type ControlHeader, type RawEntry } from '../../protocol/entry.ts'
import { ControlEventSchema, type ControlEvent } from '../../protocol/events.ts'
import type { ChatId } from '../../protocol/ids.ts'
import { parseStrictJson } from '../../protocol/strict-json.ts'
import { ProtocolError } from '../../shared/errors.ts'

/** A control entry as somebody sent it: read, not yet verified. */
export interface ControlEntry {
  readonly header: ControlHeader
  readonly event: ControlEvent
  readonly raw: RawEntry
  readonly bytes: number
}

/** Reads what was pushed to a chat's control lane; throws ProtocolError for what is none of it. */
export function readControlEntry(raw: RawEntry, chat: ChatId): ControlEntry {
  const header = parseEntryHeader(raw)
  if (header.chat !== chat) throw new ProtocolError('BAD_ENTRY', 'another chat')
  if (header.lane === 'message') throw new ProtocolError('BAD_ENTRY', 'a message')
  const event = parseStrictJson(ControlEventSchema, raw.body)
  const bytes = raw.header.length + raw.body.length + (raw.signature?.length ?? 0)
  return { header, event, raw, bytes }
}

/** Whether this entry founds the room that its chat id names. */
export function isFounding({ header, event }: ControlEntry): boolean {
  return event.type === 'create' && roomChatId(header.author, event.nonce) === header.chat
}
