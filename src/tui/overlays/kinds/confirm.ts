import type { PeerState } from '../../../peer/state.ts'
import type { ActContext } from '../../commands/act-context.ts'
import { screenText } from '../../text/screen-text.ts'
import { wrapText } from '../../text/wrap.ts'
import { span } from '../../view/line.ts'
import type { Line } from '../../view/line.ts'
import type { ViewContext } from '../../view/view-context.ts'
import { actInOverlay } from '../act.ts'
import type { OverlayDefinition, OverlayOf } from '../overlay-view.ts'

type ConfirmKind = 'leave' | 'logout' | 'purge' | 'password-off'

/** A question before something that is not easily taken back. */
export const confirmOverlay: OverlayDefinition<ConfirmKind> = {
  view(overlay, context, room) {
    const { title, text } = questionOf(overlay, context)
    return {
      title,
      lines: wrapText(text, room.columns).map((line): Line => [span(line)]),
      keys: context.texts.overlay.confirmKeys,
    }
  },
  press(overlay, press, context) {
    if (overlay.isBusy || press.type !== 'key' || press.name !== 'enter') return
    actInOverlay(context, overlay.kind, () => confirm(overlay, context))
  },
}

async function confirm(overlay: OverlayOf<ConfirmKind>, { peer }: ActContext): Promise<void> {
  switch (overlay.kind) {
    case 'leave':
      return peer.leaveRoom(overlay.room)
    case 'logout':
      await peer.logout()
      return
    case 'purge':
      return peer.moderation.purgeArchive(`#${overlay.room}`)
    case 'password-off':
      await peer.moderation.setPassword(overlay.room, null)
  }
}

function questionOf(
  overlay: OverlayOf<ConfirmKind>,
  { texts, roomTexts, peer }: ViewContext,
): { title: string; text: string } {
  if (overlay.kind === 'logout') {
    return { title: texts.overlay.logoutTitle, text: texts.overlay.logoutText }
  }
  const room = `#${screenText(overlay.room)}`
  switch (overlay.kind) {
    case 'leave': {
      if (!isAsking(peer, overlay.room)) {
        return { title: texts.overlay.leaveTitle(room), text: texts.overlay.leaveText(room) }
      }
      const { title, text } = roomTexts.join.withdraw
      return { title: title(room), text: text(room) }
    }
    case 'purge':
      return { title: roomTexts.purge.title(room), text: roomTexts.purge.text(room) }
    case 'password-off':
      return {
        title: roomTexts.password.removeTitle(room),
        text: roomTexts.password.removeText(room),
      }
  }
}

function isAsking({ chats }: PeerState, room: string): boolean {
  return (chats.get(`#${room}`)?.admission ?? null) !== null
}
