import type { TransferState } from '../../peer/files.ts'
import type { LogItem } from '../../peer/state.ts'
import type { Anchor } from '../ui/ui-state.ts'
import { span } from './line.ts'
import type { Line } from './line.ts'
import type { LineCache } from './line-cache.ts'
import type { LogFormat } from './message-lines.ts'

/** A log as rows that are made only where somebody looks. */
export interface LogSource {
  readonly items: readonly LogItem[]
  readonly format: LogFormat
  readonly cache: LineCache
  /** Files on their way, by id. */
  readonly transfers: ReadonlyMap<string, TransferState>
  /** Id of the item after which `new` stands, `''` for the start of the window. */
  readonly newMark: string | undefined
}

export interface LogView {
  /** At most the asked number of rows. */
  readonly lines: readonly Line[]
  /** The last row of the log is among them. */
  readonly isAtEnd: boolean
  /** The first row of the window is among them. */
  readonly isAtStart: boolean
  /** The first item that has a row in sight. */
  readonly firstIndex: number
}

/** The rows that are in sight when the log stands at `anchor`, or at its end without one. */
export function viewLog(source: LogSource, anchor: Anchor | undefined, rows: number): LogView {
  const top = resolve(source, anchor, rows)
  const lines: Line[] = []
  let index = top.index
  let skipped = top.line
  while (lines.length < rows && index < source.items.length) {
    lines.push(...blockLines(source, index).slice(skipped))
    skipped = 0
    index++
  }
  return {
    isAtEnd: index >= source.items.length && lines.length <= rows,
    isAtStart: top.index === 0 && top.line === 0,
    firstIndex: top.index,
    lines: lines.slice(0, rows),
  }
}

/** The anchor `delta` rows further down (up when negative); undefined when that is the end. */
export function scrollLog(
  source: LogSource,
  anchor: Anchor | undefined,
  rows: number,
  delta: number,
): Anchor | undefined {
  const from = resolve(source, anchor, rows)
  const to = delta < 0 ? moveUp(source, from, -delta) : moveDown(source, from, delta)
  const end = endPosition(source, rows)
  if (to.index > end.index || (to.index === end.index && to.line >= end.line)) return undefined
  return anchorAt(source, to)
}

/** The anchor of the first row. */
export function firstAnchor(items: readonly LogItem[]): Anchor | undefined {
  const first = items[0]
  return first === undefined ? undefined : { id: first.id, line: 0 }
}

interface Position {
  readonly index: number
  readonly line: number
}

/** An anchor below the last full page counts as the end, so that the page is never half empty. */
function resolve(source: LogSource, anchor: Anchor | undefined, rows: number): Position {
  const end = endPosition(source, rows)
  if (anchor === undefined) return end
  const index = source.items.findLastIndex(({ id }) => id === anchor.id)
  if (index === -1 || index > end.index) return end
  const line = Math.min(anchor.line, blockLines(source, index).length - 1)
  return index === end.index && line > end.line ? end : { index, line }
}

/** The top row of the page that ends with the last row. */
function endPosition(source: LogSource, rows: number): Position {
  let missing = rows
  for (let index = source.items.length - 1; index >= 0; index--) {
    const count = blockLines(source, index).length
    if (count >= missing) return { index, line: count - missing }
    missing -= count
  }
  return { index: 0, line: 0 }
}

function moveUp(source: LogSource, from: Position, rows: number): Position {
  let { index, line } = from
  let left = rows
  while (left > line && index > 0) {
    left -= line + 1
    index--
    line = blockLines(source, index).length - 1
  }
  return { index, line: Math.max(0, line - left) }
}

function moveDown(source: LogSource, from: Position, rows: number): Position {
  let { index, line } = from
  let left = rows
  while (index < source.items.length - 1) {
    const below = blockLines(source, index).length - 1 - line
    if (left <= below) break
    left -= below + 1
    index++
    line = 0
  }
  return { index, line: line + left }
}

function anchorAt(source: LogSource, { index, line }: Position): Anchor | undefined {
  const item = source.items[index]
  return item === undefined ? undefined : { id: item.id, line }
}

/** The rows of item `index` with the separators that stand before it. */
function blockLines(source: LogSource, index: number): readonly Line[] {
  const { items, format, cache, newMark } = source
  const item = items[index]
  if (item === undefined) return []
  const previous = items[index - 1]
  const lines = cache.linesOf(item, format, transferOf(source, item))
  const isNewDay =
    previous === undefined ||
    format.clock.dayNumber(previous.sentAt) !== format.clock.dayNumber(item.sentAt)
  const isFirstNew = newMark !== undefined && (previous?.id ?? '') === newMark
  if (!isNewDay && !isFirstNew) return lines
  return [
    ...(isNewDay ? [separator(format.clock.day(item.sentAt), format.columns, 'frame')] : []),
    ...(isFirstNew ? [separator(format.texts.chat.newMessages, format.columns, 'warning')] : []),
    ...lines,
  ]
}

function transferOf({ transfers }: LogSource, item: LogItem): TransferState | undefined {
  const file = item.type === 'message' ? item.file : null
  return file === null ? undefined : transfers.get(file.transfer)
}

function separator(text: string, columns: number, tone: 'frame' | 'warning'): Line {
  const rest = Math.max(2, columns - text.length - 5)
  return [span(`── ${text} ${'─'.repeat(rest)}`, tone)]
}
