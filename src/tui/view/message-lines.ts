import { eventText } from '../../commands/event-text.ts'
import type { TransferState } from '../../peer/files.ts'
import type { EventItem, LogItem, MessageItem } from '../../peer/state.ts'
import { screenText } from '../text/screen-text.ts'
import { fitEnd } from '../text/truncate.ts'
import { displayWidth } from '../text/width.ts'
import { wrapText } from '../text/wrap.ts'
import type { ClockFormat } from '../../i18n/clock-format.ts'
import { fileLines } from './files/file-lines.ts'
import type { FileFormat } from './files/file-lines.ts'
import { span } from './line.ts'
import type { Line, Span, Tone } from './line.ts'

/** What the lines of a message depend on beside the message. */
export interface LogFormat extends FileFormat {
  readonly columns: number
  readonly nameColumns: number
  readonly isRoom: boolean
  readonly clock: ClockFormat
}

/**
 * The rows of one item: time, marks, sender, text. The name column holds nothing but names and `SYSTEM_MARK`, which no
 * username can contain, so that no message passes for a word of the program.
 */
export function messageLines(
  item: LogItem,
  format: LogFormat,
  /** The file that the message offers, as far as it is known where it is. */
  transfer?: TransferState,
): readonly Line[] {
  const room = Math.max(1, format.columns - textStart(format))
  const indent = span(' '.repeat(textStart(format)))
  const wrapped =
    item.type === 'message'
      ? wrapMessage(item, format, room, transfer)
      : wrapEvent(item, format, room)
  return wrapped.map((line, index) =>
    index === 0 ? [...leadSpans(item, format), ...line] : [indent, ...line],
  )
}

/** Width of the sender column for these names in a log of `columns`. */
export function nameColumns(names: Iterable<string>, columns: number): number {
  let longest = NAME_COLUMNS_MIN
  for (const name of names) longest = Math.max(longest, name.length)
  const most = columns < NARROW_COLUMNS ? NAME_COLUMNS_MIN : NAME_COLUMNS_MAX
  return Math.min(longest, most)
}

/** The colour of a name, the same everywhere. */
export function nameTone(username: string): Tone {
  let hash = 0
  for (let index = 0; index < username.length; index++) {
    hash = (hash * 31 + username.charCodeAt(index)) | 0
  }
  return `name${(Math.abs(hash) % 6) as 0 | 1 | 2 | 3 | 4 | 5}`
}

const TIME_COLUMNS = 5
const MARK_COLUMNS = 2
const NAME_COLUMNS_MIN = 8
const NAME_COLUMNS_MAX = 16
const NARROW_COLUMNS = 44
const SYSTEM_MARK = '*'

function textStart(format: LogFormat): number {
  return TIME_COLUMNS + MARK_COLUMNS + format.nameColumns + 1
}

function leadSpans(item: LogItem, format: LogFormat): Span[] {
  const isMessage = item.type === 'message'
  const clockMark = isMessage && item.clockOff ? '⚠' : ' '
  const mentionMark = isMessage && item.mentionsMe ? '@' : ' '
  const name = isMessage ? screenText(item.from) : SYSTEM_MARK
  return [
    span(format.clock.time(item.sentAt), 'dim'),
    span(clockMark + mentionMark, 'warning'),
    span(`${fitEnd(name, format.nameColumns)} `, isMessage ? nameTone(item.from) : 'dim'),
  ]
}

function wrapMessage(
  item: MessageItem,
  format: LogFormat,
  room: number,
  transfer: TransferState | undefined,
): Line[] {
  const lines =
    item.file !== null && item.problem === null
      ? fileLines(item.file, transfer, format, room)
      : textLines(item, format, room)
  return item.own ? withTicks(lines, ticks(item, format), room) : lines
}

function textLines(item: MessageItem, format: LogFormat, room: number): Line[] {
  const isProblem = item.problem !== null
  const text = item.problem === null ? screenText(item.text) : format.texts.problems[item.problem]
  const tone: Tone = isProblem ? 'dim' : item.mentionsMe ? 'strong' : 'plain'
  return wrapText(text, room).map((line): Line => [span(line, tone)])
}

function wrapEvent(item: EventItem, format: LogFormat, room: number): Line[] {
  const sentence = eventText(item, format.texts)
  return wrapText(screenText(sentence), room).map((line) => [span(line, 'dim')])
}

/** The ticks follow the last word, or stand below it when the line is full. */
function withTicks(lines: Line[], tick: Span, room: number): Line[] {
  const last = lines.at(-1) ?? []
  const width = last.reduce((sum, { text }) => sum + displayWidth(text), 0)
  if (width + 1 + displayWidth(tick.text) > room) return [...lines, [tick]]
  return [...lines.slice(0, -1), [...last, span(' '), tick]]
}

function ticks(item: MessageItem, format: LogFormat): Span {
  if (item.state === 'read') return span(`✓✓ ${format.texts.chat.read}`, 'good')
  // To nobody, as in a room of one's own, nothing is delivered.
  if (item.state === 'delivered' && item.recipients > 0) return span('✓✓', 'good')
  const isPartly = format.isRoom && item.delivered > 0 && item.recipients > 0
  if (isPartly) return span(`✓${item.delivered}/${item.recipients}`, 'dim')
  return item.state === 'sending' ? span('…', 'dim') : span('✓', 'dim')
}
