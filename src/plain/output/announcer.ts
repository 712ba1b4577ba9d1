import { roomNews, sameChat } from '../../commands/room-news.ts'
import { isLoggedIn, ownName } from '../../commands/scope.ts'
import { describeCode } from '../../i18n/describe-error.ts'
import type { PeerEvent } from '../../peer/peer.ts'
import type { PeerState } from '../../peer/state.ts'
import { formatDuration } from '../../shared/duration.ts'
import type { Desk } from '../desk.ts'
import { eventLine, mailboxText, messageText, news } from './chat-lines.ts'
import { followDirect } from './direct-facts.ts'
import { createTransferNews } from './transfer-news.ts'
import { trackerLine } from './tracker-lines.ts'

/** Tells what happens, one line for each thing. */
export interface Announcer {
  hear(event: PeerEvent): void
  /** What the state says and no event does. */
  follow(): void
}

export function createAnnouncer(desk: Desk): Announcer {
  const transferNews = createTransferNews(desk)
  let before: PeerState = desk.peer.state.get()

  function hearMessage({ chat, message }: PeerEvent & { type: 'message' }): void {
    if (message.own) return
    desk.say(messageText(desk, message, chat))
    if (message.file !== null) transferNews.offer(message.file.transfer)
    if (chat === desk.selected) desk.peer.markRead(chat)
  }

  return {
    hear(event) {
      const { event: texts } = desk.texts.plain
      switch (event.type) {
        case 'message':
          hearMessage(event)
          return
        case 'presence':
          desk.say(
            news(event.online ? texts.online(event.username) : texts.offline(event.username)),
          )
          return
        case 'room':
          // What one did oneself has been answered; letting somebody in is done by the program.
          if (event.item.by !== ownName(desk.scope) || event.item.event === 'added') {
            desk.say(eventLine(desk, event.item, event.name))
          }
          return
        case 'expiring':
          desk.say(news(expiryText(desk, event)))
          return
        case 'transfer':
          transferNews.hear(event.transfer)
          return
        case 'connection':
          if (isLoggedIn(desk.scope)) desk.say(news(texts.tracker[event.tracker]))
          return
        case 'receipt':
          // Told when somebody asks: /details.
          return
      }
    },
    follow() {
      const now = desk.peer.state.get()
      const old = before
      before = now
      if (now === old) return
      followSession(desk, old, now)
      followChats(desk, old, now)
      followDirect(desk, old, now)
      if (now.direct === null) followTrackers(desk, old, now)
      for (const { id, code, subject } of now.alerts) {
        desk.say(news(describeCode(desk.language, code, subject)))
        desk.peer.dismissAlert(id)
      }
    },
  }
}

function followSession(desk: Desk, before: PeerState, { session }: PeerState): void {
  if (before.session === session || session.status !== 'displaced') return
  desk.select(undefined)
  desk.say(news(desk.texts.tui.login.displaced(session.username)))
}

function followChats(desk: Desk, before: PeerState, { chats, session }: PeerState): void {
  if (before.chats === chats || session.status !== 'in') return
  for (const chat of before.chats.values()) {
    const now = sameChat(chats, chat)
    if (now === undefined) {
      if (chat.name === desk.selected) desk.select(undefined)
      continue
    }
    if (now === chat) continue
    if (chat.name === desk.selected) desk.select(now.name)
    if (now.blocked !== null && chat.blocked === null) {
      desk.say(news(desk.texts.plain.event.keyChanged(now.name.slice(1))))
    }
    if (now.mailbox !== null && chat.mailbox === null) {
      desk.say(news(`${now.name}: ${mailboxText(desk, now.mailbox)}`))
    }
    if (now.forked.length > chat.forked.length) {
      desk.say(news(`${now.name}: ${desk.texts.tui.delivery.forked(now.forked)}`))
    }
    if (now.kind !== 'room') continue
    const text = roomNews(chat, now, { own: ownName(desk.scope), texts: desk.texts.rooms })
    if (text !== undefined) desk.say(news(text))
  }
}

/** While there is a tracker to choose, each that is found is told with its number. */
function followTrackers(desk: Desk, before: PeerState, now: PeerState): void {
  if (before.trackers === now.trackers || now.tracker.host !== '') return
  const known = new Set(before.trackers.choices.map(({ host, port }) => `${host} ${port}`))
  for (const [index, choice] of now.trackers.choices.entries()) {
    if (known.has(`${choice.host} ${choice.port}`)) continue
    desk.say(news(trackerLine(desk, choice, index + 1)))
  }
}

function expiryText(desk: Desk, { name, at }: PeerEvent & { type: 'expiring' }): string {
  const room = `#${name.replace(/^#/, '')}` as const
  const moderator = desk.peer.state.get().chats.get(room)?.moderator ?? ''
  const left = formatDuration(Math.max(0, Math.ceil((at - Date.now()) / 1_000)))
  const { countdown } = desk.texts.rooms
  return moderator === ownName(desk.scope)
    ? countdown.ownWarning(room, left)
    : countdown.warning(room, left, moderator)
}
