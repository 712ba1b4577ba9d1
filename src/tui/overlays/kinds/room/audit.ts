import { auditText, reportText } from '../../../../commands/audit-text.ts'
import type { AuditLine, AuditReport } from '../../../../peer/moderation.ts'
import { screenText } from '../../../text/screen-text.ts'
import { wrapText } from '../../../text/wrap.ts'
import { openAudit } from '../../../commands/room/open.ts'
import { EMPTY_LINE, span } from '../../../view/line.ts'
import type { Line } from '../../../view/line.ts'
import type { ViewContext } from '../../../view/view-context.ts'
import { overlayRoom } from '../../overlay-room.ts'
import { scrollStep } from '../../list.ts'
import type { OverlayDefinition, OverlayOf } from '../../overlay-view.ts'

/** The log of a room for people: who did what and when, what does not count and why, and the proof of it all. */
export const auditOverlay: OverlayDefinition<'audit'> = {
  view(overlay, context, room) {
    const lines = auditLines(overlay, context, room.columns)
    const top = topRow(overlay.index, lines.length, room.rows)
    const texts = context.roomTexts.audit
    return {
      title: texts.title(`#${screenText(overlay.room)}`),
      lines: lines.slice(top, top + room.rows),
      keys: texts.keys,
    }
  },
  press(overlay, press, context) {
    if (overlay.isBusy) return
    if (press.type === 'text') {
      if (press.text.toLowerCase() === 'v') openAudit(context, overlay.room, true)
      return
    }
    const step = scrollStep(press)
    if (step === undefined) return
    const view = context.view()
    const room = overlayRoom(view.ui)
    const { length } = auditLines(overlay, view, room.columns)
    const from = topRow(overlay.index, length, room.rows)
    const index = topRow(from + step, length, room.rows)
    context.dispatch({ type: 'overlay-changed', change: { index } })
  },
}

function topRow(wished: number, lines: number, rows: number): number {
  return Math.max(0, Math.min(wished, lines - rows))
}

function auditLines(
  { entries = [], report }: OverlayOf<'audit'>,
  context: ViewContext,
  columns: number,
): Line[] {
  return [
    ...(report === undefined ? [] : [...reportLines(report, context, columns), EMPTY_LINE]),
    ...entries.flatMap((entry, index) => [
      ...dayLines(entry, entries[index - 1], context),
      ...entryLines(entry, context, columns),
    ]),
  ]
}

function reportLines(report: AuditReport, { roomTexts }: ViewContext, columns: number): Line[] {
  const isProved = report.wrong === null && report.matches
  const text = reportText(report, roomTexts.audit)
  return wrapText(screenText(text), columns).map((line): Line => [
    span(line, isProved ? 'good' : 'error'),
  ])
}

function dayLines(
  entry: AuditLine,
  previous: AuditLine | undefined,
  { clock }: ViewContext,
): Line[] {
  const isSameDay =
    previous !== undefined && clock.dayNumber(previous.at) === clock.dayNumber(entry.at)
  return isSameDay ? [] : [[span(clock.day(entry.at), 'strong')]]
}

function entryLines(entry: AuditLine, context: ViewContext, columns: number): Line[] {
  const { texts, roomTexts } = context
  const sentence = auditText(entry, texts, roomTexts.audit)
  const wrapped = wrapText(screenText(sentence), Math.max(1, columns - TIME_COLUMNS))
  return wrapped.map((text, index): Line => [
    span(index === 0 ? `${context.clock.time(entry.at)} ` : ' '.repeat(TIME_COLUMNS - 2), 'dim'),
    span(index === 0 && !entry.counts ? '✘ ' : '  ', 'error'),
    span(text, entry.counts ? (entry.what === 'epoch' ? 'dim' : 'plain') : 'warning'),
  ])
}

/** `10:21 ✘ ` */
const TIME_COLUMNS = 8
