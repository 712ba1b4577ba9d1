import type { ActContext } from '../../commands/act-context.ts'
import { screenText } from '../../text/screen-text.ts'
import { wrapText } from '../../text/wrap.ts'
import { span } from '../../view/line.ts'
import type { Line } from '../../view/line.ts'
import type { OverlayDefinition, OverlayOf } from '../overlay-view.ts'

type ConfirmKind = 'leave' | 'logout'

/** A question before something that is not easily taken back. */
export const confirmOverlay: OverlayDefinition<ConfirmKind> = {
  view(overlay, { texts }, room) {
    const about = overlay.kind === 'leave' ? `#${screenText(overlay.room)}` : ''
    const text =
      overlay.kind === 'leave' ? texts.overlay.leaveText(about) : texts.overlay.logoutText
    return {
      title: overlay.kind === 'leave' ? texts.overlay.leaveTitle(about) : texts.overlay.logoutTitle,
      lines: wrapText(text, room.columns).map((line): Line => [span(line)]),
      keys: texts.overlay.confirmKeys,
    }
  },
  press(overlay, press, context) {
    if (overlay.isBusy || press.type !== 'key' || press.name !== 'enter') return
    const { kind } = overlay
    context.dispatch({ type: 'overlay-changed', of: kind, change: { isBusy: true } })
    context.run(
      async () => {
        await confirm(overlay, context)
        context.dispatch({ type: 'overlay-closed', of: kind })
      },
      (problem) =>
        context.dispatch({ type: 'overlay-changed', of: kind, change: { isBusy: false, problem } }),
    )
  },
}

async function confirm(overlay: OverlayOf<ConfirmKind>, { peer }: ActContext): Promise<void> {
  if (overlay.kind === 'leave') await peer.leaveRoom(overlay.room)
  else await peer.logout()
}
