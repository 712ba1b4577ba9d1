import type { ChatState } from '../../peer/state.ts'
import { screenText } from '../text/screen-text.ts'
import { wrapText } from '../text/wrap.ts'
import { composerLines } from './composer.ts'
import type { ComposerView } from './composer.ts'
import type { Layout } from './layout.ts'
import { cutLine, EMPTY_LINE, lineWidth, span, spreadLine } from './line.ts'
import type { Line, Span } from './line.ts'
import { offerNote, preparingNotes } from './files/file-notes.ts'
import { aloneLines, homeLines } from './home.ts'
import { logSource } from './log-source.ts'
import { viewLog } from './log-view.ts'
import type { LogView } from './log-view.ts'
import { admissionText } from '../../commands/room-news.ts'
import { countdown, isKnowledgeNews, knowledgeText } from './room/room-facts.ts'
import { isLoggedIn } from '../../commands/scope.ts'
import { selectedChat } from './view-context.ts'
import type { ViewContext } from './view-context.ts'
import { wayTo } from '../../i18n/way-to.ts'

/**
 * Title, log, divider and composer. There is no frame at the right: a terminal gets each changed row from the first
 * difference to its end, and so a key in the composer costs a few bytes instead of a row.
 */
export function mainPaneLines(
  context: ViewContext,
  layout: Extract<Layout, { kind: 'panes' }>,
  composer: ComposerView,
): Line[] {
  const chat = selectedChat(context)
  const { columns } = layout.main
  const view = chat === undefined ? undefined : chatLog(context, chat, layout)
  const log = view === undefined ? homeLines(context, layout.textColumns) : view.lines
  const edge = span('│ ', 'frame')
  return [
    titleLine(context, chat, columns, layout.sidebar !== undefined),
    ...Array.from({ length: layout.logRows }, (_, index): Line => {
      const line = log[index] ?? EMPTY_LINE
      return line.length === 0 ? [span('│', 'frame')] : [edge, ...line]
    }),
    dividerLine(context, chat, view, columns),
    ...composerLines(composer).map((line): Line => [edge, ...line]),
    [span(`╰${'─'.repeat(columns - 1)}`, 'frame')],
  ]
}

function chatLog(
  context: ViewContext,
  chat: ChatState,
  layout: Extract<Layout, { kind: 'panes' }>,
): LogView {
  const { ui, texts } = context
  const view = viewLog(
    logSource(context, chat, layout.textColumns),
    ui.anchors.get(chat.name),
    layout.logRows,
  )
  if (chat.admission !== null) {
    const waiting = wrapText(
      admissionText(chat.admission, context.roomTexts.join, context.now),
      layout.textColumns,
    ).map((line): Line => [span(line, 'accent')])
    const kept = Math.max(0, layout.logRows - waiting.length)
    return { ...view, lines: [...(kept === 0 ? [] : view.lines.slice(-kept)), ...waiting] }
  }
  if (view.lines.length > 0) {
    const hint = aloneLines(context, chat, layout.textColumns)
    const hasRoom = view.lines.length + hint.length <= layout.logRows
    return hasRoom ? { ...view, lines: [...view.lines, ...hint] } : view
  }
  const note = chat.log.loading ? texts.chat.loading : texts.chat.empty
  return { ...view, lines: [[span(note, 'dim')]] }
}

/** Without the sidebar the title tells what is unread elsewhere. */
function titleLine(
  context: ViewContext,
  chat: ChatState | undefined,
  columns: number,
  hasSidebar: boolean,
): Line {
  const { texts } = context
  const unread = hasSidebar || !isLoggedIn(context) ? 0 : unreadElsewhere(context, chat)
  const ending = chat === undefined ? undefined : countdown(chat, context.now)
  const right: Line = [
    ...(ending === undefined
      ? []
      : [span(` ${context.roomTexts.countdown.title(ending.left)} `, ending.tone)]),
    ...(unread === 0 ? [] : [span(` ${texts.chat.unread(unread)} `, 'accent')]),
  ]
  const parts = chat === undefined ? [span(texts.home.title, 'strong')] : chatTitle(context, chat)
  const left = cutLine([span('╭ ', 'frame'), ...parts], columns - lineWidth(right) - 2)
  return spreadLine([...left, span(' ')], [...right, span('─', 'frame')], columns, '─', 'frame')
}

function unreadElsewhere({ peer }: ViewContext, chat: ChatState | undefined): number {
  let count = 0
  for (const { name, unread } of peer.chats.values()) if (name !== chat?.name) count += unread
  return count
}

function chatTitle(context: ViewContext, chat: ChatState): Span[] {
  const { texts, peer } = context
  const facts: string[] = []
  if (chat.phase !== 'active' && chat.admission === null) facts.push(texts.chat.phases[chat.phase])
  if (chat.kind === 'room') {
    facts.push(chat.private ? `⚿ ${texts.chat.private}` : texts.chat.public)
    if (chat.admission === null) facts.push(texts.chat.members(chat.members.length))
  } else {
    const user = peer.users.get(chat.name.slice(1))
    facts.push(user?.online === true ? `● ${texts.chat.online}` : `○ ${texts.chat.offline}`)
    facts.push(...wayTo(user, texts.links))
    if (user?.trust === 'verified') facts.push(`✔ ${texts.chat.verified}`)
    if (chat.blocked !== null) facts.push(`⚠ ${texts.chat.keyChanged}`)
  }
  if (chat.forked.length > 0) facts.push(`⚠ ${screenText(texts.delivery.forked(chat.forked))}`)
  return [
    span(screenText(chat.name), 'strong'),
    span(facts.map((fact) => ` · ${fact}`).join(''), 'dim'),
  ]
}

/** What changes most stands at the right of the line above the composer. */
function dividerLine(
  context: ViewContext,
  chat: ChatState | undefined,
  view: LogView | undefined,
  columns: number,
): Line {
  const { texts, roomTexts } = context
  const notes: Span[] = []
  if (chat !== undefined && view !== undefined) {
    const isBelow = !view.isAtEnd || chat.log.hasNewer
    notes.push(...preparingNotes(context, chat))
    notes.push(...troubleNotes(context, chat))
    if (chat.log.loading) notes.push(span(` ${texts.chat.loading} `, 'dim'))
    else if (view.isAtStart && !chat.log.hasOlder && isBelow) {
      notes.push(span(` ↑ ${texts.chat.historyStart} `, 'dim'))
    }
    if (isBelow) {
      const text = chat.unread > 0 ? texts.chat.newBelow(chat.unread) : texts.chat.olderBelow
      notes.push(span(` ↓ ${text} `, 'accent'))
    }
    if (chat.typing.length > 0) {
      notes.push(span(` ${screenText(texts.chat.typing(chat.typing))} `, 'dim'))
    }
  }
  const right = [...cutLine(notes, columns - 4), span('─', 'frame')]
  const room = columns - lineWidth(right) - 5
  const news =
    chat === undefined
      ? undefined
      : isKnowledgeNews(chat)
        ? knowledgeText(chat, roomTexts, room)
        : offerNote(context, chat, room)
  const left = news === undefined ? [] : [span('─ ', 'frame'), span(news, 'accent'), span(' ')]
  return spreadLine([span('├', 'frame'), ...left], right, columns, '─', 'frame')
}

/** What is missing here, and what cannot leave. */
function troubleNotes({ texts, clock }: ViewContext, { gap, mailbox }: ChatState): Span[] {
  const { delivery } = texts
  const notes: Span[] = []
  if (gap !== null) {
    const text = gap.fetching ? delivery.gapFetching(gap.missing) : delivery.gap(gap.missing)
    notes.push(span(` ⋯ ${text} `, 'warning'))
  }
  if (mailbox !== null) {
    notes.push(span(` ⚠ ${delivery.mailboxFull(clock.time(mailbox.retryAt))} `, 'warning'))
  }
  return notes
}
