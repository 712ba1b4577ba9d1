import type { Connection } from '../../net/connection.ts'
import type { ChatId } from '../../protocol/ids.ts'
import { MARKS_PER_PUT } from '../../protocol/limits.ts'
import type { Mark } from '../../protocol/mark.ts'
import { encodeParts } from '../../protocol/parts.ts'
import { encodeJson } from '../../protocol/strict-json.ts'
import { isChatError, ProtocolError } from '../../shared/errors.ts'

/** More do not wait for one connection: it asks for them when it comes again. */
const WAITING_MAX = 1_024
const BYTES_PER_PUT = 512 * 1024

/** Passes marks on to connected authors: one request at a time for each connection and chat, the rest joins the next. */
export interface MarkFeed {
  push(chat: ChatId, marks: readonly Mark[], to: Connection): void
  forget(connection: Connection): void
}

export function createMarkFeed(): MarkFeed {
  const lines = new Map<Connection, Map<ChatId, Buffer[]>>()

  async function drain(connection: Connection, chat: ChatId, waiting: Buffer[]): Promise<void> {
    try {
      while (waiting.length > 0) {
        const body = encodeParts(takeBatch(waiting))
        await connection.request('marks.put', { chat }, { body })
      }
    } catch (error) {
      // They are kept here until he asks for them; anything else is a bug and reaches the crash guard.
      if (!isChatError(error) && !(error instanceof ProtocolError)) throw error
    } finally {
      lines.get(connection)?.delete(chat)
      if (lines.get(connection)?.size === 0) lines.delete(connection)
    }
  }

  return {
    push(chat, marks, connection) {
      const ofConnection = lines.get(connection) ?? new Map<ChatId, Buffer[]>()
      lines.set(connection, ofConnection)
      const busy = ofConnection.get(chat)
      const waiting = busy ?? []
      waiting.push(...marks.map(encodeJson))
      waiting.splice(0, waiting.length - WAITING_MAX)
      if (busy !== undefined) return
      ofConnection.set(chat, waiting)
      void drain(connection, chat, waiting)
    },
    forget: (connection) => void lines.delete(connection),
  }
}

function takeBatch(waiting: Buffer[]): readonly Buffer[] {
  let bytes = 0
  const end = waiting.findIndex((mark, index) => {
    bytes += mark.length
    return index > 0 && (index >= MARKS_PER_PUT || bytes > BYTES_PER_PUT)
  })
  return waiting.splice(0, end === -1 ? waiting.length : end)
}
