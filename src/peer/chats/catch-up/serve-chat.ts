import { encodeEntries, type RawEntry } from '../../../protocol/entry.ts'
import { encodeJson } from '../../../protocol/strict-json.ts'
import type { Kid } from '../../../protocol/ids.ts'
import { RUN_BYTES } from '../../../protocol/limits.ts'
import type { Range, Want } from '../../../protocol/sync.ts'
import type { Chat } from '../chat.ts'

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
  for (const proof of chat.log.proofs(want)) {
    bytes += sizeOf(proof)
    entries.push(proof)
  }
  for (const range of want.ranges) {
    if (bytes > want.maxBytes) return { body: encodeEntries(entries), more: true }
    const room = want.maxBytes - bytes
    for (const entry of await readRuns(chat, range, room)) {
      bytes += sizeOf(entry)
      entries.push(entry)
    }
  }
  return { body: encodeEntries(entries), more: bytes > want.maxBytes }
}

/** Whole runs only: a run without the signature at its end proves nothing, so reading goes on to the next one. */
export async function readRuns(
  chat: Chat,
  { author, from, to }: Range,
  maxBytes: number,
): Promise<readonly RawEntry[]> {
  const entries = await chat.history.readChain(author, from, to, maxBytes)
  const last = entries.at(-1)
  const chain = chat.log.chain(author)
  if (last === undefined || last.signature !== undefined || chain === undefined) return entries
  const next = from + entries.length
  const rest = await chat.history.readChain(author, next, chain.seq, RUN_BYTES)
  const end = rest.findIndex((entry) => entry.signature !== undefined)
  return end === -1 ? entries : [...entries, ...rest.slice(0, end + 1)]
}

function sizeOf(entry: RawEntry): number {
  return 16 + entry.header.length + entry.body.length + (entry.signature?.length ?? 0)
}
