import { ContentSchema } from '../../protocol/content.ts'
import type { FileOffer } from '../../protocol/files.ts'
import type { EntryId } from '../../protocol/ids.ts'
import { parseStrictJson } from '../../protocol/strict-json.ts'
import { ProtocolError } from '../../shared/errors.ts'
import type { HistoryRecord } from '../../store/history.ts'
import type { ActiveChat } from '../chats/active-chat.ts'

/** What a message offers; undefined for any other. */
export function offerIn({ lane, content }: HistoryRecord): FileOffer | undefined {
  if (lane !== 'message' || content === null) return undefined
  try {
    const said = parseStrictJson(ContentSchema, content)
    if (said.type !== 'file') return undefined
    const { type: _type, ...offer } = said
    return offer
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}

export interface FoundOffer {
  readonly active: ActiveChat
  readonly message: HistoryRecord
  readonly offer: FileOffer
}

/** The offer with this id in any of the histories. */
export async function findOffer(
  chats: Iterable<ActiveChat>,
  id: string,
): Promise<FoundOffer | undefined> {
  for (const active of chats) {
    const { history } = active.chat
    const position = history.positionOf(id as EntryId)
    const [message] = position === undefined ? [] : await history.slice(position, position + 1)
    const offer = message && offerIn(message)
    if (message !== undefined && offer !== undefined) return { active, message, offer }
  }
  return undefined
}
