import type { ActContext } from '../../commands/act-context.ts'
import { wrapText } from '../../text/wrap.ts'
import { createForm, createOverlay, fieldText } from '../../ui/overlay.ts'
import type { Form } from '../../ui/overlay.ts'
import { EMPTY_LINE, span } from '../../view/line.ts'
import type { Line } from '../../view/line.ts'
import { actInOverlay, tellProblem } from '../act.ts'
import { formLines, nextEmptyField, pressInForm } from '../form.ts'
import type { OverlayDefinition, OverlayOf } from '../overlay-view.ts'

/** Another password for the account: the one of now, and the new one twice. */
export const passwdOverlay: OverlayDefinition<'passwd'> = {
  view(overlay, { texts }, room) {
    const { title, current, next, keys, note } = texts.passwd
    const labels = { password: current, next, repeat: texts.login.repeatPassword }
    const { lines, fields } = formLines(overlay.form, labels, room, 0)
    const notes = wrapText(note, room.columns).map((text): Line => [span(text, 'dim')])
    return { title, lines: [...lines, EMPTY_LINE, ...notes], fields, keys }
  },
  press(overlay, press, context) {
    if (overlay.isBusy) return
    if (press.type === 'key' && press.name === 'enter') {
      submit(overlay, context)
      return
    }
    const form = pressInForm(overlay.form, press)
    if (form === undefined) return
    context.dispatch({ type: 'overlay-changed', change: { form, problem: undefined } })
  },
}

export function createPasswd(): OverlayOf<'passwd'> {
  return { ...createOverlay({ kind: 'passwd' }, emptyForm()), kind: 'passwd' }
}

function submit({ form }: OverlayOf<'passwd'>, context: ActContext): void {
  const { texts } = context.view()
  if (form.fields.some(({ editor }) => editor.text === '')) {
    const focus = nextEmptyField(form)
    if (focus === undefined) tellProblem(context, 'passwd', texts.passwd.missing)
    else {
      const change = { form: { ...form, focus }, problem: undefined }
      context.dispatch({ type: 'overlay-changed', change })
    }
    return
  }
  const next = fieldText(form, 'next')
  if (next !== fieldText(form, 'repeat')) {
    tellProblem(context, 'passwd', texts.login.passwordsDiffer, { form: emptyForm() })
    return
  }
  actInOverlay(
    context,
    'passwd',
    async () => {
      await context.peer.changePassword({ current: fieldText(form, 'password'), next })
      context.dispatch({ type: 'noticed', notice: { tone: 'plain', text: texts.passwd.done } })
    },
    () => ({ form: emptyForm() }),
  )
}

function emptyForm(): Form {
  const names = ['password', 'next', 'repeat'] as const
  return createForm(names.map((name) => ({ name, isSecret: true })))
}
