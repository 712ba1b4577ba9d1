import { commandRow } from '../../commands/command-table.ts'
import type { ChatName, MessageItem } from '../../peer/state.ts'
import { createOverlay } from '../ui/overlay.ts'
import { topOverlay } from '../ui/ui-state.ts'
import type { ViewContext } from '../view/view-context.ts'
import type { ActContext } from './act-context.ts'
import type { Command } from './command.ts'

/** What became of one's messages, and what others learn of one's reading. */
export const DELIVERY_COMMANDS: readonly Command[] = [
  {
    ...commandRow('details'),
    chords: ['alt+i'],
    run(context) {
      const view = context.view()
      const chat = view.ui.selected
      const last = chat && ownMessages(view, chat).at(-1)
      if (chat === undefined) return
      if (last !== undefined) openDetails(context, chat, last.id)
      else {
        const text = view.texts.delivery.details.none
        context.dispatch({ type: 'noticed', notice: { tone: 'plain', text } })
      }
    },
  },
  {
    ...commandRow('receipts'),
    chords: ['alt+r'],
    run: setReceipts,
  },
]

/** The user's own messages of the part of the chat that is at hand, oldest first. */
export function ownMessages({ peer }: ViewContext, chat: ChatName): readonly MessageItem[] {
  const items = peer.chats.get(chat)?.log.items ?? []
  return items.filter((item): item is MessageItem => item.type === 'message' && item.own)
}

/** Shows how far a message has come, in place of one that is shown. */
export function openDetails(context: ActContext, chat: ChatName, message: string): void {
  context.run(async () => {
    const details = await context.peer.messageDetails(chat, message)
    const overlay = createOverlay({ kind: 'details', chat, details })
    context.dispatch({ type: 'overlay-closed', of: 'details' })
    context.dispatch({ type: 'overlay-opened', overlay })
  })
}

/** Details on the screen follow what happens to their message. */
export function followDetails(context: ActContext): void {
  const view = context.view()
  const overlay = topOverlay(view.ui)
  if (overlay?.kind !== 'details' || overlay.isBusy) return
  const { chat, details } = overlay
  const item = ownMessages(view, chat).find(({ id }) => id === details.id)
  if (item === undefined) return
  const isSame = item.state === details.state && item.delivered === details.counts.delivered
  if (isSame) return
  context.dispatch({ type: 'overlay-changed', of: 'details', change: { isBusy: true } })
  openDetails(context, chat, details.id)
}

/** `on`, `off`, or the other of the two. */
function setReceipts(context: ActContext, argument: string): void {
  const { peer, texts, commandTexts } = context.view()
  const word = argument.trim().toLowerCase()
  const wanted = word === '' ? !peer.settings.readReceipts : SWITCHES.get(word)
  if (wanted === undefined) {
    const text = texts.notice.missingArgument(`/receipts ${commandTexts.arguments.switch}`)
    context.dispatch({ type: 'noticed', notice: { tone: 'error', text } })
    return
  }
  context.run(async () => {
    await context.peer.setReadReceipts(wanted)
    const text = wanted ? texts.delivery.receipts.on : texts.delivery.receipts.off
    context.dispatch({ type: 'noticed', notice: { tone: 'plain', text } })
  })
}

const SWITCHES: ReadonlyMap<string, boolean> = new Map([
  ['on', true],
  ['off', false],
  ['sim', true],
  ['não', false],
])
