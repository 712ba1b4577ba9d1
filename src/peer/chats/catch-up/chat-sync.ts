import type { Connection } from '../../../net/connection.ts'
import { decodeEntries } from '../../../protocol/entry.ts'
import type { Kid } from '../../../protocol/ids.ts'
import { parseStrictJson } from '../../../protocol/strict-json.ts'
import { HeadsSchema, type Heads } from '../../../protocol/sync.ts'
import type { ActiveChat } from '../active-chat.ts'
import type { Chat } from '../chat.ts'

/** Reads what `connection` has and the chat lacks, batch by batch; returns what the other side holds. */
export async function pullChat(
  { chat, search }: Pick<ActiveChat, 'chat' | 'search'>,
  connection: Connection,
  onUnknownAuthors: (kids: readonly Kid[]) => Promise<void>,
): Promise<Heads> {
  return await search.during(connection, async () => {
    const heads = await askHeads(chat, connection)
    await pull(chat, connection, heads, search.expect, onUnknownAuthors)
    return heads
  })
}

async function pull(
  chat: Chat,
  connection: Connection,
  heads: Heads,
  onProgress: (missing: number) => void,
  onUnknownAuthors: (kids: readonly Kid[]) => Promise<void>,
): Promise<void> {
  let want = chat.log.missing(heads)
  while (want !== undefined) {
    onProgress(countMissing(chat, heads))
    const { body } = await connection.request('sync.want', want)
    const entries = decodeEntries(body)
    let received = await chat.receive(entries)
    if (received.unknownAuthors.length > 0) {
      await onUnknownAuthors(received.unknownAuthors)
      received = await chat.receive(entries)
    }
    // Nothing new came although something was wanted: asking the same again would not end.
    if (!received.hasNews) break
    want = chat.log.missing(heads)
  }
}

/** Messages that the other side has at the ends of chains and this one lacks. */
function countMissing(chat: Chat, heads: Heads): number {
  let missing = 0
  for (const { author, floor, seq } of heads.chains) {
    const end = chat.log.chain(author)?.seq ?? floor - 1
    missing += Math.max(0, seq - end)
  }
  return missing
}

async function askHeads(chat: Chat, connection: Connection): Promise<Heads> {
  const { body } = await connection.request('sync.heads', { chat: chat.id })
  return parseStrictJson(HeadsSchema, body)
}

/** Up to which of `author`'s messages `heads` reach; 0 for none. */
export function heldOf(heads: Heads, author: Kid): number {
  return heads.chains.find((chain) => chain.author === author)?.seq ?? 0
}
