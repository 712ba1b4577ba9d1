import type { FormTexts } from '../../../../i18n/catalogs/moderation/moderation.ts'
import type { ActContext } from '../../../commands/act-context.ts'
import type { KeyPress } from '../../../input/keys.ts'
import { screenText } from '../../../text/screen-text.ts'
import { wrapText } from '../../../text/wrap.ts'
import type { FieldName, Form, Overlay } from '../../../ui/overlay.ts'
import { EMPTY_LINE, span } from '../../../view/line.ts'
import type { Line } from '../../../view/line.ts'
import { formLines, pressInForm } from '../../form.ts'
import type { OverlayView, Room } from '../../overlay-view.ts'

/** A form about a room: what it does, then the fields. */
export function viewRoomForm(
  options: {
    readonly form: Form
    readonly texts: FormTexts
    readonly labels: Partial<Readonly<Record<FieldName, string>>>
    /** The room's name without `#`. */
    readonly about: string
    readonly name?: string
    /** Rows below the fields. */
    readonly news?: readonly Line[]
  },
  room: Room,
): OverlayView {
  const { form, texts, labels, news = [] } = options
  const about = `#${screenText(options.about)}`
  const text = wrapText(texts.text(about, screenText(options.name ?? '')), room.columns)
  const shown = formLines(form, labels, room, text.length + 1)
  return {
    title: texts.title(about),
    lines: [
      ...text.map((line): Line => [span(line, 'dim')]),
      EMPTY_LINE,
      ...shown.lines,
      ...(news.length === 0 ? [] : [EMPTY_LINE, ...news]),
    ],
    fields: shown.fields,
    keys: texts.keys,
  }
}

/** Enter submits, every other key edits; nothing happens while an answer is awaited. */
export function pressInRoomForm(
  overlay: Overlay,
  press: KeyPress,
  context: ActContext,
  submit: () => void,
): void {
  if (overlay.isBusy) return
  if (press.type === 'key' && press.name === 'enter') {
    submit()
    return
  }
  const form = pressInForm(overlay.form, press)
  if (form === undefined) return
  context.dispatch({ type: 'overlay-changed', change: { form, problem: undefined } })
}
