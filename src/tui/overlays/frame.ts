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
  const inner = room.columns
  const view = viewOverlay(overlay, context, room)
  const problem = problemLines(overlay, context, inner)
  const keys = wrapKeys(view.keys, inner).map((text): Line => [span(text, 'dim')])
  const bodyRows = Math.min(view.lines.length, screen.rows - 3 - problem.length - keys.length)
  const body = [...view.lines.slice(0, bodyRows), ...problem, EMPTY_LINE, ...keys]
  const rect = centreRect(screen, { columns, rows: body.length + 2 })
  return {
    rect,
    lines: [
      topLine(view.title, columns),
      ...body
        .slice(0, rect.rows - 2)
        .map((line): Line => [span('│ ', 'accent'), ...fitLine(line, inner), span(' │', 'accent')]),
      [span(`╰${'─'.repeat(columns - 2)}╯`, 'accent')],
    ],
    fields: (view.fields ?? [])
      .filter(({ row }) => row < bodyRows)
      .map((field) => ({
        ...field,
        row: rect.y + 1 + field.row,
        column: rect.x + 2 + field.column,
      })),
  }
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
