import { verifyTexts } from '../../../../i18n/catalogs/verify/verify.ts'
import type { ActContext } from '../../../commands/act-context.ts'
import { padEnd } from '../../../text/truncate.ts'
import { displayWidth } from '../../../text/width.ts'
import { screenText } from '../../../text/screen-text.ts'
import { wrapText } from '../../../text/wrap.ts'
import { createOverlay } from '../../../ui/overlay.ts'
import { EMPTY_LINE, span } from '../../../view/line.ts'
import type { Line } from '../../../view/line.ts'
import type { OverlayDefinition } from '../../overlay-view.ts'
import { qrLines } from './qr-lines.ts'

/** Beside the code there has to be place for words; without it the code is left out. */
const TEXT_COLUMNS_MIN = 24
const GAP = '  '

/** Two people compare what both programs show; one key confirms it. */
export const verifyOverlay: OverlayDefinition<'verify'> = {
  view({ username, code }, { peer, language }, room) {
    const texts = verifyTexts[language]
    const name = screenText(username)
    const isVerified = peer.users.get(username)?.trust === 'verified'
    const picture = qrLines(code.qr)
    const side = displayWidth(picture[0] ?? '') + GAP.length
    const fits = room.columns - side >= TEXT_COLUMNS_MIN && room.rows >= picture.length
    const columns = fits ? room.columns - side : room.columns
    const wrapped = (text: string, tone: 'plain' | 'strong' | 'dim' | 'good'): Line[] =>
      wrapText(text, columns).map((line): Line => [span(line, tone)])
    const lines = [
      ...(isVerified ? wrapped(texts.isVerified(name), 'good') : []),
      ...wrapped(`${texts.words}:`, 'dim'),
      ...wrapped(code.words, 'strong'),
      EMPTY_LINE,
      ...wrapped(`${texts.digits}:`, 'dim'),
      ...wrapped(code.digits, 'strong'),
      EMPTY_LINE,
      ...wrapped(texts.explanation(name), 'plain'),
    ]
    return {
      title: texts.title(name),
      lines: fits ? beside(picture, lines) : lines,
      keys: isVerified ? texts.withdrawKeys : texts.confirmKeys,
    }
  },
  press({ username, isBusy }, press, context) {
    if (isBusy || press.type !== 'text') return
    const { peer, language } = context.view()
    const texts = verifyTexts[language]
    const isVerified = peer.users.get(username)?.trust === 'verified'
    const letter = press.text.toLowerCase()
    if (!isVerified && letter === 'y') {
      decide(context, texts.confirmed(screenText(username)), (verification) =>
        verification.confirm(username),
      )
    } else if (isVerified && letter === 'u') {
      decide(context, texts.withdrawn(screenText(username)), (verification) =>
        verification.withdraw(username),
      )
    }
  },
}

/** Shows the code of oneself and `typed`, or of whom the DM on the screen is with. */
export function openVerify(context: ActContext, typed: string): void {
  const { ui, texts } = context.view()
  const partner = ui.selected?.startsWith('@') === true ? ui.selected : ''
  const username = (typed === '' ? partner : typed).trim().replace(/^@/, '').toLowerCase()
  if (username === '') {
    const text = texts.notice.missingArgument('/verify')
    context.dispatch({ type: 'noticed', notice: { tone: 'error', text } })
    return
  }
  context.run(async () => {
    const code = await context.peer.verification.codeOf(username)
    const overlay = createOverlay({ kind: 'verify', username, code })
    context.dispatch({ type: 'overlay-opened', overlay })
  })
}

function decide(
  context: ActContext,
  text: string,
  act: (verification: ActContext['peer']['verification']) => Promise<void>,
): void {
  context.run(async () => {
    await act(context.peer.verification)
    context.dispatch({ type: 'overlay-closed', of: 'verify' })
    context.dispatch({ type: 'noticed', notice: { tone: 'plain', text } })
  })
}

function beside(picture: readonly string[], lines: readonly Line[]): Line[] {
  const width = displayWidth(picture[0] ?? '')
  const rows = Math.max(picture.length, lines.length)
  return Array.from({ length: rows }, (_, row): Line => [
    span(padEnd(picture[row] ?? '', width)),
    span(GAP),
    ...(lines[row] ?? EMPTY_LINE),
  ])
}
