import type { ManageAct } from '../../../../i18n/catalogs/moderation/moderation.ts'
import type { ChatState } from '../../../../peer/state.ts'
import { formatDuration } from '../../../../shared/duration.ts'
import type { ActContext } from '../../../commands/act-context.ts'
import {
  openAudit,
  openDelete,
  openInactivity,
  openPassword,
  openPasswordOff,
  openPick,
  openRename,
  openSuccessor,
} from '../../../commands/room/open.ts'
import { screenText } from '../../../text/screen-text.ts'
import { wrapText } from '../../../text/wrap.ts'
import { EMPTY_LINE, span, spreadLine } from '../../../view/line.ts'
import type { Line } from '../../../view/line.ts'
import { knowledgeText } from '../../../view/room/room-facts.ts'
import type { ViewContext } from '../../../view/view-context.ts'
import { clampIndex, listLines, moveChoice } from '../../list.ts'
import type { OverlayDefinition } from '../../overlay-view.ts'

/** Everything that a moderator can do to a room, how it stands now, and who has learned of the last act. */
export const manageOverlay: OverlayDefinition<'manage'> = {
  view(overlay, context, room) {
    const texts = context.roomTexts.manage
    const chat = context.peer.chats.get(`#${overlay.room}`)
    const known =
      chat === undefined ? undefined : knowledgeText(chat, context.roomTexts, 2 * room.columns)
    const news = known === undefined ? [] : wrapText(known, room.columns)
    const items = rowsOf(chat).map((row) => rowLine(row, chat, context, room.columns - 2))
    const rows = room.rows - (news.length === 0 ? 0 : news.length + 1)
    return {
      title: texts.title(`#${screenText(overlay.room)}`),
      lines: [
        ...listLines(items, overlay.index, { columns: room.columns, rows }),
        ...(news.length === 0 ? [] : [EMPTY_LINE]),
        ...news.map((text): Line => [span(text, 'accent')]),
      ],
      keys: texts.keys,
    }
  },
  press(overlay, press, context) {
    const rows = rowsOf(context.view().peer.chats.get(`#${overlay.room}`))
    const index = moveChoice(press, overlay.index, rows.length)
    if (index !== undefined) {
      context.dispatch({ type: 'overlay-changed', change: { index, problem: undefined } })
      return
    }
    const chosen =
      press.type === 'text'
        ? rows.findIndex(({ letter }) => letter === press.text.toUpperCase())
        : press.name === 'enter'
          ? clampIndex(overlay.index, rows.length)
          : -1
    const row = rows[chosen]
    if (row === undefined) return
    context.dispatch({ type: 'overlay-changed', change: { index: chosen, problem: undefined } })
    row.open(context, overlay.room)
  },
}

interface Row {
  readonly act: ManageAct
  readonly letter: string
  readonly isShown?: (chat: ChatState) => boolean
  /** How it stands now. */
  readonly fact?: (chat: ChatState, context: ViewContext) => string
  open(context: ActContext, room: string): void
}

const ROWS: readonly Row[] = [
  { act: 'rename', letter: 'R', open: openRename },
  {
    act: 'password',
    letter: 'P',
    fact: ({ private: isPrivate }, { roomTexts: { manage } }) =>
      isPrivate ? `⚿ ${manage.hasPassword}` : manage.noPassword,
    open: (context, room) => openPassword(context, room),
  },
  {
    act: 'passwordOff',
    letter: 'O',
    isShown: (chat) => chat.private,
    open: openPasswordOff,
  },
  {
    act: 'inactivity',
    letter: 'I',
    fact: ({ policy }, { roomTexts: { manage } }) =>
      policy.inactivity === null ? manage.off : formatDuration(policy.inactivity),
    open: (context, room) => openInactivity(context, room),
  },
  {
    act: 'remove',
    letter: 'K',
    fact: ({ members }, { texts }) => texts.chat.members(members.length),
    open: (context, room) => openPick(context, room, 'remove'),
  },
  { act: 'ban', letter: 'B', open: (context, room) => openPick(context, room, 'ban') },
  {
    act: 'unban',
    letter: 'U',
    fact: ({ banned }, { roomTexts: { manage } }) => manage.banned(banned.length),
    open: (context, room) => openPick(context, room, 'unban'),
  },
  {
    act: 'transfer',
    letter: 'T',
    fact: ({ transferOffer }, { roomTexts: { manage } }) =>
      transferOffer === null ? '' : manage.offered(screenText(transferOffer.to)),
    open: openSuccessor,
  },
  { act: 'audit', letter: 'A', open: (context, room) => openAudit(context, room, false) },
  { act: 'delete', letter: 'D', open: openDelete },
]

function rowsOf(chat: ChatState | undefined): readonly Row[] {
  if (chat === undefined) return []
  return ROWS.filter(({ isShown }) => isShown === undefined || isShown(chat))
}

function rowLine(
  row: Row,
  chat: ChatState | undefined,
  context: ViewContext,
  columns: number,
): Line {
  const fact = chat === undefined ? '' : (row.fact?.(chat, context) ?? '')
  return spreadLine(
    [span(`${row.letter}  `, 'accent'), span(context.roomTexts.manage.acts[row.act])],
    fact === '' ? [] : [span(` ${fact}`, 'dim')],
    columns,
  )
}
