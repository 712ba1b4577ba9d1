import { wayTo } from '../../i18n/way-to.ts'
import { chatsInOrder } from '../../commands/chat-list.ts'
import { commandRow } from '../../commands/command-table.ts'
import { requiresChat, requiresLogin, requiresTracker } from '../../commands/refusals.ts'
import type { ChatName } from '../../peer/state.ts'
import type { Desk } from '../desk.ts'
import { chatFacts, messageText } from '../output/chat-lines.ts'
import type { PlainCommand } from '../plain-command.ts'

/** How many unseen messages are told at once; `history` tells more. */
const UNSEEN_MAX = 50
const HISTORY_USUAL = 20
const HISTORY_MAX = 1_000

/** Going to chats, writing there and reading them. */
export const CHAT_COMMANDS: readonly PlainCommand[] = [
  {
    name: 'chats',
    group: 'chats',
    slash: ['chats', 'conversas'],
    words: ['chats', 'list_chats'],
    menus: ['in'],
    refusal: requiresLogin,
    async run(desk) {
      listChats(desk)
    },
  },
  {
    ...commandRow('goto'),
    words: ['goto'],
    menus: ['in'],
    async run(desk, argument) {
      if (argument === '') listChats(desk)
      await openChat(desk, argument === '' ? await desk.ask(desk.texts.plain.ask.chat) : argument)
    },
  },
  {
    name: 'people',
    group: 'chats',
    slash: ['people', 'pessoas'],
    words: ['list_peers', 'people'],
    menus: ['in'],
    refusal: requiresLogin,
    async run(desk) {
      await desk.peer.refreshUsers()
      const { plain, tui } = desk.texts
      const users = [...desk.peer.state.get().users.values()]
      if (users.length === 0) desk.say(plain.lists.noPeople)
      for (const user of users) {
        const { username, online, trust } = user
        const facts = [
          online ? tui.chat.online : tui.chat.offline,
          ...wayTo(user, tui.links),
          ...(trust === 'verified' ? [tui.chat.verified] : []),
          ...(trust === 'changed' ? [tui.chat.keyChanged] : []),
        ]
        desk.say(`${username}, ${facts.join(', ')}`)
      }
    },
  },
  {
    ...commandRow('dm'),
    words: ['msg'],
    menus: ['in'],
    async run(desk, argument) {
      const { ask } = desk.texts.plain
      const [typed = '', text = ''] = splitFirst(argument)
      const user = (typed === '' ? await desk.ask(ask.user) : typed).replace(/^@/, '').toLowerCase()
      await desk.peer.openDm(user)
      if (text !== '') await sendTo(desk, `@${user}`, text)
      else await showChat(desk, `@${user}`)
    },
  },
  {
    name: 'say',
    group: 'chats',
    slash: ['say', 'dizer'],
    words: ['msg_room'],
    argument: 'roomAndText',
    isArgumentOptional: true,
    menus: ['in'],
    refusal: requiresTracker,
    async run(desk, argument) {
      const { ask } = desk.texts.plain
      const [typed = '', text = ''] = splitFirst(argument)
      const room = (typed === '' ? await desk.ask(ask.room) : typed).replace(/^#/, '').toLowerCase()
      await sendTo(desk, `#${room}`, text === '' ? await desk.ask(ask.message) : text)
    },
  },
  {
    ...commandRow('back'),
    async run(desk) {
      const { chat } = desk
      if (chat === undefined) return
      desk.select(undefined)
      if (chat.phase !== 'active' && chat.admission === null) {
        await desk.peer.closeChat(chat.name)
      }
      desk.say(desk.texts.plain.chat.left(chat.name))
    },
  },
  {
    name: 'history',
    group: 'log',
    slash: ['history', 'historico'],
    words: ['history'],
    argument: 'count',
    isArgumentOptional: true,
    refusal: requiresChat,
    run: (desk, argument) => tellHistory(desk, argument, undefined),
  },
  {
    name: 'older',
    group: 'log',
    slash: ['older', 'antes'],
    argument: 'count',
    isArgumentOptional: true,
    refusal: requiresChat,
    run: (desk, argument) => tellHistory(desk, argument, oldestTold.get(desk)),
  },
]

/** Says where one is, and what has not been seen there. */
export async function showChat(desk: Desk, name: ChatName): Promise<void> {
  const chat = desk.peer.state.get().chats.get(name)
  if (chat === undefined) return
  const { plain } = desk.texts
  desk.select(name)
  desk.say(plain.chat.here(name, chatFacts(desk, chat)))
  if (chat.unread > 0) {
    desk.say(plain.chat.waiting(name))
    const limit = Math.min(chat.unread, UNSEEN_MAX)
    await tellMessages(desk, name, { limit })
    desk.peer.markRead(name)
  }
  if (chat.phase === 'active') desk.say(plain.chat.howToWrite)
}

/** What is said in the chat that lies on the desk, or in another. */
export async function sendTo(desk: Desk, chat: ChatName, text: string): Promise<void> {
  await desk.peer.sendText(chat, text)
  desk.say(desk.texts.plain.sent(chat))
}

/** By its number in the last list, its name with or without its mark. */
export async function openChat(desk: Desk, typed: string): Promise<void> {
  const { chats } = desk.peer.state.get()
  const numbered = /^\d{1,4}$/.test(typed) ? desk.numbered.chats[Number(typed) - 1] : undefined
  const name = typed.toLowerCase()
  const known = [numbered, name, `#${name}`, `@${name}`].find((one) => chats.has(one as ChatName))
  if (known !== undefined) {
    await showChat(desk, known as ChatName)
    return
  }
  // Whoever is not there yet may be somebody to write to; a room is joined first.
  const user = name.replace(/^@/, '')
  await desk.peer.openDm(user)
  await showChat(desk, `@${user}`)
}

export function listChats(desk: Desk): void {
  const { plain } = desk.texts
  const chats = chatsInOrder(desk.peer.state.get())
  desk.numbered.chats = chats.map(({ name }) => name)
  if (chats.length === 0) desk.say(plain.lists.noChats)
  for (const [index, chat] of chats.entries()) {
    desk.say(plain.chat.line(index + 1, chat.name, chatFacts(desk, chat)))
  }
}

/** Id of the oldest message that was told last, for `older`. */
const oldestTold = new WeakMap<Desk, string>()

async function tellHistory(
  desk: Desk,
  argument: string,
  before: string | undefined,
): Promise<void> {
  const { selected } = desk
  if (selected === undefined) return
  const wanted = /^\d{1,6}$/.test(argument) ? Number(argument) : HISTORY_USUAL
  const limit = Math.max(1, Math.min(wanted, HISTORY_MAX))
  const count = await tellMessages(
    desk,
    selected,
    before === undefined ? { limit } : { limit, before },
  )
  const { lists } = desk.texts.plain
  if (count === 0) desk.say(before === undefined ? lists.noHistory : lists.historyStart)
  if (before === undefined) desk.peer.markRead(selected)
}

async function tellMessages(
  desk: Desk,
  chat: ChatName,
  page: { limit: number; before?: string },
): Promise<number> {
  const items = await desk.peer.readHistory(chat, page)
  const [oldest] = items
  if (oldest !== undefined) oldestTold.set(desk, oldest.id)
  for (const item of items) desk.say(messageText(desk, item, chat))
  return items.length
}

/** `bob hello there` → `bob`, `hello there` */
function splitFirst(argument: string): readonly string[] {
  return /^(\S+)\s*(.*)$/s.exec(argument)?.slice(1) ?? []
}
