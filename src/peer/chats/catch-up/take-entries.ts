import type { Connection } from '../../../net/connection.ts'
import type { RawEntry } from '../../../protocol/entry.ts'
import type { Kid } from '../../../protocol/ids.ts'
import { ProtocolError } from '../../../shared/errors.ts'
import type { ActiveChat } from '../active-chat.ts'
import type { Received } from '../chat.ts'

export interface TakingEntries {
  /** Reads the tracker's directory again, since somebody unknown wrote. */
  refreshDirectory(): Promise<void>
  /** What `from` handed over breaks the rules of the chat. */
  onBadEntries(active: ActiveChat, from: Kid, error: ProtocolError): void
}

/**
 * Takes in what `from` handed over, pushed or asked for, also of authors who are new to the directory. Throws ProtocolError where it
 * breaks the rules, which is noted, and ChatError for the disk.
 */
export async function takeEntries(
  active: ActiveChat,
  entries: readonly RawEntry[],
  from: Connection,
  { refreshDirectory, onBadEntries }: TakingEntries,
  onNews?: (news: readonly RawEntry[]) => void,
): Promise<Received> {
  try {
    const received = await active.chat.receive(entries, onNews)
    if (received.unknownAuthors.length === 0) return received
    await refreshDirectory()
    const again = await active.chat.receive(entries, onNews)
    return {
      ...again,
      hasNews: received.hasNews || again.hasNews,
      authors: received.authors.union(again.authors),
    }
  } catch (error) {
    if (error instanceof ProtocolError) onBadEntries(active, from.kid, error)
    throw error
  }
}
