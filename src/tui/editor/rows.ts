import { splitGraphemes } from '../text/graphemes.ts'
import { screenText } from '../text/screen-text.ts'
import { graphemeWidth } from '../text/width.ts'
import { lineEnd } from './motion.ts'

/** One row of the editor on the screen: text[start, end) as `cells`. A line end belongs to no row. */
export interface EditorRow {
  readonly start: number
  readonly end: number
  readonly cells: readonly EditorCell[]
}

/** One grapheme, where it stands in the text and what it looks like. */
export interface EditorCell {
  readonly index: number
  readonly shown: string
  readonly width: number
}

/**
 * The rows of `text`, broken behind spaces where possible. The last column of `width` is kept free for the caret; only the space
 * that ends a row may stand there.
 */
export function layoutRows(text: string, width: number): EditorRow[] {
  const rows: EditorRow[] = []
  for (let start = 0; start <= text.length; start = lineEnd(text, start) + 1) {
    rows.push(...layoutLine(text, start, lineEnd(text, start), width))
  }
  return rows
}

/** Which of `rows` the caret stands in. At a soft break it is the row that begins there. */
export function rowOfCaret(rows: readonly EditorRow[], caret: number): number {
  return rows.findLastIndex((row) => row.start <= caret)
}

/** The column of the caret in its row. */
export function columnOfCaret(row: EditorRow, caret: number): number {
  let column = 0
  for (const cell of row.cells) {
    if (cell.index >= caret) break
    column += cell.width
  }
  return column
}

/** The caret one row up or down, near the column that it came from; undefined at the first and the last row. */
export function moveRow(
  text: string,
  { caret, goalColumn }: { caret: number; goalColumn: number | undefined },
  step: -1 | 1,
  width: number,
): { caret: number; goalColumn: number } | undefined {
  const rows = layoutRows(text, width)
  const at = rowOfCaret(rows, caret)
  const from = rows[at]
  const to = rows[at + step]
  if (from === undefined || to === undefined) return undefined
  const goal = goalColumn ?? columnOfCaret(from, caret)
  const isSoftBreak = rows[at + step + 1]?.start === to.end
  return { caret: indexAtColumn(to, goal, isSoftBreak), goalColumn: goal }
}

/** Whether the caret is in the first or the last row, where up and down may mean the history instead. */
export function isAtEdge(text: string, caret: number, step: -1 | 1, width = Infinity): boolean {
  const rows = layoutRows(text, width)
  return rowOfCaret(rows, caret) === (step === -1 ? 0 : rows.length - 1)
}

const TOO_WIDE = '·'

function layoutLine(text: string, start: number, end: number, width: number): EditorRow[] {
  const columns = Math.max(1, width - 1)
  const cells = readCells(text.slice(start, end), start, columns)
  const rows: EditorRow[] = []
  let first = 0
  let used = 0
  for (const [at, cell] of cells.entries()) {
    used += cell.width
    if (used <= columns) continue
    const isLastSpace = used <= width && isSpace(text, cell)
    const breakAt = isLastSpace ? at + 1 : findBreak(text, cells, first, at)
    rows.push(rowOf(cells.slice(first, breakAt), cells[breakAt]?.index ?? end))
    used = cells
      .slice(breakAt, at + 1)
      .reduce((sum, { width: columnsOfCell }) => sum + columnsOfCell, 0)
    first = breakAt
  }
  rows.push(rowOf(cells.slice(first), end))
  return rows
}

function rowOf(cells: readonly EditorCell[], end: number): EditorRow {
  return { start: cells[0]?.index ?? end, end, cells }
}

function readCells(line: string, offset: number, columns: number): EditorCell[] {
  let index = offset
  return splitGraphemes(line).map((grapheme) => {
    const reduced = screenText(grapheme)
    const width = graphemeWidth(reduced)
    const cell =
      width > columns ? { index, shown: TOO_WIDE, width: 1 } : { index, shown: reduced, width }
    index += grapheme.length
    return cell
  })
}

/** Where the row that begins at cell `first` ends: behind its last space, or before `at`, which no longer fits. */
function findBreak(text: string, cells: readonly EditorCell[], first: number, at: number): number {
  for (let index = at; index > first + 1; index -= 1) {
    if (isSpace(text, cells[index - 1])) return index
  }
  return at
}

function isSpace(text: string, cell: EditorCell | undefined): boolean {
  return cell !== undefined && text[cell.index] === ' '
}

function indexAtColumn(row: EditorRow, goal: number, isSoftBreak: boolean): number {
  let column = 0
  for (const cell of row.cells) {
    if (column >= goal || column + cell.width > goal) return cell.index
    column += cell.width
  }
  // The end of a softly broken row is the start of the next one; stay in this one.
  return isSoftBreak ? (row.cells.at(-1)?.index ?? row.end) : row.end
}
