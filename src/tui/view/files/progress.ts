import type { TuiTexts } from '../../../i18n/catalogs/tui.ts'
import { formatCountdown, formatRate } from '../../../i18n/format-size.ts'
import type { Language } from '../../../i18n/translate.ts'
import type { TransferState } from '../../../peer/files.ts'
import { screenText } from '../../text/screen-text.ts'
import { displayWidth } from '../../text/width.ts'
import { span } from '../line.ts'
import type { Span } from '../line.ts'

/** What words about a transfer are written with. */
export interface TransferWording {
  readonly texts: TuiTexts
  readonly language: Language
}

/** How a transfer stands: its parts from the most important on, for as much room as there is. */
export function progressParts(
  transfer: TransferState,
  { texts, language }: TransferWording,
): readonly Span[] {
  const { state, own, bytes, size, rate, etaS, recipients, preparing } = transfer
  const words = texts.files.states
  const bar = span(barText(bytes, size), 'accent')
  const have =
    recipients === null || recipients.of === 0
      ? []
      : [span(texts.files.have(recipients.done, recipients.of), 'dim')]
  if (preparing) return [bar, span(words.preparing, 'dim')]
  switch (state) {
    case 'offered':
      return [span(words.offered, own ? 'dim' : 'warning'), ...have]
    case 'waiting':
      return [...(bytes > 0 ? [bar] : []), span(words.waiting, 'dim')]
    case 'active':
      return [
        bar,
        span(formatRate(language, rate)),
        ...(etaS === null ? [] : [span(formatCountdown(etaS), 'dim')]),
      ]
    case 'paused':
      return [bar, span(words.paused, 'warning')]
    case 'done':
      return [span(`✓ ${words.done}`, 'good'), ...(recipients?.of === 1 ? [] : have)]
    case 'failed':
      return [span(`✗ ${words.failed}`, 'error')]
    case 'cancelled':
      return [span(`✗ ${words.cancelled}`, 'dim')]
  }
}

/** `▓▓▓▓▓▓░░  72 %`; full only when everything is there, and always equally wide. */
export function barText(bytes: number, size: number): string {
  const share = size === 0 ? 0 : Math.min(1, bytes / size)
  const percent = Math.floor(share * 100)
  const filled = Math.floor(share * BAR_CELLS)
  return `${'▓'.repeat(filled)}${'░'.repeat(BAR_CELLS - filled)} ${String(percent).padStart(3)} %`
}

/** A name of somebody else's making, as one line; folders end with a slash. */
export function shownFileName({ name, isFolder }: { name: string; isFolder: boolean }): string {
  return `${screenText(name).replaceAll('\n', ' ')}${isFolder ? '/' : ''}`
}

/** Parts behind each other as far as they fit. */
export function joinParts(parts: readonly Span[], columns: number): Span[] {
  const joined: Span[] = []
  let used = 0
  for (const part of parts) {
    const gap = joined.length === 0 ? 0 : PART_GAP.length
    const wide = gap + displayWidth(part.text)
    if (used + wide > columns && joined.length > 0) break
    if (gap > 0) joined.push(span(PART_GAP))
    joined.push(part)
    used += wide
  }
  return joined
}

export const PART_GAP = '  '
const BAR_CELLS = 8
