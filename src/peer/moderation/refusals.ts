import type { StoredRefusal } from '../../store/profile/schemas.ts'
import type { ActiveChat } from '../chats/active-chat.ts'
import type { AuditLine } from '../moderation.ts'

/** Kept in the one document of all chats: somebody who hands in nonsense all day must not make it large. */
const PER_ROOM_MAX = 100

/** For the audit: somebody handed over what was not taken, or is shown to nobody. */
export function noteRefusal({ record, governance }: ActiveChat, refusal: StoredRefusal): void {
  if (record().kind === 'dm') return
  const refusals = [...governance.stored().refusals, refusal].slice(-PER_ROOM_MAX)
  governance.keep({ refusals })
}

export function refusalsOf({ governance }: ActiveChat): readonly AuditLine[] {
  const { refusals } = governance.stored()
  return refusals.map((refusal) => ({ ...refusal, subject: '', counts: false, epoch: null }))
}
