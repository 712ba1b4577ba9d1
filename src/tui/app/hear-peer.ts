import { shortenPath } from '../../commands/files/path-completion.ts'
import { describeCode } from '../../i18n/describe-error.ts'
import type { TransferState, TransferStateName } from '../../peer/files.ts'
import type { PeerEvent } from '../../peer/peer.ts'
import { formatDuration } from '../../shared/duration.ts'
import type { ActContext } from '../commands/act-context.ts'
import { screenText } from '../text/screen-text.ts'
import { shownFileName } from '../view/files/progress.ts'
import { ownName } from '../../commands/scope.ts'

/** Tells wherever the person is what one chat's log does not tell him: rooms that will end, files that came or failed. */
export function createHearing(context: ActContext): (event: PeerEvent) => void {
  const states = new Map<string, TransferStateName>()
  return (event) => {
    if (event.type === 'expiring') tellExpiring(context, event)
    else if (event.type === 'transfer') {
      const { id, state, own } = event.transfer
      const before = states.get(id)
      states.set(id, state)
      // What had ended before this program looked is no news.
      if (before !== undefined && before !== state && !own) tellEnd(context, event.transfer)
    }
  }
}

function tellExpiring(
  context: ActContext,
  event: Extract<PeerEvent, { readonly type: 'expiring' }>,
): void {
  const view = context.view()
  const room = `#${screenText(event.name.replace(/^#/, ''))}`
  const moderator = view.peer.chats.get(`#${event.name.replace(/^#/, '')}`)?.moderator ?? ''
  const left = formatDuration(Math.ceil((event.at - view.now) / 1_000))
  const { countdown } = view.roomTexts
  const text =
    moderator === ownName(view)
      ? countdown.ownWarning(room, left)
      : countdown.warning(room, left, screenText(moderator))
  context.dispatch({ type: 'noticed', notice: { tone: 'error', text } })
}

function tellEnd(context: ActContext, transfer: TransferState): void {
  const view = context.view()
  const { state, path, problem } = transfer
  if (isInSight(context, transfer)) return
  const { arrived, failed } = view.texts.files.notice
  const name = shownFileName(transfer)
  if (state === 'done' && path !== null) {
    const text = arrived(name, shortenPath(path, view.home))
    context.dispatch({ type: 'noticed', notice: { tone: 'plain', text } })
  } else if (state === 'failed' && problem !== null) {
    const text = failed(name, describeCode(view.language, problem, transfer.name))
    context.dispatch({ type: 'noticed', notice: { tone: 'error', text } })
  }
}

/** Whether the log on the screen follows its end and has the offer. */
function isInSight(context: ActContext, { id, chat }: TransferState): boolean {
  const { ui, peer } = context.view()
  if (ui.selected !== chat || ui.anchors.has(chat)) return false
  return peer.chats.get(chat)?.log.items.some((item) => item.id === id) ?? false
}
