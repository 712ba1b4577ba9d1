import { ownName } from '../../../../commands/scope.ts'
import { formatSize } from '../../../../i18n/format-size.ts'
import type { OwnShare, Share } from '../../../../peer/files.ts'
import type { ActContext } from '../../../commands/act-context.ts'
import { getShare, unshareFile } from '../../../commands/files/file-actions.ts'
import { openAttach, openShares } from '../../../commands/files/open.ts'
import { chordOf } from '../../../input/keys.ts'
import { screenText } from '../../../text/screen-text.ts'
import { wrapText } from '../../../text/wrap.ts'
import { fieldText } from '../../../ui/overlay.ts'
import { shownFileName } from '../../../view/files/progress.ts'
import { cutLine, EMPTY_LINE, span, spreadLine } from '../../../view/line.ts'
import type { Line } from '../../../view/line.ts'
import { nameTone } from '../../../view/message-lines.ts'
import type { ViewContext } from '../../../view/view-context.ts'
import { formLines, pressInForm } from '../../form.ts'
import { clampIndex, listLines, moveChoice } from '../../list.ts'
import type { OverlayDefinition, OverlayOf } from '../../overlay-view.ts'

/** What people share, found by a few letters of its name or its owner's. */
export const sharesOverlay: OverlayDefinition<'shares'> = {
  view(overlay, context, room) {
    const texts = context.texts.files.shares
    const form = formLines(overlay.form, { query: texts.filter }, room, 0)
    const found = findShares(overlay, context)
    const chosen = found[clampIndex(overlay.index, found.length)]
    const hash = chosen === undefined || chosen.sha256 === '' ? '' : `SHA-256 ${chosen.sha256}`
    const isSearched =
      fieldText(overlay.form, 'query').trim() !== '' || overlay.username !== undefined
    const none = isSearched ? texts.noneFound : texts.none
    const noneRows = overlay.shares === undefined ? [] : wrapText(none, room.columns)
    const hashRows = wrapText(hash, room.columns)
    const rows = Math.max(1, room.rows - OTHER_ROWS - hashRows.length)
    return {
      title: texts.title(overlay.username === undefined ? undefined : screenText(overlay.username)),
      lines: [
        ...form.lines,
        EMPTY_LINE,
        ...(found.length === 0
          ? noneRows.map((text): Line => [span(text, 'dim')])
          : listLines(
              found.map((share) => shareLine(share, context, room.columns - 2)),
              overlay.index,
              { columns: room.columns, rows },
            )),
        ...(hash === '' ? [] : [EMPTY_LINE]),
        ...(hash === '' ? [] : hashRows.map((text): Line => [span(text, 'dim')])),
      ],
      fields: form.fields,
      keys: texts.keys,
    }
  },
  press(overlay, press, context) {
    const view = context.view()
    const found = findShares(overlay, view)
    const index = moveChoice(press, overlay.index, found.length)
    const chord = chordOf(press)
    const chosen = found[clampIndex(overlay.index, found.length)]
    if (index !== undefined) {
      context.dispatch({ type: 'overlay-changed', change: { index, problem: undefined } })
    } else if (chord === 'alt+s') openAttach(context, undefined)
    else if (chord === 'ctrl+r' || chord === 'f6') lookAgain(overlay, context)
    else if (chord === 'alt+u') {
      if (chosen !== undefined && isOwn(chosen, view)) unshareFile(context, chosen.name)
    } else if (chord === 'enter') {
      if (chosen !== undefined && !isOwn(chosen, view))
        getShare(context, chosen.username, chosen.name)
    } else {
      const form = pressInForm(overlay.form, press)
      if (form !== undefined) {
        context.dispatch({ type: 'overlay-changed', change: { form, index: 0 } })
      }
    }
  },
}

/** The field, a blank row below it, and one above the hash. */
const OTHER_ROWS = 3

function lookAgain(overlay: OverlayOf<'shares'>, context: ActContext): void {
  openShares(context, overlay.username, fieldText(overlay.form, 'query'))
}

/** One's own are those that this peer knows of, listed or not. */
function findShares(
  overlay: OverlayOf<'shares'>,
  context: ViewContext,
): readonly (Share | OwnShare)[] {
  const query = fieldText(overlay.form, 'query').trim().toLowerCase()
  const others = (overlay.shares ?? []).filter((share) => !isOwn(share, context))
  return [...context.peer.shares, ...others]
    .filter(({ username }) => overlay.username === undefined || username === overlay.username)
    .filter(({ name, username }) => `${username} ${name}`.toLowerCase().includes(query))
    .toSorted((a, b) => compare(a.username, b.username) || compare(a.name, b.name))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function isOwn({ username }: Share, context: ViewContext): boolean {
  return username === ownName(context)
}

function shareLine(share: Share | OwnShare, context: ViewContext, columns: number): Line {
  const { shares: texts } = context.texts.files
  const name = shownFileName({ name: share.name, isFolder: false })
  const who = isOwn(share, context) ? texts.you : screenText(share.username)
  const status = 'status' in share && share.status !== 'listed' ? texts.status[share.status] : ''
  return spreadLine(
    cutLine([span(name)], Math.max(8, columns - 24)),
    [
      span(status === '' ? '' : ` ${status}`, 'warning'),
      span(` ${formatSize(context.language, share.size)}`, 'dim'),
      span(` ${who}`, isOwn(share, context) ? 'dim' : nameTone(share.username)),
    ],
    columns,
  )
}
