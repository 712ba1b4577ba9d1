import { screenText } from '../text/screen-text.ts'
import { displayWidth } from '../text/width.ts'
import { wrapText } from '../text/wrap.ts'
import { centreRect } from '../view/layout.ts'
import type { Rect } from '../view/layout.ts'
import { cutLine, EMPTY_LINE, fitLine, lineWidth, span } from '../view/line.ts'
import type { Line } from '../view/line.ts'
import type { Overlay } from '../ui/overlay.ts'
import type { ViewContext } from '../view/view-context.ts'
import { overlayRoom } from './overlay-room.ts'
import { viewOverlay } from './overlay-table.ts'
import type { PlacedField } from './overlay-view.ts'

/** An overlay with its frame, in the middle of the screen. */
export interface FramedOverlay {
  readonly rect: Rect
  readonly lines: readonly Line[]
  /** In cells of the screen. */
  readonly fields: readonly PlacedField[]
}

export function frameOverlay(context: ViewContext, overlay: Overlay): FramedOverlay {
  const screen = context.ui
  const { outer: columns, ...room } = overlayRoom(screen)
  const view = viewOverlay(overlay, context, room)
  const keys = wrapKeys(view.keys, room.columns).map((text): Line => [span(text, 'dim')])
  const focused = view.fields?.find(({ hasFocus }) => hasFocus)?.row ?? 0
  const problem = problemLines(overlay, context, room.columns)
  const { body, top } = fitRows(screen.rows - 2, { lines: view.lines, focused, problem, keys })
  const rect = centreRect(screen, { columns, rows: body.length + 2 })
  return {
    rect,
    lines: [
      topLine(view.title, columns),
      ...body.map((line): Line => [
        span('│ ', 'accent'),
        ...fitLine(line, room.columns),
        span(' │', 'accent'),
      ]),
      [span(`╰${'─'.repeat(columns - 2)}╯`, 'accent')],
    ],
    fields: (view.fields ?? [])
      .filter(({ row }) => row >= top.row && row < top.row + top.rows)
      .map((field) => ({
        ...field,
        row: rect.y + 1 + field.row - top.row,
        column: rect.x + 2 + field.column,
      })),
  }
}

/**
 * The rows of an overlay in `rows`. When there are too many, the description of the keys goes first, then what is far from
 * the field with the caret.
 */
function fitRows(
  rows: number,
  parts: {
    lines: readonly Line[]
    focused: number
    problem: readonly Line[]
    keys: readonly Line[]
  },
): { body: Line[]; top: { row: number; rows: number } } {
  const { lines, focused } = parts
  const problem = parts.problem.slice(0, Math.max(2, Math.floor(rows / 2)))
  const spare = rows - lines.length - problem.length
  const footer = spare < 2 ? [] : [EMPTY_LINE, ...parts.keys].slice(0, spare)
  const shown = Math.min(lines.length, rows - problem.length - footer.length)
  const first = Math.max(0, Math.min(focused - 1, lines.length - shown))
  const body = [...lines.slice(first, first + shown), ...problem, ...footer]
  return { body, top: { row: first, rows: shown } }
}

/** Breaks between two keys, never inside what one of them does. */
function wrapKeys(keys: string, columns: number): string[] {
  const rows: string[] = []
  for (const key of keys.split(' · ')) {
    const longer = rows.length === 0 ? key : `${rows.at(-1)} · ${key}`
    if (rows.length > 0 && displayWidth(longer) <= columns) rows[rows.length - 1] = longer
    else rows.push(key)
  }
  return rows.flatMap((row) => wrapText(row, columns))
}

function topLine(title: string, columns: number): Line {
  const shown = cutLine([span(title, 'strong')], columns - 5)
  const rest = '─'.repeat(Math.max(0, columns - lineWidth(shown) - 4))
  return [span('╭ ', 'accent'), ...shown, span(` ${rest}╮`, 'accent')]
}

function problemLines(overlay: Overlay, { texts }: ViewContext, columns: number): Line[] {
  if (overlay.isBusy) return [EMPTY_LINE, [span(texts.overlay.working, 'accent')]]
  if (overlay.problem === undefined) return []
  const wrapped = wrapText(screenText(overlay.problem), columns - 2)
  return [
    EMPTY_LINE,
    ...wrapped.map((text, index): Line => [
      span(index === 0 ? '! ' : '  ', 'error'),
      span(text, 'error'),
    ]),
  ]
}
