import { screenText } from '../text/screen-text.ts'
import { wrapText } from '../text/wrap.ts'
import { chordLabel } from '../commands/chord-label.ts'
import { COMMANDS } from '../commands/command-table.ts'
import { describeCode } from '../../i18n/describe-error.ts'
import type { TrackerState } from '../../peer/state.ts'
import type { Command } from '../commands/command.ts'
import type { Notice } from '../ui/ui-state.ts'
import { directFact, directLines } from './direct-lines.ts'
import { cutLine, lineWidth, span } from './line.ts'
import type { Line, Span, Tone } from './line.ts'
import { isLoggedIn, ownName } from '../../commands/scope.ts'
import { scopeOf } from './view-context.ts'
import type { ViewContext } from './view-context.ts'

/** Who, which tracker and its state, and the keys that fit. */
export function statusLine(context: ViewContext, columns: number): Line {
  const name = ownName(context)
  const { direct } = context.peer
  const facts: Line = [
    span(' '),
    ...(name === '' ? [] : [span(screenText(name), 'strong'), span(' · ', 'dim')]),
    direct === null ? trackerFact(context, columns) : directFact(context, direct),
  ]
  return cutLine([...facts, ...hints(context, columns - lineWidth(facts))], columns)
}

function trackerFact(context: ViewContext, columns: number): Span {
  const { texts } = context
  const { status, host, port, problem } = context.peer.tracker
  // Nobody asks the tracker before somebody logs in.
  const isUnknown = !isLoggedIn(context) && status === 'offline' && problem === null
  const { sign, tone } = TRACKER_SIGNS[status]
  const label = columns < SHORT_COLUMNS ? '' : `${texts.tracker.name} `
  const address = host === '' ? '—' : screenText(shownAddress(host, port))
  return isUnknown
    ? span(`${label}${address}`, 'dim')
    : span(`${sign} ${label}${address} ${texts.tracker[status]}`, tone)
}

/** The rows of what has to be told now: the last notice, else the oldest alert of the peer, else what direct mode always shows. */
export function noticeLines(context: ViewContext, columns: number): Line[] {
  const notice = currentNotice(context)
  if (notice === undefined) return directLines(context, columns)
  const isError = notice.tone === 'error'
  const close = ` ${context.texts.notice.dismiss} ✕`
  const wrapped = wrapText(screenText(notice.text), columns - close.length - 4).slice(0, 3)
  return wrapped.map((text, index): Line => [
    span(index === 0 ? (isError ? ' ! ' : ' › ') : '   ', isError ? 'error' : 'accent'),
    span(text, isError ? 'error' : 'plain'),
    ...(index === wrapped.length - 1 ? [span(close, 'dim')] : []),
  ])
}

export function currentNotice({ ui, peer, language }: ViewContext): Notice | undefined {
  if (ui.notice !== undefined) return ui.notice
  const alert = peer.alerts.at(-1)
  if (alert === undefined) return undefined
  return { tone: 'error', text: describeCode(language, alert.code, alert.subject) }
}

/** The usual port says nothing. */
function shownAddress(host: string, port: number): string {
  if (host === '') return ''
  return port === USUAL_TRACKER_PORT ? host : `${host}:${port}`
}

const USUAL_TRACKER_PORT = 5000
const SHORT_COLUMNS = 50

/** The state of the tracker can be told apart without colours. */
const TRACKER_SIGNS: Readonly<Record<TrackerState['status'], { sign: string; tone: Tone }>> = {
  online: { sign: '●', tone: 'good' },
  connecting: { sign: '◌', tone: 'warning' },
  offline: { sign: '○', tone: 'error' },
}

/** In the order of the table; when room is scarce, the least important ones are left out. */
function hints(context: ViewContext, columns: number): Span[] {
  const { commandTexts } = context
  const hinted = COMMANDS.filter(
    ({ hint, refusal }) => hint !== undefined && refusal?.(scopeOf(context)) === undefined,
  )
  const spansOf = ({ name, chords }: Command): Span[] => [
    span(' · ', 'dim'),
    span(chordLabel(chords[0] ?? ''), 'accent'),
    span(` ${commandTexts.hints[name] ?? commandTexts.labels[name]}`, 'dim'),
  ]
  const shown = new Set<Command>()
  let left = columns
  for (const command of [...hinted].sort((a, b) => (a.hint ?? 0) - (b.hint ?? 0))) {
    left -= lineWidth(spansOf(command))
    if (left < 0) break
    shown.add(command)
  }
  return hinted.filter((command) => shown.has(command)).flatMap(spansOf)
}
