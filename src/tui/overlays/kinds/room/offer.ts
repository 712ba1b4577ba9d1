import { screenText } from '../../../text/screen-text.ts'
import { wrapText } from '../../../text/wrap.ts'
import { span } from '../../../view/line.ts'
import type { Line } from '../../../view/line.ts'
import { actInOverlay } from '../../act.ts'
import type { OverlayDefinition } from '../../overlay-view.ts'

/** Somebody is asked to moderate a room and answers. */
export const offerOverlay: OverlayDefinition<'offer'> = {
  view(overlay, { peer, roomTexts }, room) {
    const texts = roomTexts.offer
    const about = `#${screenText(overlay.room)}`
    const by = peer.chats.get(`#${overlay.room}`)?.transferOffer?.from
    const text = by === undefined ? texts.none : texts.text(about, screenText(by))
    return {
      title: texts.title(about),
      lines: wrapText(text, room.columns).map((line): Line => [span(line)]),
      keys: texts.keys,
    }
  },
  press(overlay, press, context) {
    if (overlay.isBusy || press.type !== 'text') return
    const { room } = overlay
    const { moderation } = context.peer
    const letter = press.text.toLowerCase()
    if (letter === 'a')
      actInOverlay(context, 'offer', async () => void (await moderation.acceptTransfer(room)))
    else if (letter === 'd') actInOverlay(context, 'offer', () => moderation.declineTransfer(room))
  },
}
