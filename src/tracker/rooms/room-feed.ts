import type { Connection } from '../../net/connection.ts'
import { encodeEntries, type RawEntry } from '../../protocol/entry.ts'
import type { ChatId } from '../../protocol/ids.ts'
import { BATCH_BYTES, ENTRIES_PER_BATCH } from '../../protocol/limits.ts'
import { isChatError, ProtocolError } from '../../shared/errors.ts'

/** More than this does not wait for one connection: it will compare heads and fetch what it misses. */
const MAX_WAITING_BYTES = 1024 * 1024

/** Passes new entries of rooms on to connected members: one request at a time per connection and room, the rest joins the next. */
export interface RoomFeed {
  push(chat: ChatId, entries: readonly RawEntry[], to: Iterable<Connection>): void
  forget(connection: Connection): void
}

/** Entries already encoded, once for everybody: bodies of `entries.push` may be joined end to end. */
interface Chunk {
  readonly body: Buffer
  readonly count: number
}

interface Line {
  waiting: Chunk[]
  waitingBytes: number
}

export function createRoomFeed(): RoomFeed {
  const lines = new Map<Connection, Map<ChatId, Line>>()

  async function drain(connection: Connection, chat: ChatId, line: Line): Promise<void> {
    try {
      while (line.waiting.length > 0) {
        const body = takeBatch(line)
        await connection.request(
          'entries.push',
          { chat, until: connection.kid, lacking: [] },
          { body },
        )
      }
    } catch (error) {
      // Whoever could not take them compares heads when it is back; anything else is a bug and reaches the crash guard.
      if (!isChatError(error) && !(error instanceof ProtocolError)) throw error
    } finally {
      lines.get(connection)?.delete(chat)
      if (lines.get(connection)?.size === 0) lines.delete(connection)
    }
  }

  function pushTo(connection: Connection, chat: ChatId, chunks: readonly Chunk[]): void {
    const ofConnection = lines.get(connection) ?? new Map<ChatId, Line>()
    lines.set(connection, ofConnection)
    const busy = ofConnection.get(chat)
    const line: Line = busy ?? { waiting: [], waitingBytes: 0 }
    for (const chunk of chunks) {
      if (line.waitingBytes + chunk.body.length > MAX_WAITING_BYTES) break
      line.waiting.push(chunk)
      line.waitingBytes += chunk.body.length
    }
    if (busy !== undefined) return
    ofConnection.set(chat, line)
    void drain(connection, chat, line)
  }

  return {
    push(chat, entries, to) {
      const chunks = encodeChunks(entries)
      for (const connection of to) pushTo(connection, chat, chunks)
    },
    forget: (connection) => void lines.delete(connection),
  }
}

function encodeChunks(entries: readonly RawEntry[]): readonly Chunk[] {
  const chunks: Chunk[] = []
  let from = 0
  let bytes = 0
  for (const [index, entry] of entries.entries()) {
    bytes += entry.header.length + entry.body.length + (entry.signature?.length ?? 0)
    if (bytes < BATCH_BYTES && index < entries.length - 1 && index - from < ENTRIES_PER_BATCH - 1)
      continue
    const part = entries.slice(from, index + 1)
    chunks.push({ body: encodeEntries(part), count: part.length })
    from = index + 1
    bytes = 0
  }
  return chunks
}

/** As many waiting chunks as fit one request, at least one. */
function takeBatch(line: Line): Buffer {
  const batch: Buffer[] = []
  let bytes = 0
  let count = 0
  for (const chunk of line.waiting) {
    if (
      batch.length > 0 &&
      (bytes + chunk.body.length > BATCH_BYTES || count + chunk.count > ENTRIES_PER_BATCH)
    )
      break
    batch.push(chunk.body)
    bytes += chunk.body.length
    count += chunk.count
  }
  line.waiting = line.waiting.slice(batch.length)
  line.waitingBytes -= bytes
  return batch.length === 1 && batch[0] !== undefined ? batch[0] : Buffer.concat(batch)
}
