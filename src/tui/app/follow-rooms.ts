import type { ChatState, PeerState } from '../../peer/state.ts'
import { moderates, roomNews, sameChat } from '../../commands/room-news.ts'
import type { ActContext } from '../commands/act-context.ts'
import { screenText } from '../text/screen-text.ts'
import { ownName } from '../../commands/scope.ts'
import type { Overlay } from '../ui/overlay.ts'

/** What others do to one's rooms: a room that is called otherwise stays on the screen, and one that has ended is told. */
export function createRoomFollower(context: ActContext): () => void {
  let before: PeerState['chats'] = new Map()
  return () => {
    const view = context.view()
    const { chats, session } = view.peer
    if (chats === before) return
    const old = before
    const own = ownName(view)
    before = chats
    if (session.status !== 'in') return
    for (const chat of old.values()) {
      if (chats.get(chat.name) === chat || chat.kind !== 'room') continue
      const now = sameChat(chats, chat)
      if (now === undefined) continue
      if (now.name !== chat.name) {
        context.dispatch({ type: 'chat-renamed', from: chat.name, to: now.name })
      }
      if (moderates(chat, own) && !moderates(now, own)) closeManagement(context, now)
      const text = roomNews(chat, now, { own, texts: view.roomTexts })
      if (text !== undefined) {
        const notice = { tone: 'plain', text: screenText(text) } as const
        context.dispatch({ type: 'noticed', notice })
      }
    }
  }
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
