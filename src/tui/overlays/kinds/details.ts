import type { RecipientState } from '../../../peer/peer.ts'
import { openDetails, ownMessages } from '../../commands/delivery-commands.ts'
import { screenText } from '../../text/screen-text.ts'
import { wrapText } from '../../text/wrap.ts'
import { EMPTY_LINE, span, spreadLine } from '../../view/line.ts'
import type { Line, Tone } from '../../view/line.ts'
import { nameTone } from '../../view/message-lines.ts'
import type { ViewContext } from '../../view/view-context.ts'
import { wayTo } from '../../../i18n/way-to.ts'
import type { OverlayDefinition, OverlayOf } from '../overlay-view.ts'

/** How far one of the user's messages has come, recipient by recipient; ↑ and ↓ go to his others. */
export const detailsOverlay: OverlayDefinition<'details'> = {
  view(overlay, context, room) {
    const { title, keys } = context.texts.delivery.details
    const lines = detailLines(overlay, context, room.columns)
    return { title, lines: lines.slice(0, room.rows), keys }
  },
  press({ chat, details }, press, context) {
    const step = press.type === 'key' ? STEPS[press.name] : undefined
    if (step === undefined) return
    const items = ownMessages(context.view(), chat)
    const at = items.findIndex(({ id }) => id === details.id)
    const next = items[at + step]
    if (next !== undefined) openDetails(context, chat, next.id)
  },
}

const STEPS: Readonly<Record<string, number>> = { up: -1, down: 1 }
const TONES: Readonly<Record<RecipientState['state'], Tone>> = {
  waiting: 'dim',
  delivered: 'plain',
  read: 'good',
}
/** Rows of the message itself. */
const TEXT_ROWS = 3

function detailLines(
  { chat, details }: OverlayOf<'details'>,
  context: ViewContext,
  columns: number,
): Line[] {
  const texts = context.texts.delivery.details
  const { clock } = context
  const text = ownMessages(context, chat).find(({ id }) => id === details.id)?.text ?? ''
  const fact = (name: string, value: string, tone: Tone): Line =>
    spreadLine([span(name, 'dim')], [span(value, tone)], columns)
  const { delivered, read, recipients } = details.counts
  return [
    ...wrapText(screenText(text), columns)
      .slice(0, TEXT_ROWS)
      .map((line): Line => [span(line)]),
    EMPTY_LINE,
    fact(texts.sentAt, `${clock.day(details.sentAt)} ${clock.time(details.sentAt)}`, 'plain'),
    fact(
      texts.tracker,
      details.stored ? `✓ ${texts.stored}` : texts.notStored,
      details.stored ? 'plain' : 'dim',
    ),
    ...details.recipients.map(({ username, state }) =>
      spreadLine(
        [span(screenText(username), nameTone(username))],
        [
          span(
            wayTo(context.peer.users.get(username), context.texts.links)
              .map((way) => `${way} · `)
              .join(''),
            'dim',
          ),
          span(`${MARKS[state]} ${texts.states[state]}`, TONES[state]),
        ],
        columns,
      ),
    ),
    EMPTY_LINE,
    [span(recipients === 0 ? texts.nobody : texts.counts(delivered, read, recipients), 'dim')],
  ]
}

const MARKS: Readonly<Record<RecipientState['state'], string>> = {
  waiting: '…',
  delivered: '✓✓',
  read: '✓✓',
}
