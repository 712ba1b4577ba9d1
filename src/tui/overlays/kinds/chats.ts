import { selectChat } from '../../commands/select-chat.ts'
import { startDm } from '../../commands/chat-actions.ts'
import { screenText } from '../../text/screen-text.ts'
import { chatsInOrder, listChats } from '../../../commands/chat-list.ts'
import { span } from '../../view/line.ts'
import { chatLine } from '../../view/sidebar.ts'
import { clampIndex, listLines, moveChoice } from '../list.ts'
import type { OverlayDefinition } from '../overlay-view.ts'

/** The sidebar of a narrow terminal. */
export const chatsOverlay: OverlayDefinition<'chats'> = {
  view(overlay, { peer, ui, texts }, room) {
    const { people } = listChats(peer)
    const items = [
      ...chatsInOrder(peer).map((chat) =>
        chatLine(
          chat,
          peer.users.get(chat.name.slice(1)),
          chat.name === ui.selected,
          room.columns - 2,
        ),
      ),
      ...people.map(({ username }) => [span(' ● ', 'good'), span(screenText(username), 'dim')]),
    ]
    const empty = [[span(texts.overlay.nothingFound, 'dim')]]
    return {
      title: texts.overlay.chatsTitle,
      lines: items.length === 0 ? empty : listLines(items, overlay.index, room),
      keys: texts.overlay.chatsKeys,
    }
  },
  press(overlay, press, context) {
    const { peer } = context.view()
    const { people } = listChats(peer)
    const chats = chatsInOrder(peer)
    const count = chats.length + people.length
    const index = moveChoice(press, overlay.index, count)
    if (index !== undefined)
      context.dispatch({ type: 'overlay-changed', change: { index, problem: undefined } })
    if (press.type !== 'key' || press.name !== 'enter') return
    const chosen = clampIndex(overlay.index, count)
    const chat = chats[chosen]
    const person = people[chosen - chats.length]
    context.dispatch({ type: 'overlay-closed', of: 'chats' })
    if (chat !== undefined) selectChat(context, chat.name)
    else if (person !== undefined) startDm(context, person.username)
  },
}
