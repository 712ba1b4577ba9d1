import type { ChatState, UserState } from '../../peer/state.ts'
import type { TuiTexts } from '../../i18n/catalogs/tui.ts'
import { screenText } from '../text/screen-text.ts'
import { listChats } from '../../commands/chat-list.ts'
import type { Rect } from './layout.ts'
import { EMPTY_LINE, fitLine, span, spreadLine } from './line.ts'
import type { Line, Span } from './line.ts'
import type { ViewContext } from './view-context.ts'

/** The list of chats in its frame, scrolled so that the selected one is in sight. */
export function sidebarLines(context: ViewContext, rect: Rect): Line[] {
  const { texts } = context
  const inner = rect.columns - 2
  const rows = entryRows(context, inner)
  const room = rect.rows - 2
  const visible = scrollToSelected(rows, room, texts, inner)
  const edge = span('│', 'frame')
  return [
    frameTop(
      context.peer.direct === null ? texts.sidebar.rooms : texts.sidebar.direct,
      rect.columns,
    ),
    ...Array.from({ length: room }, (_, index) => [
      edge,
      ...fitLine(visible[index] ?? EMPTY_LINE, inner),
      edge,
    ]),
    [span(`╰${'─'.repeat(inner)}╯`, 'frame')],
  ]
}

/** One chat as the sidebar and lists show it: mark, name, signs, counts at the right. */
export function chatLine(
  chat: ChatState,
  user: UserState | undefined,
  isSelected: boolean,
  columns: number,
): Line {
  const tone = isSelected ? 'selected' : chat.unread > 0 ? 'strong' : 'plain'
  const label = screenText(chat.kind === 'room' ? chat.name : chat.name.slice(1))
  const left: Line = [
    span(isSelected ? '▸' : ' ', 'accent'),
    ...(chat.kind === 'dm' ? [presence(user?.online ?? false), span(' ')] : []),
    span(label, chat.phase === 'active' ? tone : 'dim'),
    ...chatSigns(chat, user),
  ]
  return spreadLine(left, chatCounts(chat), columns)
}

function frameTop(title: string, columns: number): Line {
  const rest = '─'.repeat(Math.max(0, columns - title.length - 5))
  return [span('╭ ', 'frame'), span(title, 'strong'), span(` ${rest}─╮`, 'frame')]
}

interface Row {
  readonly line: Line
  readonly isSelected: boolean
}

function entryRows({ peer, ui, texts, roomTexts }: ViewContext, columns: number): Row[] {
  const { selected } = ui
  const { rooms, direct, archive, people } = listChats(peer)
  const chatRow = (chat: ChatState): Row => {
    const isSelected = chat.name === selected
    const user = peer.users.get(chat.name.slice(1))
    return {
      isSelected,
      line: chatLine(chat, chat.kind === 'dm' ? user : undefined, isSelected, columns),
    }
  }
  const heading = (title: string): Row => ({
    isSelected: false,
    line: [span(` ${title}`, 'frame')],
  })
  return [
    ...rooms.map(chatRow),
    ...(direct.length > 0 && peer.direct === null ? [heading(texts.sidebar.direct)] : []),
    ...direct.map(chatRow),
    ...(archive.length > 0 ? [heading(roomTexts.archive), ...archive.map(chatRow)] : []),
    ...(people.length > 0 ? [heading(texts.sidebar.people)] : []),
    ...people.map((user) => ({
      isSelected: false,
      line: [span(' '), presence(true), span(` ${screenText(user.username)}`, 'dim')],
    })),
  ]
}

function scrollToSelected(
  rows: readonly Row[],
  room: number,
  texts: TuiTexts,
  columns: number,
): Line[] {
  if (rows.length <= room) return rows.map(({ line }) => line)
  const shown = room - 1
  const selected = Math.max(
    0,
    rows.findIndex(({ isSelected }) => isSelected),
  )
  const top = Math.max(0, Math.min(selected - shown + 2, rows.length - shown))
  const hidden = rows.length - shown
  const more = fitLine([span(`  ↕ ${texts.more(hidden)}`, 'dim')], columns)
  return [...rows.slice(top, top + shown).map(({ line }) => line), more]
}

function presence(isOnline: boolean): Span {
  return isOnline ? span('●', 'good') : span('○', 'dim')
}

function chatSigns(chat: ChatState, user: UserState | undefined): Span[] {
  if (chat.blocked === 'KEY_CHANGED' || user?.trust === 'changed') return [span(' ⚠', 'error')]
  if (user?.trust === 'verified') return [span(' ✔', 'good')]
  if (chat.admission !== null) return [span(' ⚿ …', 'dim')]
  if (chat.phase !== 'active') return [span(' ✕', 'dim')]
  return chat.private ? [span(' ⚿', 'dim')] : []
}

/** `@2 5`: two mentions among five unread. */
function chatCounts(chat: ChatState): Span[] {
  if (chat.unread === 0) return []
  const mentions = chat.mentions > 0 ? [span(` @${chat.mentions}`, 'warning')] : []
  return [...mentions, span(` ${shortCount(chat.unread)} `, 'accent')]
}

function shortCount(count: number): string {
  return count > 999 ? '999+' : String(count)
}
