import type { Connection } from '../../../net/connection.ts'
import { decodeEntries } from '../../../protocol/entry.ts'
import type { Kid } from '../../../protocol/ids.ts'
import { parseStrictJson } from '../../../protocol/strict-json.ts'
import { HeadsSchema, type Heads } from '../../../protocol/sync.ts'
import type { ActiveChat } from '../active-chat.ts'
import type { Chat } from '../chat.ts'
import { takeEntries, type TakingEntries } from './take-entries.ts'

/** Reads what `connection` has and the chat lacks, batch by batch; returns what the other side holds. */
export async function pullChat(
  active: ActiveChat,
  connection: Connection,
  taking: TakingEntries,
): Promise<Heads> {
  return await active.search.during(connection, async () => {
    const heads = await askHeads(active.chat, connection)
    await pull(active, connection, heads, taking)
    return heads
  })
}

async function pull(
  active: ActiveChat,
  connection: Connection,
  heads: Heads,
  taking: TakingEntries,
): Promise<void> {
  const { chat, search } = active
  let want = chat.log.missing(heads)
  while (want !== undefined) {
    search.expect(countMissing(chat, heads))
    const { body } = await connection.request('sync.want', want)
    const { hasNews } = await takeEntries(active, decodeEntries(body), connection, taking)
    // Nothing new came although something was wanted: asking the same again would not end.
    if (!hasNews) break
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
