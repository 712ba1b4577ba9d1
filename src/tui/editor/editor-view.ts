import type { EditorState } from './editor.ts'
import { columnOfCaret, layoutRows, rowOfCaret } from './rows.ts'

/** What of an editor is on the screen, and where the caret stands in it. */
export interface EditorView {
  /** The visible rows, at most `maxRows`, each narrower than the given width. */
  readonly rows: readonly string[]
  readonly caret: { readonly row: number; readonly column: number }
}

/** Lays the text out in `width` columns and shows the `maxRows` rows around the caret. */
export function viewEditor(
  { text, caret }: Pick<EditorState, 'text' | 'caret'>,
  width: number,
  maxRows: number,
): EditorView {
  const rows = layoutRows(text, width)
  const shownRows = Math.min(rows.length, Math.max(1, maxRows))
  const caretRow = rowOfCaret(rows, caret)
  const wanted = caretRow - Math.floor(shownRows / 2)
  const top = Math.min(Math.max(0, wanted), rows.length - shownRows)
  const row = rows[caretRow]
  const column = row === undefined ? 0 : columnOfCaret(row, caret)
  return {
    rows: rows
      .slice(top, top + shownRows)
      .map(({ cells }) => cells.map((cell) => cell.shown).join('')),
    caret: { row: caretRow - top, column: Math.min(column, Math.max(0, width - 1)) },
  }
}
