import { screenText } from '../../text/screen-text.ts'
import { wrapText } from '../../text/wrap.ts'
import { EMPTY_LINE, span } from '../../view/line.ts'
import type { Line } from '../../view/line.ts'
import { fingerprintLines } from '../fingerprint-lines.ts'
import type { OverlayDefinition } from '../overlay-view.ts'

/** A user's key is not the one that was known. Nothing is sent until somebody has decided. */
export const keyOverlay: OverlayDefinition<'key'> = {
  view({ username }, { texts, peer }, room) {
    const name = screenText(username)
    const fingerprint = peer.users.get(username)?.fingerprint ?? ''
    const text = texts.overlay.keyText(name).flatMap((line) => wrapText(line, room.columns))
    return {
      title: `⚠ ${texts.overlay.keyTitle(name)}`,
      lines: [
        ...text.map((line): Line => [span(line)]),
        EMPTY_LINE,
        [span(`${texts.overlay.keyNow}:`, 'dim')],
        ...fingerprintLines(fingerprint, room.columns - 2).map((line): Line => [
          span(`  ${line}`, 'strong'),
        ]),
      ],
      keys: texts.overlay.keyKeys,
    }
  },
  press(overlay, press, context) {
    if (overlay.isBusy || press.type !== 'text' || press.text.toLowerCase() !== 'a') return
    const { username } = overlay
    context.dispatch({ type: 'overlay-changed', of: 'key', change: { isBusy: true } })
    context.run(
      async () => {
        await context.peer.acceptKeyChange(username)
        const text = context.view().texts.overlay.keyAccepted(screenText(username))
        context.dispatch({ type: 'overlay-closed', of: 'key' })
        context.dispatch({ type: 'noticed', notice: { tone: 'plain', text } })
      },
      (problem) =>
        context.dispatch({
          type: 'overlay-changed',
          of: 'key',
          change: { isBusy: false, problem },
        }),
    )
  },
}
