import { meetingText } from '../../commands/direct/meeting-text.ts'
import type { DirectState } from '../../peer/direct.ts'
import { describeCode } from '../../i18n/describe-error.ts'
import { screenText } from '../text/screen-text.ts'
import { wrapText } from '../text/wrap.ts'
import { EMPTY_LINE, span } from './line.ts'
import type { Line, Span, Tone } from './line.ts'
import type { ViewContext } from './view-context.ts'

/** What two people without a tracker always have before them: who the other is, and the words to compare. */
export function directLines(context: ViewContext, columns: number): Line[] {
  const { direct } = context.peer
  // A refusal is told as an alert.
  if (direct === null || direct.partner === null || direct.status === 'refused') return []
  const isChanged = hasChangedKey(context)
  const isThere = direct.status === 'together'
  const { texts, clock, now } = context
  const text = meetingText(direct, texts.direct, clock, now)
  const rows = (text: string, tone: Tone): Line[] =>
    wrapText(screenText(text), columns - 4).map((row): Line => [span('   '), span(row, tone)])
  const [first = EMPTY_LINE, ...rest] = [
    ...rows(isThere ? `${text} ${texts.direct.compare}` : text, isChanged ? 'error' : 'plain'),
    ...(isThere ? rows(direct.partner.words, 'strong') : []),
  ]
  const sign = isChanged ? span(' ! ', 'error') : span(' › ', 'accent')
  return [[sign, ...first.slice(1)], ...rest].slice(0, ROWS_MAX)
}

/** Before the first meeting: how it comes about. */
export function directHome({ peer, texts, language }: ViewContext, columns: number): Line[] {
  const { direct } = peer
  if (direct === null) return []
  const { role, addresses, problem, status } = direct
  const text = (sentence: string, tone: Tone): Line[] =>
    wrapText(screenText(sentence), columns).map((line): Line => [span(line, tone)])
  const [first = ''] = addresses
  const place =
    role === 'listening'
      ? [
          ...text(texts.direct.listening, 'plain'),
          EMPTY_LINE,
          ...addresses.map((address): Line => [
            span(`  ${texts.direct.command(address)}`, 'accent'),
          ]),
        ]
      : status === 'refused'
        ? []
        : text(texts.direct.dialling(first), 'plain')
  return [
    EMPTY_LINE,
    ...place,
    ...(problem === null
      ? []
      : [EMPTY_LINE, ...text(describeCode(language, problem, first), 'warning')]),
    ...(status === 'refused' ? [] : [EMPTY_LINE, ...text(texts.direct.goodToKnow, 'dim')]),
  ]
}

/** In the status line, in place of a tracker. */
export function directFact({ texts }: ViewContext, direct: DirectState): Span {
  const { sign, tone } = SIGNS[direct.status]
  const name = direct.partner === null ? '' : ` · ${screenText(direct.partner.username)}`
  return span(`${sign} ${texts.direct.name}${name} · ${texts.direct.status[direct.status]}`, tone)
}

function hasChangedKey({ peer }: ViewContext): boolean {
  return peer.direct?.partner?.how === 'changed'
}

const ROWS_MAX = 4

const SIGNS: Readonly<Record<DirectState['status'], { sign: string; tone: Tone }>> = {
  waiting: { sign: '◌', tone: 'warning' },
  together: { sign: '●', tone: 'good' },
  apart: { sign: '○', tone: 'error' },
  left: { sign: '○', tone: 'warning' },
  refused: { sign: '✕', tone: 'error' },
}
