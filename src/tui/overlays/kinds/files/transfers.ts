import { canAct, listTransfers, TRANSFER_ACTS } from '../../../../commands/files/transfer-acts.ts'
import type { TransferAct } from '../../../../commands/files/transfer-acts.ts'
import { formatCountdown, formatRate, formatSize } from '../../../../i18n/format-size.ts'
import type { TransferState } from '../../../../peer/files.ts'
import type { ActContext } from '../../../commands/act-context.ts'
import { nextAct, policySentence } from '../../../commands/files/file-actions.ts'
import { openAutoAccept } from '../../../commands/files/open.ts'
import type { KeyPress } from '../../../input/keys.ts'
import { screenText } from '../../../text/screen-text.ts'
import { wrapText } from '../../../text/wrap.ts'
import { remarkLines } from '../../../view/files/file-lines.ts'
import { joinParts, progressParts, shownFileName } from '../../../view/files/progress.ts'
import { cutLine, EMPTY_LINE, fitLine, span } from '../../../view/line.ts'
import type { Line } from '../../../view/line.ts'
import type { ViewContext } from '../../../view/view-context.ts'
import { listLines, moveChoice } from '../../list.ts'
import type { OverlayDefinition, OverlayOf } from '../../overlay-view.ts'

/** Every file on its way, at either end, and what can be done with the chosen one. */
export const transfersOverlay: OverlayDefinition<'transfers'> = {
  view(overlay, context, room) {
    const { texts } = context
    const list = listTransfers(context.peer.transfers)
    const chosen = list[placeOf(overlay, list)]
    const details = chosen === undefined ? [] : detailLines(chosen, context, room.columns)
    const policy = policySentence(context, context.peer.autoAccept)
    const below = [
      ...details,
      EMPTY_LINE,
      ...wrapText(policy, room.columns).map((text): Line => [span(text, 'dim')]),
    ]
    const items = list.map((transfer, index) =>
      transferLine(transfer, list.length - index, context, room.columns - 2),
    )
    const none = wrapText(texts.files.transfers.none, room.columns)
    const rows = Math.max(1, room.rows - below.length - KEY_ROWS)
    return {
      title: texts.files.transfers.title,
      lines: [
        ...(items.length === 0
          ? none.map((text): Line => [span(text, 'dim')])
          : listLines(items, placeOf(overlay, list), { columns: room.columns, rows })),
        ...below,
      ],
      keys: texts.files.transfers.keys,
    }
  },
  press(overlay, press, context) {
    const list = listTransfers(context.view().peer.transfers)
    const place = placeOf(overlay, list)
    const moved = moveChoice(press, place, list.length)
    const letter = press.type === 'text' ? press.text.toLowerCase() : undefined
    if (moved !== undefined) {
      const changed = { ...overlay, chosen: list[moved]?.id, problem: undefined }
      context.dispatch({ type: 'overlay-filled', overlay: changed })
    } else if (letter === 'o') openAutoAccept(context)
    else if (isF5(press)) context.dispatch({ type: 'overlay-closed', of: 'transfers' })
    else {
      const chosen = list[place]
      if (chosen !== undefined) actOn(chosen, overlay, press, context)
    }
  },
}

/** Both the refusal of an offer and the end of what is under way. */
const LETTERS: Readonly<Record<string, readonly TransferAct[]>> = {
  g: ['get'],
  p: ['pause', 'resume'],
  x: ['refuse', 'cancel'],
  r: ['retry'],
  d: ['forget'],
}

function actOn(
  chosen: TransferState,
  overlay: OverlayOf<'transfers'>,
  press: KeyPress,
  context: ActContext,
): void {
  const isEnter = press.type === 'key' && press.name === 'enter'
  const letters = press.type === 'text' ? (LETTERS[press.text.toLowerCase()] ?? []) : []
  const act = isEnter ? nextAct(chosen) : letters.find((one) => canAct(one, chosen))
  if (act === undefined) return
  const kept = { ...overlay, chosen: chosen.id, problem: undefined }
  context.dispatch({ type: 'overlay-filled', overlay: kept })
  context.run(async () => void (await TRANSFER_ACTS[act](context.peer.files, chosen.id)))
}

function isF5(press: KeyPress): boolean {
  return press.type === 'key' && press.name === 'f5'
}

/** The place of the chosen transfer, wherever it is by now. */
function placeOf({ chosen }: OverlayOf<'transfers'>, list: readonly TransferState[]): number {
  return Math.max(
    0,
    list.findIndex(({ id }) => id === chosen),
  )
}

function transferLine(
  transfer: TransferState,
  /** What people type to mean it. */
  number: number,
  context: ViewContext,
  columns: number,
): Line {
  const right = Math.min(PROGRESS_COLUMNS, Math.max(BAR_COLUMNS, Math.floor(columns * 0.5)))
  const left: Line = [
    span(`${String(number).padStart(2)} `, 'dim'),
    span(transfer.own ? '↑ ' : '↓ ', 'accent'),
    span(shownFileName(transfer)),
  ]
  return [
    ...fitLine(left, columns - right - 1),
    span(' '),
    ...fitLine(joinParts(progressParts(transfer, context), right), right),
  ]
}

/** Always the same number of rows but for what there is to remark, so that the list stands still. */
function detailLines(transfer: TransferState, context: ViewContext, columns: number): Line[] {
  const { texts, language } = context
  const { own, from, chat, bytes, size, rate, etaS, state } = transfer
  const words = texts.files.transfers
  const whose = own ? words.to(screenText(chat)) : words.from(screenText(from), screenText(chat))
  const isPart = bytes > 0 && bytes < size
  const facts = [
    isPart
      ? words.bytes(formatSize(language, bytes), formatSize(language, size))
      : formatSize(language, size),
    whose,
    ...(state === 'active' ? [formatRate(language, rate)] : []),
    ...(etaS === null ? [] : [words.left(formatCountdown(etaS))]),
  ]
  return [
    EMPTY_LINE,
    cutLine([span(shownFileName(transfer), 'strong')], columns),
    cutLine([span(`  ${facts.join(' · ')}`, 'dim')], columns),
    ...remarkLines(transfer, context, columns).slice(0, REMARK_ROWS),
  ]
}

const REMARK_ROWS = 3
/** The keys need a row more than those of other overlays. */
const KEY_ROWS = 1
const BAR_COLUMNS = 14
const PROGRESS_COLUMNS = 34
