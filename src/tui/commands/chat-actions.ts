import type { ChatName, ChatState } from '../../peer/state.ts'
import { createEditor } from '../editor/editor.ts'
import { createForm, createOverlay } from '../ui/overlay.ts'
import { chatOrder } from '../../commands/chat-list.ts'
import { selectedChat } from '../view/view-context.ts'
import type { ActContext } from './act-context.ts'
import { openCreate, openJoin } from './room/open.ts'
import { selectChat } from './select-chat.ts'

/** The chat below or above the selected one, round and round. */
export function stepChat(context: ActContext, step: 1 | -1): void {
  const view = context.view()
  const order = chatOrder(view.peer)
  if (order.length === 0) return
  const at = view.ui.selected === undefined ? -1 : order.indexOf(view.ui.selected)
  const from = at === -1 && step === -1 ? 0 : at
  const chat = order[(from + step + order.length) % order.length]
  if (chat !== undefined) selectChat(context, chat)
}

/** `/goto #lab` goes there at once; without a name, or with half of one, the list opens. */
export function goTo(context: ActContext, argument: string): void {
  const { chats } = context.view().peer
  const exact = [argument, `#${argument}`, `@${argument}`].find((name) =>
    chats.has(name as ChatName),
  )
  if (argument !== '' && exact !== undefined) {
    selectChat(context, exact as ChatName)
    return
  }
  const form = createForm([{ name: 'query', value: argument }])
  context.dispatch({ type: 'overlay-opened', overlay: createOverlay({ kind: 'goto' }, form) })
  // The list fills up when the answer comes; without a tracker it shows whom this peer knows.
  context.run(
    () => context.peer.refreshUsers(),
    () => {},
  )
}

/** Opens the DM with `username` and shows it; without a name, the list of people opens. */
export function startDm(context: ActContext, username: string): void {
  if (username === '') {
    goTo(context, '@')
    return
  }
  const name = username.replace(/^@/, '').toLowerCase()
  context.run(async () => {
    await context.peer.openDm(name)
    selectChat(context, `@${name}`)
  })
}

/** The list of chats as an overlay, at the chat that is on the screen. */
export function openChats(context: ActContext): void {
  const { peer, ui } = context.view()
  const index = Math.max(0, chatOrder(peer).indexOf(ui.selected ?? '#'))
  const overlay = { ...createOverlay({ kind: 'chats' }), index }
  context.dispatch({ type: 'overlay-opened', overlay })
}

export function openRooms(context: ActContext): void {
  context.dispatch({ type: 'overlay-opened', overlay: createOverlay({ kind: 'rooms' }) })
  refreshRooms(context)
}

/**
 * Joins a room, or shows it to who is in it or waits to be let in; a private one is asked for its password first. Without a
 * name the list of rooms opens.
 */
export function requestJoin(context: ActContext, argument: string): void {
  const room = argument.trim().replace(/^#/, '').normalize('NFC').toLowerCase()
  if (room === '') {
    openRooms(context)
    return
  }
  const { peer } = context.view()
  const chat = peer.chats.get(`#${room}`)
  if (chat !== undefined && (chat.phase === 'active' || isAsking(chat))) {
    selectChat(context, `#${room}`)
    return
  }
  context.run(async () => {
    // Whether it has a password may have changed since the list was last asked for.
    const rooms = await context.peer.listRooms()
    if (rooms.some(({ name, private: isPrivate }) => name === room && isPrivate)) {
      openJoin(context, room)
      return
    }
    const joined = await context.peer.joinRoom({ name: room })
    context.dispatch({ type: 'overlay-closed', of: 'rooms' })
    selectChat(context, `#${joined.name}`)
  })
}

/** A wish that was refused may be told again, with another password. */
function isAsking({ admission }: ChatState): boolean {
  return admission?.status === 'waiting' || admission?.status === 'asking'
}

/** Creates a room; without a name the form asks for one. */
export function requestCreate(context: ActContext, argument: string): void {
  const name = argument.trim()
  if (name === '') {
    openCreate(context)
    return
  }
  context.run(async () => {
    const room = await context.peer.createRoom({ name })
    selectChat(context, `#${room.name}`)
  })
}

/** Explains the changed key of the chat on the screen. */
export function openKey(context: ActContext): void {
  const chat = selectedChat(context.view())
  if (chat === undefined) return
  const username = chat.name.slice(1)
  context.dispatch({ type: 'overlay-opened', overlay: createOverlay({ kind: 'key', username }) })
}

/** Sends what is in the composer; when that is refused, the text comes back unless something new stands there. */
export function sendText(context: ActContext, chat: ChatName, text: string): void {
  context.dispatch({ type: 'new-mark-moved', chat, mark: undefined })
  context.run(
    async () => {
      await context.peer.sendText(chat, text)
    },
    (sentence) => {
      const { drafts } = context.view().ui
      if ((drafts.get(chat)?.text ?? '') === '') {
        context.dispatch({ type: 'draft-edited', chat, draft: createEditor(text) })
      }
      context.dispatch({ type: 'noticed', notice: { tone: 'error', text: sentence } })
    },
  )
}

function refreshRooms(context: ActContext): void {
  context.dispatch({ type: 'overlay-changed', of: 'rooms', change: { isBusy: true } })
  context.run(
    async () => {
      await context.peer.listRooms()
      context.dispatch({ type: 'overlay-changed', of: 'rooms', change: { isBusy: false } })
    },
    (problem) =>
      context.dispatch({
        type: 'overlay-changed',
        of: 'rooms',
        change: { isBusy: false, problem },
      }),
  )
}
