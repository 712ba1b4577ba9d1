import { AUTO_ACCEPT_MODES } from '../../../../commands/files/auto-accept.ts'
import { parseSize } from '../../../../shared/size.ts'
import { wrapText } from '../../../text/wrap.ts'
import { fieldText } from '../../../ui/overlay.ts'
import { EMPTY_LINE, span } from '../../../view/line.ts'
import type { Line } from '../../../view/line.ts'
import { actInOverlay, tellProblem } from '../../act.ts'
import { formLines, pressInForm } from '../../form.ts'
import { clampIndex, listLines, moveChoice } from '../../list.ts'
import type { OverlayDefinition } from '../../overlay-view.ts'

/** From whom, and up to which size, files are fetched without asking. */
export const autoAcceptOverlay: OverlayDefinition<'auto-accept'> = {
  view(overlay, context, room) {
    const texts = context.texts.files.autoAccept
    const lines = [
      ...wrapText(texts.text, room.columns).map((text): Line => [span(text)]),
      EMPTY_LINE,
      ...listLines(
        AUTO_ACCEPT_MODES.map((mode): Line => [span(texts.modes[mode])]),
        overlay.index,
        { columns: room.columns, rows: AUTO_ACCEPT_MODES.length },
      ),
      EMPTY_LINE,
    ]
    const form = formLines(overlay.form, { size: texts.size }, room, lines.length)
    return {
      title: texts.title,
      lines: [...lines, ...form.lines],
      fields: form.fields,
      keys: texts.keys,
    }
  },
  press(overlay, press, context) {
    if (overlay.isBusy) return
    const count = AUTO_ACCEPT_MODES.length
    const index = moveChoice(press, overlay.index, count)
    if (index !== undefined) {
      context.dispatch({ type: 'overlay-changed', change: { index, problem: undefined } })
      return
    }
    if (press.type === 'key' && press.name === 'enter') {
      const mode = AUTO_ACCEPT_MODES[clampIndex(overlay.index, count)] ?? 'off'
      const belowBytes = parseSize(fieldText(overlay.form, 'size'))
      if (belowBytes === undefined) {
        tellProblem(context, 'auto-accept', context.view().texts.files.autoAccept.sizeInvalid)
        return
      }
      actInOverlay(context, 'auto-accept', () =>
        context.peer.files.setAutoAccept({ mode, belowBytes }),
      )
      return
    }
    const form = pressInForm(overlay.form, press)
    if (form !== undefined) {
      context.dispatch({ type: 'overlay-changed', change: { form, problem: undefined } })
    }
  },
}
