import { editorCommandFor } from '../editor/editor-keys.ts'
import { edit } from '../editor/editor.ts'
import type { EditorCommand } from '../editor/editor.ts'
import type { KeyPress } from '../input/keys.ts'
import { displayWidth } from '../text/width.ts'
import type { FieldName, Form } from '../ui/overlay.ts'
import { padEnd } from '../text/truncate.ts'
import { span } from '../view/line.ts'
import type { Line } from '../view/line.ts'
import type { PlacedField } from './overlay-view.ts'

/** The form after a key: edited, or with the caret in another field; undefined when the key means nothing in a form. */
export function pressInForm(form: Form, press: KeyPress): Form | undefined {
  const step = focusStep(press)
  if (step !== undefined) {
    const count = form.fields.length
    return count < 2 ? undefined : { ...form, focus: (form.focus + step + count) % count }
  }
  const command = editorCommandFor(press)
  if (command === undefined || command.type === 'newline') return undefined
  return editField(form, command)
}

/** A paste goes into the field as one line. */
export function pasteInForm(form: Form, text: string): Form {
  return editField(form, { type: 'insert', text: text.replaceAll(/\s*[\r\n]+\s*/g, ' ').trim() })
}

/** Fields below each other with their labels before them; the first row is `firstRow`. */
export function formLines(
  form: Form,
  labels: Partial<Readonly<Record<FieldName, string>>>,
  room: { columns: number },
  firstRow: number,
): { lines: Line[]; fields: PlacedField[] } {
  const widest = Math.max(...form.fields.map(({ name }) => displayWidth(labels[name] ?? '')))
  const column = widest + 4
  return {
    lines: form.fields.map(({ name }, index): Line => {
      const hasFocus = index === form.focus
      return [
        span(hasFocus ? '▸ ' : '  ', 'accent'),
        span(padEnd(`${labels[name] ?? ''}:`, widest + 2), hasFocus ? 'strong' : 'dim'),
      ]
    }),
    fields: form.fields.map((field, index) => ({
      field,
      hasFocus: index === form.focus,
      row: firstRow + index,
      column,
      columns: Math.max(4, room.columns - column),
    })),
  }
}

/** Enter in a form: on to the first field that is still empty, or nothing left to fill in. */
export function nextEmptyField(form: Form): number | undefined {
  const index = form.fields.findIndex(({ editor }) => editor.text === '')
  return index === -1 || index === form.focus ? undefined : index
}

function focusStep(press: KeyPress): 1 | -1 | undefined {
  if (press.type !== 'key') return undefined
  if (press.name === 'tab') return press.shift ? -1 : 1
  if (press.name === 'down') return 1
  return press.name === 'up' ? -1 : undefined
}

function editField(form: Form, command: EditorCommand): Form {
  return {
    ...form,
    fields: form.fields.map((field, index) =>
      index === form.focus ? { ...field, editor: edit(field.editor, command) } : field,
    ),
  }
}
