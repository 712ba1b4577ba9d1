import { entryId, verifyEntrySignature } from '../crypto/entry.ts'
import { roomChatId } from '../crypto/epoch.ts'
import type { PublicKey } from '../crypto/keys.ts'
import { verifyAsync } from '../crypto/sign.ts'
import { parseEntryHeader, type ControlHeader, type RawEntry } from '../protocol/entry.ts'
import { ControlEventSchema, type ControlEvent } from '../protocol/events.ts'
import type { ChatId, Kid } from '../protocol/ids.ts'
import { parseStrictJson } from '../protocol/strict-json.ts'
import { fromB64 } from '../shared/bytes.ts'
import { ProtocolError } from '../shared/errors.ts'
import type { AcceptedControl, AcceptedEntry } from './chat-log.ts'
import { joinRequestWords, witnessWords } from './signed-words.ts'

export interface ReadOptions {
  readonly chat: ChatId
  readonly dm: readonly [Kid, Kid] | null
  readonly keyOf: (kid: Kid) => PublicKey | undefined
  readonly tracker: { readonly kid: Kid; readonly key: PublicKey } | undefined
}

/** Reads `raw` by itself: whatever other entries there are, every node judges it alike. Throws ProtocolError. */
export function readEntry(raw: RawEntry, options: ReadOptions): AcceptedEntry {
  const header = parseEntryHeader(raw)
  if (header.chat !== options.chat) throw new ProtocolError('BAD_ENTRY', 'another chat')
  if (options.dm !== null && !options.dm.includes(header.author)) {
    throw new ProtocolError('BAD_ENTRY', 'not of this chat')
  }
  const id = entryId(raw.header, raw.body)
  if (header.lane === 'message') return { lane: 'message', id, header, raw }
  if (raw.signature === undefined) throw new ProtocolError('BAD_ENTRY', 'control entry unsigned')
  const event = parseStrictJson(ControlEventSchema, raw.body)
  checkPlace(header, event, options)
  return { lane: 'control', id, header, event, raw }
}

/** Keys that the signatures in `entry` need and that are not known. */
export function unknownKeys(entry: AcceptedEntry, options: ReadOptions): readonly Kid[] {
  const signers = entry.raw.signature === undefined ? [] : [entry.header.author]
  if (entry.lane === 'control' && entry.event.type === 'add') signers.push(entry.event.kid)
  return signers.filter((kid) => keyOf(kid, options) === undefined)
}

/** Verifies every signature in `entry` in the thread pool; throws ProtocolError BAD_SIGNATURE. */
export async function verifyEntry(entry: AcceptedEntry, options: ReadOptions): Promise<void> {
  const { id, header, raw } = entry
  const key = keyOf(header.author, options)
  const checks: Promise<boolean>[] = []
  if (raw.signature !== undefined) {
    checks.push(
      key === undefined ? Promise.resolve(false) : verifyEntrySignature(key, id, raw.signature),
    )
  }
  if (entry.lane === 'control') checks.push(verifyEvent(entry, options))
  if ((await Promise.all(checks)).includes(false)) throw new ProtocolError('BAD_SIGNATURE')
}

function keyOf(kid: Kid, { tracker, keyOf }: ReadOptions): PublicKey | undefined {
  return kid === tracker?.kid ? tracker.key : keyOf(kid)
}

function checkPlace(header: ControlHeader, event: ControlEvent, options: ReadOptions): void {
  const { deps, author } = header
  if (deps.some((dep, index) => index > 0 && dep <= (deps[index - 1] ?? ''))) {
    throw new ProtocolError('BAD_ENTRY', 'deps not sorted')
  }
  if (deps.length === 0 && (header.lamport !== 1 || header.clock !== 0)) {
    throw new ProtocolError('BAD_ENTRY', 'first entry with a later time')
  }
  if (options.dm !== null) {
    if (event.type !== 'epoch') throw new ProtocolError('BAD_ENTRY', 'room event in a DM')
    return
  }
  if ((event.type === 'create') !== (deps.length === 0)) {
    throw new ProtocolError('BAD_ENTRY', 'not the create entry')
  }
  if (event.type === 'create' && roomChatId(author, event.nonce) !== options.chat) {
    throw new ProtocolError('BAD_ENTRY', 'another room')
  }
  const { tracker } = options
  // Its key opens no door: it says when a room expires, and nothing else.
  if ((event.type === 'expire') !== (author === tracker?.kid)) {
    throw new ProtocolError('BAD_ENTRY', 'what only the tracker may say, or may not')
  }
  if (event.type === 'add' && event.kid === tracker?.kid) {
    throw new ProtocolError('BAD_ENTRY', 'the tracker as a member')
  }
}

/** Signatures that an event carries beside its author's. */
async function verifyEvent(
  { event, header: { chat } }: AcceptedControl,
  options: ReadOptions,
): Promise<boolean> {
  if (event.type === 'add') {
    const { nonce, time, sig } = event.request
    return verifyB64(keyOf(event.kid, options), joinRequestWords(chat, nonce, time), sig)
  }
  if (event.type === 'transfer' && event.witness !== null && options.tracker !== undefined) {
    const { generation, to, sig } = event.witness
    return verifyB64(options.tracker.key, witnessWords(chat, generation, to), sig)
  }
  return true
}

async function verifyB64(
  key: PublicKey | undefined,
  words: Buffer,
  signature: string,
): Promise<boolean> {
  const bytes = fromB64(signature)
  return key !== undefined && bytes !== undefined && verifyAsync(key, words, bytes)
}
