import { hashB64, randomBytes } from '../../../src/crypto/hash.ts'
import type { ChatId, EntryId, Kid } from '../../../src/protocol/ids.ts'
import type { HistoryRecord, OrderKey } from '../../../src/store/history.ts'

/** Entries as a chat log accepts them, without signatures: a history does not judge. */
export interface Sample {
  readonly chat?: string
  readonly author: string
  /** 0: a control entry. */
  readonly seq: number
  readonly clock: number
  readonly text?: string
  readonly epoch?: string
  readonly isSealed?: boolean
  readonly isListed?: boolean
}

export function chatId(name: string): ChatId {
  return hashB64('chat', name) as string as ChatId
}

export function kid(name: string): Kid {
  return hashB64('kid', name) as string as Kid
}

export function epochId(name: string): EntryId {
  return hashB64('epoch', name) as string as EntryId
}

export function entryIdOf({ chat = 'c', author, seq, clock }: Sample): EntryId {
  return hashB64('entry', `${chat} ${author} ${seq} ${seq === 0 ? clock : ''}`) as string as EntryId
}

export function sampleRecord(sample: Sample): HistoryRecord {
  const { chat = 'c', author, seq, clock, text = `${author} ${seq}`, epoch = 'e' } = sample
  const isControl = seq === 0
  const id = entryIdOf(sample)
  const common = {
    v: 1,
    chat: chatId(chat),
    lane: isControl ? 'control' : 'message',
    author: kid(author),
  }
  const prev = seq > 1 ? entryIdOf({ ...sample, seq: seq - 1 }) : null
  const header = isControl
    ? { ...common, lamport: clock + 1, clock, sentAt: clock, deps: [] }
    : { ...common, seq, prev, clock, sentAt: clock, epoch: epochId(epoch), salt: 'A'.repeat(22) }
  return {
    id,
    chat: chatId(chat),
    lane: isControl ? 'control' : 'message',
    author: kid(author),
    seq,
    clock,
    sentAt: clock,
    receivedAt: 1_700_000_000_000 + clock,
    raw: {
      header: Buffer.from(JSON.stringify(header)),
      body: isControl ? Buffer.from('{"type":"join"}') : randomBytes(40),
      signature: seq % 3 === 0 ? randomBytes(8) : undefined,
    },
    content: isControl || sample.isSealed === true ? null : Buffer.from(text),
    isListed: sample.isListed ?? true,
  }
}

/** The order of the screen, as docs/PROTOCOL.md defines it. */
export function compareKeys(a: OrderKey, b: OrderKey): number {
  return (
    a.clock - b.clock ||
    (a.lane === b.lane ? 0 : a.lane === 'control' ? -1 : 1) ||
    (a.author < b.author ? -1 : a.author > b.author ? 1 : 0) ||
    a.seq - b.seq ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  )
}
