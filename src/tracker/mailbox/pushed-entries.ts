import { parseEntryHeader, type MessageHeader, type RawEntry } from '../../protocol/entry.ts'
import type { ChatId } from '../../protocol/ids.ts'
import { ProtocolError } from '../../shared/errors.ts'
import { readControlEntry, type ControlEntry } from '../rooms/control-entry.ts'

/** A message as somebody sent it: read, not yet verified. */
export interface MessageEntry {
  readonly header: MessageHeader
  readonly raw: RawEntry
  readonly bytes: number
}

/** What was pushed to one chat, by lanes. */
export interface PushedEntries {
  readonly controls: readonly ControlEntry[]
  readonly messages: readonly MessageEntry[]
}

/** Throws ProtocolError for what is no entry of this chat. */
export function readPushed(raws: readonly RawEntry[], chat: ChatId): PushedEntries {
  const controls: ControlEntry[] = []
  const messages: MessageEntry[] = []
  for (const raw of raws) {
    const header = parseEntryHeader(raw)
    if (header.lane === 'control') {
      controls.push(readControlEntry(raw, chat))
      continue
    }
    if (header.chat !== chat) throw new ProtocolError('BAD_ENTRY', 'another chat')
    const bytes = raw.header.length + raw.body.length + (raw.signature?.length ?? 0)
    messages.push({ header, raw, bytes })
  }
  return { controls, messages }
}
