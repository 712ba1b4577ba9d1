import { truncateEnd } from '../text/truncate.ts'
import { displayWidth } from '../text/width.ts'

/** What a piece of a line means; `app/theme.ts` says how it looks. Meaning never hangs on the look alone. */
export type Tone =
  | 'plain'
  | 'dim'
  | 'strong'
  | 'frame'
  | 'accent'
  | 'good'
  | 'warning'
  | 'error'
  | 'selected'
  | `name${0 | 1 | 2 | 3 | 4 | 5}`

export interface Span {
  readonly text: string
  readonly tone: Tone
}

/** One row of a pane: spans from left to right, no line ends. */
export type Line = readonly Span[]

export const EMPTY_LINE: Line = []

export function span(text: string, tone: Tone = 'plain'): Span {
  return { text, tone }
}

/** The text without its tones, as an emulator would read it. */
export function lineText(line: Line): string {
  return line.map(({ text }) => text).join('')
}

export function lineWidth(line: Line): number {
  let width = 0
  for (const { text } of line) width += displayWidth(text)
  return width
}

/** The beginning of `line` that fits into `columns`, with an ellipsis where something is missing. */
export function cutLine(line: Line, columns: number): Line {
  let used = 0
  for (const [index, { text, tone }] of line.entries()) {
    const width = displayWidth(text)
    const isLast = index === line.length - 1
    if (used + width > columns || (used + width === columns && !isLast)) {
      const cut = isLast || used + width > columns ? truncateEnd(text, columns - used) : text
      return [...line.slice(0, index), span(cut, tone)]
    }
    used += width
  }
  return line
}

/** `line` in exactly `columns`: cut, or filled up with `fill`. */
export function fitLine(line: Line, columns: number, fill = ' ', tone: Tone = 'plain'): Line {
  const cut = cutLine(line, columns)
  const missing = columns - lineWidth(cut)
  return missing <= 0 ? cut : [...cut, span(fill.repeat(missing), tone)]
}

/** `left` and `right` at the two ends of `columns`; when both do not fit, `left` is cut. */
export function spreadLine(
  left: Line,
  right: Line,
  columns: number,
  fill = ' ',
  tone: Tone = 'plain',
): Line {
  const rightWidth = lineWidth(right)
  if (rightWidth >= columns) return fitLine(left, columns, fill, tone)
  return [...fitLine(left, columns - rightWidth, fill, tone), ...right]
}
