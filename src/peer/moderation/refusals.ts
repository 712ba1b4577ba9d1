import type { ChatId } from '../../protocol/ids.ts'
import type { AuditLine } from '../moderation.ts'

const PER_CHAT_MAX = 200

/** What others handed in and was not taken, or shown to nobody: kept in memory, for the audit. */
export interface Refusals {
  note(chat: ChatId, line: Pick<AuditLine, 'what' | 'id' | 'reason' | 'by'>): void
  of(chat: ChatId): readonly AuditLine[]
}

export function createRefusals(now: () => number): Refusals {
  const lines = new Map<ChatId, readonly AuditLine[]>()
  return {
    note(chat, { what, id, reason, by }) {
      const line = { id, at: now(), by, what, subject: '', counts: false, reason, epoch: null }
      lines.set(chat, [...(lines.get(chat) ?? []), line].slice(-PER_CHAT_MAX))
    },
    of: (chat) => lines.get(chat) ?? [],
  }
}
