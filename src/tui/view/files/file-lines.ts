import { sep } from 'node:path'
import { shortenPath } from '../../../commands/files/path-completion.ts'
import { describeCode } from '../../../i18n/describe-error.ts'
import { formatSize } from '../../../i18n/format-size.ts'
import type { TransferState } from '../../../peer/files.ts'
import type { FilePart } from '../../../peer/state.ts'
import { screenText } from '../../text/screen-text.ts'
import { truncateEnd } from '../../text/truncate.ts'
import { displayWidth } from '../../text/width.ts'
import { wrapText } from '../../text/wrap.ts'
import { span } from '../line.ts'
import type { Line, Span } from '../line.ts'
import { joinParts, PART_GAP, progressParts, shownFileName } from './progress.ts'
import type { TransferWording } from './progress.ts'

/** What the rows of a file depend on beside the file. */
export interface FileFormat extends TransferWording {
  /** What `~` stands for. */
  readonly home: string
}

/**
 * An offer in the log: name and size, how far it is, and what more there is to say. What changes while it moves never changes the
 * number of rows, so that the log stands still.
 */
export function fileLines(
  file: FilePart,
  transfer: TransferState | undefined,
  format: FileFormat,
  columns: number,
): Line[] {
  const size = formatSize(format.language, file.size)
  const nameRoom = Math.max(4, columns - MARK.length - PART_GAP.length - displayWidth(size))
  const name = truncateEnd(shownFileName(file), nameRoom)
  const head: Span[] = [span(MARK, 'accent'), span(name, 'strong'), span(PART_GAP + size, 'dim')]
  if (transfer === undefined) return [head]
  const headWidth = MARK.length + displayWidth(name) + PART_GAP.length + displayWidth(size)
  const beside = columns - headWidth - PART_GAP.length
  const parts = progressParts(transfer, format)
  const rows: Line[] =
    beside >= PROGRESS_COLUMNS
      ? [[...head, span(PART_GAP), ...joinParts(parts, beside)]]
      : [head, [span(INDENT), ...joinParts(parts, columns - INDENT.length)]]
  return [...rows, ...remarkLines(transfer, format, columns, true)]
}

/** Where a received file lies; why one failed or stands still. */
export function remarkLines(
  transfer: TransferState,
  format: FileFormat,
  columns: number,
  /** Where there is little room, a path is cut to one row. */
  isBrief = false,
): Line[] {
  const { own, path, state, problem, name } = transfer
  const room = Math.max(1, columns - INDENT.length)
  if (problem !== null) {
    const reason = describeCode(format.language, problem, screenText(name))
    return wrapText(screenText(reason), room).map((text): Line => [
      span(INDENT),
      span(text, 'warning'),
    ])
  }
  if (state !== 'done' || own || path === null) return []
  const lies = screenText(shortenPath(path, format.home))
  const { savedAs } = format.texts.files
  const texts = isBrief ? [briefPath(lies, room)] : wrapText(savedAs(lies), room)
  return texts.map((text): Line => [span(INDENT), span(text, 'dim')])
}

/** The end of a path, which tells more than its beginning, in one row. */
function briefPath(path: string, columns: number): string {
  const mark = '→ '
  if (displayWidth(path) + mark.length <= columns) return mark + path
  const parts = path.split(sep)
  let kept = parts.length - 1
  const shown = (from: number): string => `${mark}…${sep}${parts.slice(from).join(sep)}`
  while (kept > 0 && displayWidth(shown(kept - 1)) <= columns) kept--
  return truncateEnd(shown(kept), columns)
}

const MARK = '▸ '
const INDENT = '  '
/** Bar, rate and time left at their widest. */
const PROGRESS_COLUMNS = 35
