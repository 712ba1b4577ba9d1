import type { ChatState } from '../../peer/state.ts'
import type { Anchor } from '../ui/ui-state.ts'
import { logSource } from '../view/log-source.ts'
import { firstAnchor, scrollLog, viewLog } from '../view/log-view.ts'
import { selectedChat } from '../view/view-context.ts'
import type { ActContext } from './act-context.ts'

export function scrollByPages(context: ActContext, pages: 1 | -1): void {
  const layout = context.layout()
  if (layout.kind === 'panes') scrollBy(context, pages * Math.max(1, layout.logRows - 1))
}

/** Moves the log by rows and asks for more history in time. */
export function scrollBy(context: ActContext, rows: number): void {
  const chat = selectedChat(context.view())
  const layout = context.layout()
  if (chat === undefined || layout.kind !== 'panes') return
  const view = context.view()
  const source = logSource(view, chat, layout.textColumns)
  const before = view.ui.anchors.get(chat.name)
  const anchor = scrollLog(source, before, layout.logRows, rows)
  if (anchor === undefined && chat.log.hasNewer) {
    // The end of the window is not the end of the log: stay on its last page until more has come.
    void requestNewer(context, chat)
    setAnchor(context, chat, scrollLog(source, undefined, layout.logRows, -1) ?? before)
    return
  }
  if (anchor !== undefined && before === undefined) context.peer.detach(chat.name)
  setAnchor(context, chat, anchor)
  if (anchor === undefined) {
    if (before !== undefined) follow(context, chat)
    return
  }
  const { firstIndex } = viewLog(source, anchor, layout.logRows)
  const below = source.items.length - firstIndex
  if (rows < 0 && firstIndex < NEAR_EDGE_ITEMS) requestOlder(context, chat)
  if (rows > 0 && below < NEAR_EDGE_ITEMS + layout.logRows) requestNewer(context, chat)
}

export function scrollToStart(context: ActContext): void {
  const chat = selectedChat(context.view())
  if (chat === undefined) return
  context.run(async () => {
    context.peer.detach(chat.name)
    await context.peer.showOldest(chat.name)
    const items = context.view().peer.chats.get(chat.name)?.log.items ?? []
    setAnchor(context, chat, firstAnchor(items))
  })
}

export function scrollToEnd(context: ActContext): void {
  const chat = selectedChat(context.view())
  if (chat === undefined) return
  setAnchor(context, chat, undefined)
  follow(context, chat)
}

/** Asks for older items once; the state says when they are on their way. */
export function requestOlder(context: ActContext, chat: ChatState): void {
  if (!chat.log.hasOlder || chat.log.loading) return
  context.run(() => context.peer.loadOlder(chat.name))
}

const NEAR_EDGE_ITEMS = 60

function requestNewer(context: ActContext, chat: ChatState): void {
  if (!chat.log.hasNewer || chat.log.loading) return
  context.run(() => context.peer.loadNewer(chat.name))
}

function follow(context: ActContext, chat: ChatState): void {
  context.run(() => context.peer.showLatest(chat.name))
}

function setAnchor(context: ActContext, chat: ChatState, anchor: Anchor | undefined): void {
  context.dispatch({ type: 'log-scrolled', chat: chat.name, anchor })
}
