import type { PeerEvent } from '../../peer/peer.ts'
import { formatDuration } from '../../shared/duration.ts'
import type { ActContext } from '../commands/act-context.ts'
import { screenText } from '../text/screen-text.ts'
import { ownName } from '../../commands/scope.ts'

/** A room that will end is told wherever the person is. */
export function hearPeer(context: ActContext, event: PeerEvent): void {
  if (event.type !== 'expiring') return
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
