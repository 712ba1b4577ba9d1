import type { ModerationTexts } from '../i18n/catalogs/moderation/moderation.ts'
import type { AdmissionState, ChatState, PeerState } from '../peer/state.ts'
import { formatDuration } from '../shared/duration.ts'

/** What others did to a room of this user's, when it is something to be told wherever he is: a sentence. */
export function roomNews(
  before: ChatState,
  now: ChatState,
  { own, texts }: { own: string; texts: ModerationTexts },
): string | undefined {
  const room = now.name
  const hasEnded = now.phase === 'removed' || now.phase === 'deleted' || now.phase === 'expired'
  if (before.phase === 'active' && hasEnded) {
    // Whoever deleted the room knows.
    const isOwnAct = now.phase === 'deleted' && before.moderator === own
    return isOwnAct ? undefined : texts.ended[now.phase](room)
  }
  if (before.admission !== null && now.admission === null && now.phase === 'active') {
    return texts.join.admitted(room)
  }
  if (now.admission?.status === 'refused' && before.admission?.status !== 'refused') {
    return texts.join.refused(room)
  }
  // A room of one's own has no moderator in its first moment.
  if (before.moderator !== null && moderates(before, own) !== moderates(now, own)) {
    const { given, taken } = texts.transfer
    return moderates(now, own) ? taken(room) : given(room, now.moderator ?? '?')
  }
  const { transferOffer: offer } = now
  if (offer !== null && offer.to === own && before.transferOffer?.to !== own) {
    return texts.offer.news(room, offer.from)
  }
  return undefined
}

export function moderates({ phase, moderator }: ChatState, username: string): boolean {
  return phase === 'active' && moderator === username
}

/** The same room in another state, whatever it is called there. */
export function sameChat(chats: PeerState['chats'], chat: ChatState): ChatState | undefined {
  const named = chats.get(chat.name)
  if (named !== undefined) return named
  for (const one of chats.values()) if (one.id === chat.id) return one
  return undefined
}

/** How the wish to be let in stands, as a sentence. */
export function admissionText(
  { status, retryAt }: AdmissionState,
  texts: ModerationTexts['join'],
  now: number,
): string {
  if (status !== 'paused') return texts.admission[status]
  return texts.paused(formatDuration(Math.max(0, Math.ceil(((retryAt ?? now) - now) / 1_000))))
}
