import { decodeParts, encodeParts } from '../../protocol/parts.ts'
import type { EntryHeader, MessageHeader, RawEntry } from '../../protocol/entry.ts'
import type { EntryId } from '../../protocol/ids.ts'
import { fromB64, toB64 } from '../../shared/bytes.ts'
import type { Place } from '../log/append-log.ts'
import type { HistoryRecord } from '../history.ts'
import { IS_CONTROL, IS_LISTED, IS_OPEN, type Row } from './row.ts'

const VERSION = 1
const ID_AT = 8
const PARTS_AT = ID_AT + 32

/** A record's bytes before they are sealed: version, flags, time of receipt, id, and the entry with its plaintext. */
export function encodeRecord(record: HistoryRecord, moreFlags = 0): Buffer {
  const head = Buffer.alloc(PARTS_AT)
  head[0] = VERSION
  head[1] = flagsOf(record) | moreFlags
  head.writeUIntBE(record.receivedAt, 2, 6)
  head.set(bytesOf(record.id), ID_AT)
  const { header, body, signature } = record.raw
  const parts = encodeParts([header, body, signature ?? NOTHING, record.content ?? NOTHING])
  return Buffer.concat([head, parts])
}

/** undefined when the bytes are of no version that is known. */
export function decodeRecord(bytes: Buffer): HistoryRecord | undefined {
  const parsed = parseRecord(bytes)
  if (parsed === undefined) return undefined
  const { header, raw, flags, content } = parsed
  return {
    id: toB64(bytes.subarray(ID_AT, PARTS_AT)) as EntryId,
    chat: header.chat,
    lane: header.lane,
    author: header.author,
    seq: header.lane === 'message' ? header.seq : 0,
    clock: header.clock,
    sentAt: header.sentAt,
    receivedAt: bytes.readUIntBE(2, 6),
    raw,
    content: (flags & IS_OPEN) === 0 ? null : content,
    isListed: (flags & IS_LISTED) !== 0,
  }
}

/** The index row of a record that stands at `place`. */
export function rowOf(bytes: Buffer, place: Place): Row | undefined {
  const parsed = parseRecord(bytes)
  if (parsed === undefined) return undefined
  const { header, flags } = parsed
  const isMessage = header.lane === 'message'
  return {
    id: bytes.subarray(ID_AT, PARTS_AT),
    chat: header.chat,
    author: header.author,
    seq: isMessage ? header.seq : 0,
    clock: header.clock,
    epoch: isMessage ? header.epoch : null,
    flags,
    offset: place.offset,
    length: place.length,
  }
}

/** Id of the message that a stored one names as its predecessor. */
export function messagePrev(raw: RawEntry): EntryId | null {
  const { prev } = JSON.parse(raw.header.toString('utf8')) as Pick<MessageHeader, 'prev'>
  return prev
}

/** The 32 bytes of a hash. */
function bytesOf(hash: string): Buffer {
  const bytes = fromB64(hash)
  if (bytes?.length !== 32) throw new Error('not a hash')
  return bytes
}

const NOTHING = Buffer.alloc(0)

function flagsOf(record: HistoryRecord): number {
  const listed = record.isListed ? IS_LISTED : 0
  if (record.lane === 'control') return listed | IS_CONTROL
  return listed | (record.content === null ? 0 : IS_OPEN)
}

interface ParsedRecord {
  readonly flags: number
  readonly header: EntryHeader
  readonly raw: RawEntry
  readonly content: Buffer
}

function parseRecord(bytes: Buffer): ParsedRecord | undefined {
  if (bytes.length < PARTS_AT || bytes[0] !== VERSION) return undefined
  const [header, body, signature, content] = decodeParts(bytes.subarray(PARTS_AT), 4)
  if (!header || !body || !signature || !content) return undefined
  return {
    flags: bytes[1] ?? 0,
    // Checked when the entry was accepted; since then it lay under our own seal.
    header: JSON.parse(header.toString('utf8')) as EntryHeader,
    raw: { header, body, signature: signature.length === 0 ? undefined : signature },
    content,
  }
}
