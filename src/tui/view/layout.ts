/** A part of the screen, in cells; `y` counts from the top. */
export interface Rect {
  readonly x: number
  readonly y: number
  readonly columns: number
  readonly rows: number
}

/** Where everything stands. The only place that computes heights and widths of panes. */
export type Layout =
  | { readonly kind: 'too-small'; readonly columns: number; readonly rows: number }
  | {
      readonly kind: 'panes'
      readonly columns: number
      readonly rows: number
      /** Absent when hidden or when there is no room beside the log. */
      readonly sidebar: Rect | undefined
      /** Log, composer and their frame. */
      readonly main: Rect
      /** Rows inside `main`: lines of the log, without the frame. */
      readonly logRows: number
      readonly composerRows: number
      /** Columns for text inside the frame. */
      readonly textColumns: number
      readonly notice: Rect | undefined
      readonly status: Rect
    }

export const MIN_COLUMNS = 30
export const MIN_ROWS = 8
/** Below this width the list of chats is an overlay. */
export const SIDEBAR_FROM_COLUMNS = 70

export function computeLayout(options: {
  columns: number
  rows: number
  /** Rows that the text in the composer would like to have. */
  composerLines: number
  noticeLines: number
  isSidebarShown: boolean
}): Layout {
  const { columns, rows } = options
  if (columns < MIN_COLUMNS || rows < MIN_ROWS) return { kind: 'too-small', columns, rows }
  const sidebarColumns =
    options.isSidebarShown && columns >= SIDEBAR_FROM_COLUMNS ? sidebarWidth(columns) : 0
  const spare = rows - STATUS_ROWS - FRAME_ROWS - MIN_LOG_ROWS
  // A long text must not hide what has to be told.
  const kept = Math.min(options.noticeLines, 1)
  const composerRows = clamp(options.composerLines, 1, Math.min(COMPOSER_ROWS_MAX, spare - kept))
  const noticeRows = clamp(options.noticeLines, 0, spare - composerRows)
  const mainRows = rows - STATUS_ROWS - noticeRows
  return {
    kind: 'panes',
    columns,
    rows,
    sidebar:
      sidebarColumns === 0 ? undefined : { x: 0, y: 0, columns: sidebarColumns, rows: mainRows },
    main: { x: sidebarColumns, y: 0, columns: columns - sidebarColumns, rows: mainRows },
    logRows: mainRows - FRAME_ROWS - composerRows,
    composerRows,
    textColumns: columns - sidebarColumns - MAIN_SIDE_COLUMNS,
    notice: noticeRows === 0 ? undefined : { x: 0, y: mainRows, columns, rows: noticeRows },
    status: { x: 0, y: rows - STATUS_ROWS, columns, rows: STATUS_ROWS },
  }
}

/** A box of the wished size in the middle of the screen, never larger than it. */
export function centreRect(
  screen: { columns: number; rows: number },
  wished: { columns: number; rows: number },
): Rect {
  const columns = Math.min(wished.columns, screen.columns)
  const rows = Math.min(wished.rows, screen.rows)
  return {
    x: Math.floor((screen.columns - columns) / 2),
    y: Math.floor((screen.rows - rows) / 3),
    columns,
    rows,
  }
}

const STATUS_ROWS = 1
/** Title, divider above the composer, bottom. */
const FRAME_ROWS = 3
const MIN_LOG_ROWS = 2
const COMPOSER_ROWS_MAX = 8
/** The frame at the left and a space after it; nothing stands at the right, see composer.ts. */
const MAIN_SIDE_COLUMNS = 3

function sidebarWidth(columns: number): number {
  return clamp(Math.floor(columns * 0.27), 20, 30)
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most))
}
