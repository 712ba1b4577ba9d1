import { parseTrackerAddress, type TrackerChoice } from '../../../../peer/trackers.ts'
import type { TrackersTexts } from '../../../../i18n/catalogs/trackers/trackers.ts'
import type { ActContext } from '../../../commands/act-context.ts'
import type { KeyPress } from '../../../input/keys.ts'
import { screenText } from '../../../text/screen-text.ts'
import { wrapText } from '../../../text/wrap.ts'
import { createForm, createOverlay, fieldText } from '../../../ui/overlay.ts'
import { EMPTY_LINE, span, spreadLine } from '../../../view/line.ts'
import type { Line } from '../../../view/line.ts'
import type { ViewContext } from '../../../view/view-context.ts'
import { formLines, pressInForm } from '../../form.ts'
import { clampIndex, listLines, moveChoice } from '../../list.ts'
import type { OverlayDefinition } from '../../overlay-view.ts'

const DEFAULT_PORT = 5000
/** Rows that are no choices: the field, the key, blank ones. */
const OTHER_ROWS = 5

type Row =
  | { readonly type: 'tracker'; readonly tracker: TrackerChoice }
  /** A tracker in this very program. */
  | { readonly type: 'host' }

/** Which tracker to meet: found on the network, met before, typed by hand, or started here. */
export const trackersOverlay: OverlayDefinition<'trackers'> = {
  view(overlay, context, room) {
    const { trackers: texts } = context.texts
    const rows = rowsOf(context)
    const chosen = rows[clampIndex(overlay.index, rows.length)]
    const lines = [
      ...adviceLines(context, room.columns),
      ...listLines(
        rows.map((row) => rowLine(row, texts, room.columns - 2)),
        overlay.index,
        { columns: room.columns, rows: Math.max(1, room.rows - OTHER_ROWS) },
      ),
      EMPTY_LINE,
      chosen?.type === 'tracker'
        ? [span(texts.keySays(screenText(chosen.tracker.words)), 'dim')]
        : EMPTY_LINE,
    ]
    const form = formLines(overlay.form, { address: texts.address }, room, lines.length)
    return {
      title: texts.title,
      lines: [...lines, ...form.lines],
      fields: form.fields,
      keys: texts.keys,
    }
  },
  press(overlay, press, context) {
    if (overlay.isBusy) return
    const rows = rowsOf(context.view())
    const index = moveChoice(press, overlay.index, rows.length)
    if (index !== undefined) {
      context.dispatch({ type: 'overlay-changed', change: { index, problem: undefined } })
      return
    }
    if (isEnter(press)) {
      const typed = fieldText(overlay.form, 'address').trim()
      if (typed === '') takeRow(rows[clampIndex(overlay.index, rows.length)], context)
      else takeAddress(typed, context)
      return
    }
    const form = pressInForm(overlay.form, press)
    if (form !== undefined) {
      context.dispatch({ type: 'overlay-changed', change: { form, problem: undefined } })
    }
  },
}

/** Opens the choice and begins to look for what there is. */
export function openTrackers(context: ActContext): void {
  context.peer.trackers.look()
  const overlay = createOverlay({ kind: 'trackers' }, createForm([{ name: 'address' }]))
  context.dispatch({ type: 'overlay-opened', overlay })
}

function rowsOf({ peer, canHostTracker }: ViewContext): readonly Row[] {
  return [
    ...peer.trackers.choices.map((tracker): Row => ({ type: 'tracker', tracker })),
    ...(canHostTracker ? [{ type: 'host' } as const] : []),
  ]
}

function rowLine(row: Row, texts: TrackersTexts, columns: number): Line {
  if (row.type === 'host') return [span(texts.hostHere)]
  const { name, host, port, isKnown } = row.tracker
  const address = screenText(addressText(host, port))
  return spreadLine(
    [span(name === '' ? address : screenText(name), 'strong')],
    [
      span(name === '' ? '' : ` ${address}`),
      span(` ${isKnown ? texts.known : texts.announced}`, isKnown ? 'good' : 'dim'),
    ],
    columns,
  )
}

function adviceLines({ peer, texts }: ViewContext, columns: number): readonly Line[] {
  const { choices, isLooking } = peer.trackers
  const looking: readonly Line[] = isLooking ? [[span(texts.trackers.looking, 'dim')]] : []
  if (choices.length > 0) return [...looking, EMPTY_LINE]
  const advice = texts.trackers.nothingFound.flatMap((sentence) => wrapText(sentence, columns))
  return [...looking, ...advice.map((text): Line => [span(text)]), EMPTY_LINE]
}

function takeRow(row: Row | undefined, context: ActContext): void {
  if (row?.type === 'tracker') choose(row.tracker, context)
  if (row?.type !== 'host') return
  context.dispatch({ type: 'overlay-changed', of: 'trackers', change: { isBusy: true } })
  context.run(async () => {
    const address = await context.hostTracker?.()
    if (address === undefined) return
    await context.peer.trackers.choose(address)
    context.dispatch({ type: 'overlay-closed', of: 'trackers' })
    const text = context.view().texts.trackers.hosting(screenText(address.shownAs))
    context.dispatch({ type: 'noticed', notice: { tone: 'plain', text } })
  })
}

function takeAddress(typed: string, context: ActContext): void {
  const address = parseTrackerAddress(typed, DEFAULT_PORT)
  if (address !== undefined) choose(address, context)
  else {
    const problem = context.view().texts.trackers.addressWrong
    context.dispatch({ type: 'overlay-changed', change: { problem } })
  }
}

function choose({ host, port }: { host: string; port: number }, context: ActContext): void {
  context.run(async () => {
    await context.peer.trackers.choose({ host, port })
    context.dispatch({ type: 'overlay-closed', of: 'trackers' })
  })
}

function addressText(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

function isEnter(press: KeyPress): boolean {
  return press.type === 'key' && press.name === 'enter'
}
