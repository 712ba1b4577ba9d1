import { followDetails } from '../commands/delivery-commands.ts'
import { selectChat } from '../commands/select-chat.ts'
import { createRoomFollower } from './follow-rooms.ts'
import { followAttach } from '../overlays/kinds/files/attach.ts'
import { createLogin } from '../overlays/kinds/login.ts'
import type { ActContext } from '../commands/act-context.ts'
import { topOverlay } from '../ui/ui-state.ts'
import { chatOrder } from '../../commands/chat-list.ts'
import { selectedChat } from '../view/view-context.ts'

/** What follows from the peer's state for the screen: forms that come and go, chats that vanish, messages that are read. */
export interface Settle {
  /** Nobody reads while the terminal's window is not in front. */
  hasFocus: boolean
  /** A key was pressed: somebody is there, and chooses chats himself. */
  noticePerson(): void
  run(): void
}

export function createSettle(context: ActContext): Settle {
  let wasIn = false
  let isFresh = false
  const followPartner = createPartnerFollower(context)
  const followRooms = createRoomFollower(context)
  const settle: Settle = {
    hasFocus: true,
    noticePerson() {
      settle.hasFocus = true
      if (wasIn) isFresh = false
    },
    run() {
      const isIn = followSession(context, wasIn)
      if (isIn && !wasIn) isFresh = true
      wasIn = isIn
      followRooms()
      if (!isIn) return
      followPartner()
      if (isFresh) showFirstChat(context)
      followChat(context, settle.hasFocus)
      followDetails(context)
      followAttach(context)
    },
  }
  return settle
}

/** The login form is there exactly while nobody is logged in. */
function followSession(context: ActContext, wasIn: boolean): boolean {
  const { peer, ui, texts } = context.view()
  const { session } = peer
  const isAsking = ui.overlays.some(({ kind }) => kind === 'login' || kind === 'register')
  if (session.status === 'in') {
    if (isAsking) {
      context.dispatch({ type: 'overlay-closed', of: 'login' })
      context.dispatch({ type: 'overlay-closed', of: 'register' })
    }
    return true
  }
  if (session.status === 'displaced' && (wasIn || !isAsking)) {
    const problem = texts.login.displaced(session.username)
    const login = { ...createLogin('login', session.username), problem }
    context.dispatch({ type: 'logged-out', overlay: login })
  } else if (session.status === 'out' && (wasIn || !isAsking)) {
    const { waiting = 0 } = session
    const problem = waiting > 0 ? texts.delivery.leaving.waiting(waiting) : undefined
    context.dispatch({ type: 'logged-out', overlay: { ...createLogin('login'), problem } })
  }
  return false
}

/** In direct mode whoever has come is on the screen. */
function createPartnerFollower(context: ActContext): () => void {
  let shown: string | undefined
  return () => {
    const { chats, direct } = context.view().peer
    const name = direct?.partner?.username
    if (name === undefined || name === shown || !chats.has(`@${name}`)) return
    shown = name
    selectChat(context, `@${name}`)
  }
}

function showFirstChat(context: ActContext): void {
  const { peer, ui } = context.view()
  if (peer.direct !== null) return
  const [first] = chatOrder(peer)
  if (ui.selected === undefined && first !== undefined) selectChat(context, first)
}

function followChat(context: ActContext, hasFocus: boolean): void {
  const view = context.view()
  const { selected } = view.ui
  if (selected === undefined) return
  const chat = selectedChat(view)
  if (chat === undefined) {
    context.dispatch({ type: 'chat-forgotten', chat: selected })
    return
  }
  if (chat.unread === 0) return
  const isInSight = !view.ui.anchors.has(selected) && topOverlay(view.ui) === undefined
  if (hasFocus && isInSight) context.peer.markRead(selected)
  else if (!view.ui.newMarks.has(selected)) {
    context.dispatch({ type: 'new-mark-moved', chat: selected, mark: chat.readUpTo ?? '' })
  }
}
