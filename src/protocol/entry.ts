import * as v from 'valibot'
import { ProtocolError } from '../shared/errors.ts'
import { b64Schema, ChatIdSchema, CountSchema, EntryIdSchema, KidSchema } from './ids.ts'
import {
  ENTRIES_PER_BATCH,
  ENTRY_BODY_BYTES,
  ENTRY_DEPS_MAX,
  ENTRY_HEADER_BYTES,
  SIGNATURE_BYTES_MAX,
} from './limits.ts'
import { decodeParts, encodeParts } from './parts.ts'
import { parseStrictJson } from './strict-json.ts'

/** Header of an entry of the control lane: a node of the chat's hash DAG. */
export const ControlHeaderSchema = v.strictObject({
  v: v.literal(1),
  chat: ChatIdSchema,
  lane: v.literal('control'),
  author: KidSchema,
  /** 1 + max(deps' lamport); 1 without deps. Orders the evaluation. */
  lamport: v.pipe(CountSchema, v.minValue(1)),
  /** Where the line stands among the messages; see docs/PROTOCOL.md, Order. */
  clock: CountSchema,
  sentAt: CountSchema,
  deps: v.pipe(v.array(EntryIdSchema), v.maxLength(ENTRY_DEPS_MAX)),
})
export type ControlHeader = v.InferOutput<typeof ControlHeaderSchema>

/** Header of an entry of the message lane: a link of its author's chain. */
export const MessageHeaderSchema = v.strictObject({
  v: v.literal(1),
  chat: ChatIdSchema,
  lane: v.literal('message'),
  author: KidSchema,
  /** 1 for an author's first message in this chat. */
  seq: v.pipe(CountSchema, v.minValue(1)),
  /** Id of the author's entry before; null for the first. */
  prev: v.nullable(EntryIdSchema),
  clock: v.pipe(CountSchema, v.minValue(1)),
  sentAt: CountSchema,
  /** Id of the epoch event whose secret seals the body. */
  epoch: EntryIdSchema,
  salt: b64Schema(16, 16),
})
export type MessageHeader = v.InferOutput<typeof MessageHeaderSchema>

export const EntryHeaderSchema = v.variant('lane', [ControlHeaderSchema, MessageHeaderSchema])
export type EntryHeader = v.InferOutput<typeof EntryHeaderSchema>

/** An entry as it travels and rests: exact bytes. Inside a run only the last entry carries a signature. */
export interface RawEntry {
  readonly header: Buffer
  readonly body: Buffer
  readonly signature: Buffer | undefined
}

/** Header of `raw`; throws ProtocolError BAD_ENTRY, BAD_JSON or BAD_MESSAGE. */
export function parseEntryHeader(raw: RawEntry): EntryHeader {
  if (raw.header.length > ENTRY_HEADER_BYTES)
    throw new ProtocolError('BAD_ENTRY', 'header too long')
  if (raw.body.length > ENTRY_BODY_BYTES) throw new ProtocolError('BAD_ENTRY', 'body too long')
  const header = parseStrictJson(EntryHeaderSchema, raw.header)
  if (header.lane === 'message' && (header.seq === 1) !== (header.prev === null)) {
    throw new ProtocolError('BAD_ENTRY', 'prev does not fit seq')
  }
  return header
}

/** Several entries as one frame body. */
export function encodeEntries(entries: readonly RawEntry[]): Buffer {
  return encodeParts(entries.map(encodeEntry))
}

/** Reads what `encodeEntries` wrote; throws ProtocolError BAD_MESSAGE or BAD_ENTRY. Headers are not yet parsed. */
export function decodeEntries(body: Uint8Array): RawEntry[] {
  return decodeParts(body, ENTRIES_PER_BATCH).map(decodeEntry)
}

export function encodeEntry(entry: RawEntry): Buffer {
  return encodeParts([entry.header, entry.body, entry.signature ?? Buffer.alloc(0)])
}

export function decodeEntry(bytes: Uint8Array): RawEntry {
  const [header, body, signature, ...rest] = decodeParts(bytes, 3)
  if (header === undefined || body === undefined || signature === undefined || rest.length > 0) {
    throw new ProtocolError('BAD_ENTRY', 'not header, body and signature')
  }
  if (signature.length > SIGNATURE_BYTES_MAX)
    throw new ProtocolError('BAD_ENTRY', 'signature too long')
  return { header, body, signature: signature.length === 0 ? undefined : signature }
}
