import type { ChatId, Kid } from '../../protocol/ids.ts'
import type { AuditLine } from '../moderation.ts'

const PER_CHAT_MAX = 200

/** What others handed in and was not taken, or shown to nobody: kept in memory, for the audit. */
export interface Refusals {
  note(chat: ChatId, line: Pick<AuditLine, 'what' | 'id' | 'reason'> & { readonly by: Kid }): void
  of(chat: ChatId): readonly AuditLine[]
}

export function createRefusals(options: { nameOf(kid: Kid): string; now(): number }): Refusals {
  const lines = new Map<ChatId, readonly AuditLine[]>()
  return {
    note(chat, { what, id, reason, by }) {
      const line: AuditLine = {
        id,
        at: options.now(),
        by: options.nameOf(by),
        what,
        subject: '',
        counts: false,
        reason,
        epoch: null,
      }
      lines.set(chat, [...(lines.get(chat) ?? []), line].slice(-PER_CHAT_MAX))
    },
    of: (chat) => lines.get(chat) ?? [],
  }
}
