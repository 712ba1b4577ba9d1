import { wayTo } from '../../i18n/way-to.ts'
import { eventText } from '../../commands/event-text.ts'
import { admissionText } from '../../commands/room-news.ts'
import { formatSize } from '../../i18n/format-size.ts'
import type { ChatState, EventItem, Gap, MailboxTrouble, MessageItem } from '../../peer/state.ts'
import type { Desk } from '../desk.ts'

/**
 * `10:21 bob: morning!`, with the chat before the name when it is not the selected one. Further lines of a text are indented and
 * the program's own begin with a star, so that no message passes for a word of the program.
 */
export function messageText(desk: Desk, item: MessageItem, chat: ChatState['name']): string {
  const { plain, tui } = desk.texts
  const place =
    chat === desk.selected ? '' : chat.startsWith('#') ? `${chat} ` : ownMark(item, chat)
  const notes = [
    ...(item.mentionsMe ? [plain.event.mention] : []),
    ...(item.clockOff ? [plain.event.clockOff] : []),
  ]
  const note = notes.length === 0 ? '' : ` (${notes.join(', ')})`
  const text = item.problem === null ? contentText(desk, item) : tui.problems[item.problem]
  const head = `${desk.clock.moment(item.sentAt)} ${place}${item.from}${note}: `
  return head + text.replaceAll('\n', '\n  ')
}

/** `* general: bob joined` */
export function eventLine(desk: Desk, item: EventItem, room: string): string {
  return news(`#${room.replace(/^#/, '')}: ${eventText(item, desk.texts.tui)}`)
}

/** A word of the program among what people say. */
export function news(text: string): string {
  return `* ${text}`
}

/** What there is to know of a chat in a few words. */
export function chatFacts(desk: Desk, chat: ChatState): string {
  const { plain, tui, rooms } = desk.texts
  const { users } = desk.peer.state.get()
  const user = chat.kind === 'dm' ? users.get(chat.name.slice(1)) : undefined
  return [
    ...(chat.kind === 'room' ? [chat.private ? tui.chat.private : tui.chat.public] : []),
    ...(chat.kind === 'room' ? [tui.chat.members(chat.members.length)] : []),
    ...(chat.moderator === null ? [] : [`${tui.chat.moderator} ${chat.moderator}`]),
    ...(user === undefined ? [] : [user.online ? tui.chat.online : tui.chat.offline]),
    ...wayTo(user, tui.links),
    ...(user?.trust === 'verified' ? [tui.chat.verified] : []),
    ...(chat.blocked === null ? [] : [tui.chat.keyChanged]),
    ...(chat.phase === 'active' || chat.admission !== null ? [] : [tui.chat.phases[chat.phase]]),
    ...(chat.admission === null ? [] : [admissionText(chat.admission, rooms.join, Date.now())]),
    ...(chat.unread === 0 ? [] : [plain.chat.unread(chat.unread)]),
    ...(chat.gap === null ? [] : [gapText(desk, chat.gap)]),
    ...(chat.mailbox === null ? [] : [mailboxText(desk, chat.mailbox)]),
    ...(chat.forked.length === 0 ? [] : [tui.delivery.forked(chat.forked)]),
    ...(chat.mentions === 0 ? [] : [plain.chat.mentions(chat.mentions)]),
  ].join(', ')
}

/** Why own messages wait. */
export function mailboxText(desk: Desk, { retryAt }: MailboxTrouble): string {
  return desk.texts.tui.delivery.mailboxFull(desk.clock.time(retryAt))
}

function gapText(desk: Desk, { missing, fetching }: Gap): string {
  const { delivery } = desk.texts.tui
  return fetching ? delivery.gapFetching(missing) : delivery.gap(missing)
}

/** In a direct chat the name says enough, but for what one said there oneself from another machine. */
function ownMark(item: MessageItem, chat: string): string {
  return item.own ? `${chat} ` : '@'
}

function contentText(desk: Desk, { file, text }: MessageItem): string {
  if (file === null) return text
  const { event } = desk.texts.plain
  const size = formatSize(desk.language, file.size)
  return file.isFolder ? event.folder(file.name, size) : event.file(file.name, size)
}
