import { encodeEntries, type RawEntry } from '../../protocol/entry.ts'
import { encodeJson } from '../../protocol/strict-json.ts'
import type { Kid } from '../../protocol/ids.ts'
import type { Want } from '../../protocol/sync.ts'
import type { Chat } from './chat.ts'

/** A run is at most this long, so reading this much further always meets a signature. */
const RUN_BYTES = 256 * 1024

/** The JSON of what this node holds of `chat` for `reader`; throws ChatError while entries wait for the disk. */
export async function serveHeads(chat: Chat, reader: Kid): Promise<Buffer> {
  await chat.flush()
  return encodeJson(chat.log.heads(reader))
}

/** The entries that `want` names, as many as fit, ending on signed ones. */
export async function serveWant(
  chat: Chat,
  want: Want,
): Promise<{ readonly body: Buffer; readonly more: boolean }> {
  const entries: RawEntry[] = []
  let bytes = 0
  for (const entry of want.have === null ? [] : chat.log.controlsAfter(want.have)) {
    if (bytes > want.maxBytes) return { body: encodeEntries(entries), more: true }
    bytes += sizeOf(entry)
    entries.push(entry)
  }
  for (const range of want.ranges) {
    if (bytes > want.maxBytes) return { body: encodeEntries(entries), more: true }
    const room = want.maxBytes - bytes
    for (const entry of await readSigned(chat, range.author, range.from, range.to, room)) {
      bytes += sizeOf(entry)
      entries.push(entry)
    }
  }
  return { body: encodeEntries(entries), more: bytes > want.maxBytes }
}

/** Whole runs only: a run without the signature at its end proves nothing. */
async function readSigned(
  chat: Chat,
  author: Kid,
  from: number,
  to: number,
  maxBytes: number,
): Promise<readonly RawEntry[]> {
  const entries = await chat.history.readChain(author, from, to, maxBytes)
  const lastSigned = entries.findLastIndex((entry) => entry.signature !== undefined)
  if (lastSigned === entries.length - 1) return entries
  if (lastSigned >= 0) return entries.slice(0, lastSigned + 1)
  const chain = chat.log.chain(author)
  if (chain === undefined) return []
  const longer = await chat.history.readChain(author, from, chain.seq, RUN_BYTES)
  const end = longer.findIndex((entry) => entry.signature !== undefined)
  return longer.slice(0, end + 1)
}

function sizeOf(entry: RawEntry): number {
  return 16 + entry.header.length + entry.body.length + (entry.signature?.length ?? 0)
}
