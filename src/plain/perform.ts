import { parseInput } from '../commands/parse-input.ts'
import { describeRefusal } from '../commands/refusals.ts'
import { admissionText } from '../commands/room-news.ts'
import { isLoggedIn } from '../commands/scope.ts'
import { listChats, openChat, sendTo } from './commands/chat-commands.ts'
import { menuEntries, tellMenu } from './commands/help.ts'
import type { Desk } from './desk.ts'
import { chatFacts } from './output/chat-lines.ts'
import type { PlainCommand } from './plain-command.ts'
import { PLAIN_COMMANDS } from './plain-table.ts'

/** Does what a line says; throws ChatError when that is refused. */
export async function perform(desk: Desk, line: string): Promise<void> {
  if (line.trim() === '') {
    tellPlace(desk)
    return
  }
  if (desk.chat === undefined) await performInMenu(desk, line.trim())
  else await performInChat(desk, line)
}

/** Without a chat everything is a command, by its number, its word or with a slash. */
async function performInMenu(desk: Desk, line: string): Promise<void> {
  const [, first = '', rest = ''] = /^\/?(\S*)\s*(.*)$/s.exec(line) ?? []
  const word = first.toLowerCase()
  const command = /^\d{1,3}$/.test(word)
    ? menuEntries(desk, PLAIN_COMMANDS)[Number(word) - 1]
    : PLAIN_COMMANDS.find((one) => namesOf(one).includes(word))
  if (command === undefined) refuse(desk, desk.texts.plain.unknown(first))
  else await run(desk, command, rest.trim())
}

/** In a chat a line is said there, unless it begins with a slash or is a word that nobody says by chance. */
async function performInChat(desk: Desk, line: string): Promise<void> {
  const [, first = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(line.trim()) ?? []
  const old = PLAIN_COMMANDS.find(
    ({ words = [] }) => words.includes(first) && (first.includes('_') || isAlone(first, rest)),
  )
  if (old !== undefined) {
    await run(desk, old, rest.trim())
    return
  }
  const input = parseInput(line, PLAIN_COMMANDS)
  if (input.kind === 'message') await speak(desk, input.text)
  else if (input.kind === 'command') await run(desk, input.command, input.argument)
  else {
    const command = PLAIN_COMMANDS.find((one) => namesOf(one).includes(input.name.toLowerCase()))
    const [, argument = ''] = /^\S+\s*(.*)$/s.exec(line.trim()) ?? []
    if (command === undefined) refuse(desk, desk.texts.plain.unknown(`/${input.name}`))
    else await run(desk, command, argument.trim())
  }
}

/** A command of the selected chat asks for one when there is none. */
async function run(desk: Desk, command: PlainCommand, argument: string): Promise<void> {
  const reason = command.refusal?.(desk.scope)
  if (reason === 'noChat' && command.name !== 'back') {
    listChats(desk)
    await openChat(desk, await desk.ask(desk.texts.plain.ask.chat))
  }
  const now = command.refusal?.(desk.scope)
  if (now !== undefined) refuse(desk, describeRefusal(desk.language, desk.scope, now))
  else await command.run(desk, argument)
}

async function speak(desk: Desk, text: string): Promise<void> {
  const { chat } = desk
  if (chat === undefined) return
  const { rooms, plain } = desk.texts
  if (chat.blocked === 'KEY_CHANGED') refuse(desk, plain.event.keyChanged(chat.name.slice(1)))
  else if (chat.admission !== null) {
    refuse(desk, admissionText(chat.admission, rooms.join, Date.now()))
  } else if (chat.phase !== 'active') refuse(desk, rooms.readOnly[chat.phase])
  else await sendTo(desk, chat.name, text)
}

/** Where one is, and where something waits. */
function tellPlace(desk: Desk): void {
  const { plain } = desk.texts
  const { chat } = desk
  if (!isLoggedIn(desk.scope)) {
    tellMenu(desk, PLAIN_COMMANDS)
    return
  }
  desk.say(chat === undefined ? plain.chat.none : plain.chat.here(chat.name, chatFacts(desk, chat)))
  const unseen = [...desk.peer.state.get().chats.values()].filter(({ unread }) => unread > 0)
  for (const one of unseen) {
    if (one !== chat) desk.say(`${one.name}: ${plain.chat.unread(one.unread)}`)
  }
}

/** Said like any refusal, and counted by whoever runs commands from a file. */
function refuse(desk: Desk, sentence: string): void {
  desk.say(sentence)
  desk.noteRefusal()
}

function namesOf({ words = [], slash, bareWords = [] }: PlainCommand): readonly string[] {
  return [...words, ...slash, ...bareWords]
}

/** What people of the old programs type by itself; within a sentence these are words like others. */
function isAlone(first: string, rest: string): boolean {
  return rest === '' && ALONE.has(first)
}

const ALONE: ReadonlySet<string> = new Set([
  ...['exit', 'help', 'history', 'logout', 'manage', 'members', 'menu'],
])
