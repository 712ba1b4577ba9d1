import type { ChatState, PeerState } from '../../peer/state.ts'
import type { ActContext } from '../commands/act-context.ts'
import { screenText } from '../text/screen-text.ts'
import { ownName } from '../../commands/scope.ts'
import type { Overlay } from '../ui/overlay.ts'
import type { ViewContext } from '../view/view-context.ts'

/** What others do to one's rooms: a room that is called otherwise stays on the screen, and one that has ended is told. */
export function createRoomFollower(context: ActContext): () => void {
  let before: PeerState['chats'] = new Map()
  return () => {
    const view = context.view()
    const { chats, session } = view.peer
    if (chats === before) return
    const old = before
    before = chats
    if (session.status !== 'in') return
    for (const chat of old.values()) {
      if (chats.get(chat.name) === chat || chat.kind !== 'room') continue
      const now = chats.get(chat.name) ?? findById(chats, chat.id)
      if (now === undefined) continue
      if (now.name !== chat.name) {
        context.dispatch({ type: 'chat-renamed', from: chat.name, to: now.name })
      }
      if (moderates(chat, view) && !moderates(now, view)) closeManagement(context, now)
      const text = newsOf(chat, now, view)
      if (text !== undefined) {
        context.dispatch({ type: 'noticed', notice: { tone: 'plain', text } })
      }
    }
  }
}

function newsOf(before: ChatState, now: ChatState, view: ViewContext): string | undefined {
  const { roomTexts } = view
  const own = ownName(view)
  const room = screenText(now.name)
  if (before.phase === 'active' && now.phase !== 'active' && now.phase !== 'left') {
    // Whoever deleted the room knows.
    const isOwnAct = now.phase === 'deleted' && before.moderator === own
    return isOwnAct ? undefined : roomTexts.ended[now.phase](room)
  }
  if (before.admission !== null && now.admission === null && now.phase === 'active') {
    return roomTexts.join.admitted(room)
  }
  if (now.admission?.status === 'refused' && before.admission?.status !== 'refused') {
    return roomTexts.join.refused(room)
  }
  if (moderates(before, view) !== moderates(now, view)) {
    const { given, taken } = roomTexts.transfer
    return moderates(now, view) ? taken(room) : given(room, screenText(now.moderator ?? '?'))
  }
  const { transferOffer: offer } = now
  if (offer !== null && offer.to === own && before.transferOffer?.to !== own) {
    return roomTexts.offer.news(room, screenText(offer.from))
  }
  return undefined
}

function moderates({ phase, moderator }: ChatState, view: ViewContext): boolean {
  return phase === 'active' && moderator === ownName(view)
}

/** Nothing is offered that would only be refused. */
function closeManagement(context: ActContext, chat: ChatState): void {
  for (const overlay of context.view().ui.overlays) {
    if (MANAGEMENT.has(overlay.kind) && 'room' in overlay && `#${overlay.room}` === chat.name) {
      context.dispatch({ type: 'overlay-closed', of: overlay.kind })
    }
  }
}

const MANAGEMENT: ReadonlySet<Overlay['kind']> = new Set([
  ...(['manage', 'rename', 'password', 'password-off', 'inactivity'] as const),
  ...(['pick', 'successor', 'transfer', 'delete'] as const),
])

function findById(chats: PeerState['chats'], id: string): ChatState | undefined {
  for (const chat of chats.values()) if (chat.id === id) return chat
  return undefined
}
