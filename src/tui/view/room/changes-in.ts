import { topOverlay } from '../../ui/ui-state.ts'
import { selectedChat } from '../view-context.ts'
import type { ViewContext } from '../view-context.ts'
import { countdownChangesIn } from './room-facts.ts'

/** Milliseconds until what counts down on the screen reads otherwise; undefined when nothing does. */
export function changesIn(view: ViewContext): number | undefined {
  const chat = selectedChat(view)
  const overlay = topOverlay(view.ui)
  const asked = overlay?.kind === 'join' ? view.peer.chats.get(`#${overlay.room}`) : chat
  const retryAt = asked?.admission?.status === 'paused' ? asked.admission.retryAt : null
  const waits = [
    chat === undefined ? undefined : countdownChangesIn(chat, view.now),
    retryAt === null || retryAt <= view.now ? undefined : 1_000,
  ].filter((wait) => wait !== undefined)
  return waits.length === 0 ? undefined : Math.min(...waits)
}
