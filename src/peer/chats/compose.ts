import { entryId, signEntry } from '../../crypto/entry.ts'
import { randomBytes } from '../../crypto/hash.ts'
import type { Identity } from '../../crypto/identity.ts'
import { sealMessage } from '../../crypto/message-seal.ts'
import type { AcceptedControl, AcceptedMessage, ChatLog } from '../../log/chat-log.ts'
import { encodeContent, type Content } from '../../protocol/content.ts'
import type { ControlHeader, MessageHeader } from '../../protocol/entry.ts'
import type { ControlEvent } from '../../protocol/events.ts'
import type { ChatId, EntryId } from '../../protocol/ids.ts'
import { CLOCK_SPAN } from '../../protocol/limits.ts'
import { encodeJson } from '../../protocol/strict-json.ts'
import { toB64 } from '../../shared/bytes.ts'

export interface Sealing {
  readonly epoch: EntryId
  readonly secret: Buffer
  /** Clock of the epoch event. */
  readonly clock: number
}

export interface ComposedMessage extends AcceptedMessage {
  readonly plaintext: Buffer
}

/**
 * A run of messages: the author's next links after `log`'s chain, sealed, with one signature on the last. `clock` is the highest
 * clock seen in the chat.
 */
export async function composeMessages(
  author: Identity,
  log: ChatLog,
  sealing: Sealing,
  clock: number,
  contents: readonly Content[],
  now: number,
): Promise<readonly ComposedMessage[]> {
  const chain = log.chain(author.kid)
  let seq = chain?.seq ?? 0
  let prev = chain?.id ?? null
  let last = Math.max(clock, chain?.clock ?? 0)
  const run: ComposedMessage[] = []
  for (const content of contents) {
    last = Math.min(last + 1, sealing.clock + CLOCK_SPAN)
    const header: MessageHeader = {
      v: 1,
      chat: log.chat,
      lane: 'message',
      author: author.kid,
      seq: ++seq,
      prev,
      clock: last,
      sentAt: now,
      epoch: sealing.epoch,
      salt: toB64(randomBytes(16)),
    }
    const message = sealEntry(header, sealing.secret, content)
    prev = message.id
    run.push(message)
  }
  const end = run.at(-1)
  if (end === undefined) return []
  const signature = await signEntry(author.privateKey, end.id)
  return [...run.slice(0, -1), { ...end, raw: { ...end.raw, signature } }]
}

/** A signed control entry on top of `log`; `clock` is the highest clock seen in the chat. */
export async function composeControl(
  author: Identity,
  log: ChatLog,
  event: ControlEvent,
  clock: number,
  now: number,
): Promise<AcceptedControl> {
  const tip = log.controlTip()
  return signControl(author, event, {
    v: 1,
    chat: log.chat,
    lane: 'control',
    author: author.kid,
    lamport: tip.lamport,
    clock:
      tip.deps.length === 0 ? 0 : Math.min(Math.max(clock, tip.clock) + 1, tip.clock + CLOCK_SPAN),
    sentAt: now,
    deps: [...tip.deps],
  })
}

/** The entry that founds a room. */
export async function composeCreate(
  author: Identity,
  chat: ChatId,
  event: ControlEvent & { type: 'create' },
  now: number,
): Promise<AcceptedControl> {
  return signControl(author, event, {
    v: 1,
    chat,
    lane: 'control',
    author: author.kid,
    lamport: 1,
    clock: 0,
    sentAt: now,
    deps: [],
  })
}

async function signControl(
  author: Identity,
  event: ControlEvent,
  header: ControlHeader,
): Promise<AcceptedControl> {
  const headerBytes = encodeJson(header)
  const body = encodeJson(event)
  const id = entryId(headerBytes, body)
  const signature = await signEntry(author.privateKey, id)
  return { lane: 'control', id, header, event, raw: { header: headerBytes, body, signature } }
}

function sealEntry(header: MessageHeader, secret: Buffer, content: Content): ComposedMessage {
  const headerBytes = encodeJson(header)
  const plaintext = encodeContent(content)
  const body = sealMessage({
    secret,
    header: headerBytes,
    salt: header.salt,
    chat: header.chat,
    author: header.author,
    plaintext,
  })
  const id = entryId(headerBytes, body)
  const raw = { header: headerBytes, body, signature: undefined }
  return { lane: 'message', id, header, raw, plaintext: encodeJson(content) }
}
