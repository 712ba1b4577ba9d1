import type { ChatName } from '../../peer/state.ts'
import { selectedChat } from '../view/view-context.ts'
import type { ActContext } from './act-context.ts'

/** Puts `chat` on the screen; the line `new` goes before what is unread. */
export function selectChat(context: ActContext, chat: ChatName): void {
  const state = context.view().peer.chats.get(chat)
  const newMark = state !== undefined && state.unread > 0 ? (state.readUpTo ?? '') : undefined
  context.dispatch({ type: 'chat-selected', chat, newMark })
}

/** Back to the welcome page; a room that can only be read, and is not waited for, is put away for good. */
export function putAway(context: ActContext): void {
  const chat = selectedChat(context.view())
  if (chat === undefined) return
  if (chat.phase === 'active' || chat.admission !== null) {
    context.dispatch({ type: 'chat-selected', chat: undefined })
    return
  }
  context.run(async () => {
    await context.peer.closeChat(chat.name)
    context.dispatch({ type: 'chat-forgotten', chat: chat.name })
  })
}
