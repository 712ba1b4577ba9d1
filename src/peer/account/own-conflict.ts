import { entryId, verifyEntrySignature } from '../../crypto/entry.ts'
import type { Identity } from '../../crypto/identity.ts'
import type { Connection } from '../../net/connection.ts'
import { decodeEntries, parseEntryHeader, type MessageHeader } from '../../protocol/entry.ts'
import type { EntryId, Kid } from '../../protocol/ids.ts'
import { BATCH_BYTES } from '../../protocol/limits.ts'
import { parseStrictJson } from '../../protocol/strict-json.ts'
import { HeadsSchema } from '../../protocol/sync.ts'
import type { ActiveChat } from '../chats/active-chat.ts'

interface OwnEntry {
  readonly id: EntryId
  readonly header: MessageHeader
}

/**
 * The first of this user's own messages here that contradicts one of his at `neighbour`, among those that nobody is known to have:
 * they were written here while another machine, or another copy of this data folder, wrote as well. Throws ChatError or
 * ProtocolError.
 */
export async function findOwnConflict(
  active: ActiveChat,
  neighbour: Connection,
  identity: Identity,
): Promise<number | undefined> {
  const { chat } = active
  const end = chat.log.chain(identity.kid)?.seq ?? 0
  const free = freeFrom(active)
  if (end < free) return undefined
  const { body } = await neighbour.request('sync.heads', { chat: chat.id })
  const heads = parseStrictJson(HeadsSchema, body)
  const theirs = heads.chains.find(({ author }) => author === identity.kid)
  if (theirs === undefined || theirs.seq < free) return undefined
  const ownIdAt = (seq: number): EntryId | undefined => chat.history.idAt(identity.kid, seq)
  if (theirs.seq <= end && ownIdAt(theirs.seq) === theirs.id) return undefined

  const from = Math.max(theirs.floor, free)
  const entries = await readOwn(active, neighbour, identity, from, theirs.seq)
  for (const { id, header } of entries) {
    const { seq, prev } = header
    if (seq <= end && ownIdAt(seq) === id) continue
    // Where the one before is the same, this is where they part; else somewhere below what is still kept there.
    const hasSamePast = seq === 1 || ownIdAt(seq - 1) === prev
    if (hasSamePast) return seq <= end ? seq : undefined
    return free
  }
  return undefined
}

/** The first own message that neither the tracker nor any member has acknowledged. */
function freeFrom(active: ActiveChat): number {
  const { stored, delivered } = active.record()
  return Math.max(stored, ...Object.values(delivered)) + 1
}

/** The other's copy of the chain, as far as its links and the signature at its end prove it. */
async function readOwn(
  active: ActiveChat,
  neighbour: Connection,
  { kid, publicKey }: Identity,
  from: number,
  to: number,
): Promise<readonly OwnEntry[]> {
  const { body } = await neighbour.request('sync.want', {
    chat: active.chat.id,
    have: null,
    ranges: [{ author: kid, from, to }],
    maxBytes: BATCH_BYTES,
  })
  const entries: OwnEntry[] = []
  let proved = 0
  for (const raw of decodeEntries(body)) {
    const header = parseEntryHeader(raw)
    if (!isOwn(header, active, kid)) continue
    const last = entries.at(-1)
    if (last !== undefined && header.prev !== last.id) break
    const id = entryId(raw.header, raw.body)
    entries.push({ id, header })
    if (raw.signature === undefined) continue
    if (!(await verifyEntrySignature(publicKey, id, raw.signature))) break
    proved = entries.length
  }
  return entries.slice(0, proved)
}

function isOwn(
  header: ReturnType<typeof parseEntryHeader>,
  active: ActiveChat,
  kid: Kid,
): header is MessageHeader {
  return header.lane === 'message' && header.author === kid && header.chat === active.chat.id
}
