import { viewEditor } from '../editor/editor-view.ts'
import { splitGraphemes } from '../text/graphemes.ts'
import type { PlacedField } from './overlay-view.ts'

/** The part of a field that is in sight. */
export interface ShownField {
  readonly row: number
  readonly column: number
  readonly columns: number
  readonly value: string
  readonly mask: string | undefined
  /** Where the caret stands in it; absent without the focus. */
  readonly caretColumn: number | undefined
}

/** A secret is replaced before anything measures or draws it. */
export function showField({ field, hasFocus, row, column, columns }: PlacedField): ShownField {
  const { text, caret } = field.editor
  const shown = field.isSecret
    ? { text: masked(text), caret: masked(text.slice(0, caret)).length }
    : { text, caret }
  const view = viewEditor(shown, columns, 1)
  return {
    row,
    column,
    columns,
    value: view.rows[0] ?? '',
    mask: field.isSecret ? MASK : undefined,
    caretColumn: hasFocus ? view.caret.column : undefined,
  }
}

const MASK = '*'

function masked(text: string): string {
  return MASK.repeat(splitGraphemes(text).length)
}
