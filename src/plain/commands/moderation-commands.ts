import { isOff, namesIn } from '../../commands/arguments.ts'
import { auditText, reportText } from '../../commands/audit-text.ts'
import { commandRow } from '../../commands/command-table.ts'
import { PICK_ACTIONS } from '../../commands/pick-actions.ts'
import { requiresModeration } from '../../commands/refusals.ts'
import type { PickAct } from '../../i18n/catalogs/moderation/moderation.ts'
import { parseDuration } from '../../shared/duration.ts'
import { ChatError } from '../../shared/errors.ts'
import type { Desk } from '../desk.ts'
import { news } from '../output/chat-lines.ts'
import type { PlainCommand } from '../plain-command.ts'
import { newPassword } from './account-commands.ts'

/** How a room is governed: all of it is done to the selected room. */
export const MODERATION_COMMANDS: readonly PlainCommand[] = [
  {
    ...commandRow('manage'),
    words: ['manage'],
    async run(desk) {
      if (requiresModeration(desk.scope) === undefined) await manage(desk)
      else await answerOffer(desk)
    },
  },
  {
    ...commandRow('rename'),
    async run(desk, argument) {
      const name = argument === '' ? await desk.ask(desk.texts.plain.ask.newName) : argument
      const room = await desk.peer.moderation.renameRoom(roomOf(desk), name.replace(/^#/, ''))
      desk.select(`#${room.name}`)
      tellDone(desk)
    },
  },
  {
    ...commandRow('password'),
    async run(desk, argument) {
      const { password } = desk.texts.rooms
      if (isOff(argument)) {
        await sure(desk, password.removeText(`#${roomOf(desk)}`))
        await desk.peer.moderation.setPassword(roomOf(desk), null)
      } else {
        desk.say(argument === '' ? password.text(`#${roomOf(desk)}`, '') : password.notInTheOpen)
        const chosen = await newPassword(desk, password.password)
        await desk.peer.moderation.setPassword(roomOf(desk), chosen)
      }
      tellDone(desk)
    },
  },
  {
    ...commandRow('inactivity'),
    async run(desk, argument) {
      const { inactivity } = desk.texts.rooms
      if (argument === '') desk.say(inactivity.text(`#${roomOf(desk)}`, ''))
      const typed = argument === '' ? await desk.ask(desk.texts.plain.ask.time) : argument
      const seconds = isOff(typed) ? null : parseDuration(typed)
      if (seconds === undefined) {
        desk.say(inactivity.invalid)
        return
      }
      await desk.peer.moderation.setInactivity(roomOf(desk), seconds)
      tellDone(desk)
    },
  },
  pickCommand('remove'),
  pickCommand('ban'),
  pickCommand('unban'),
  {
    ...commandRow('transfer'),
    async run(desk, argument) {
      const { transfer } = desk.texts.rooms
      const [typed] = namesIn(argument)
      const username = typed ?? (await oneOf(desk, others(desk), transfer.nobody))
      if (username === undefined) return
      await typeToConfirm(desk, transfer.text(`#${roomOf(desk)}`, username), username)
      await desk.peer.moderation.offerTransfer(roomOf(desk), username)
      desk.say(transfer.offered(username))
    },
  },
  {
    ...commandRow('accept'),
    async run(desk) {
      await desk.peer.moderation.acceptTransfer(roomOf(desk))
      desk.say(desk.texts.plain.done)
    },
  },
  {
    ...commandRow('decline'),
    async run(desk) {
      await desk.peer.moderation.declineTransfer(roomOf(desk))
      desk.say(desk.texts.plain.done)
    },
  },
  {
    ...commandRow('delete'),
    async run(desk) {
      const room = roomOf(desk)
      await typeToConfirm(desk, desk.texts.rooms.delete.text(`#${room}`, ''), room)
      await desk.peer.moderation.deleteRoom(room)
      desk.say(desk.texts.plain.done)
    },
  },
  {
    ...commandRow('audit'),
    async run(desk, argument) {
      const room = roomOf(desk)
      const { audit } = desk.texts.rooms
      for (const entry of await desk.peer.moderation.audit(room)) {
        const mark = entry.counts ? '' : '✘ '
        desk.say(`${desk.clock.moment(entry.at)} ${mark}${auditText(entry, desk.texts.tui, audit)}`)
      }
      if (!VERIFY_WORDS.has(argument.toLowerCase())) return
      desk.say(reportText(await desk.peer.moderation.verifyAudit(room), audit))
    },
  },
  {
    ...commandRow('purge'),
    async run(desk) {
      const { chat } = desk
      if (chat === undefined) return
      await sure(desk, desk.texts.rooms.purge.text(chat.name))
      await desk.peer.moderation.purgeArchive(chat.name)
      desk.select(undefined)
      desk.say(desk.texts.plain.done)
    },
  },
]

const VERIFY_WORDS: ReadonlySet<string> = new Set(['verify', 'verificar'])
const YES_WORDS: ReadonlySet<string> = new Set(['yes', 'y', 'sim', 's'])

/** In the order of the full screen's modal. */
const MANAGED = [
  ...(['rename', 'password', 'passwordOff', 'inactivity', 'remove', 'ban', 'unban'] as const),
  ...(['transfer', 'audit', 'delete'] as const),
]

/** What a moderator can do, by number. */
async function manage(desk: Desk): Promise<void> {
  const { rooms, plain } = desk.texts
  const isPrivate = desk.chat?.private === true
  const acts = MANAGED.filter((act) => isPrivate || act !== 'passwordOff')
  desk.say(rooms.manage.title(`#${roomOf(desk)}`))
  const place = await desk.choose(
    plain.ask.choice,
    acts.map((act) => rooms.manage.acts[act]),
  )
  const act = acts[place] ?? 'audit'
  const name = act === 'passwordOff' ? 'password' : act
  const command = MODERATION_COMMANDS.find((one) => one.name === name)
  await command?.run(desk, act === 'passwordOff' ? 'off' : '')
}

async function answerOffer(desk: Desk): Promise<void> {
  const { offer } = desk.texts.rooms
  const { labels } = desk.texts.commands
  const from = desk.chat?.transferOffer?.from
  if (from === undefined) return
  desk.say(offer.text(`#${roomOf(desk)}`, from))
  const place = await desk.choose(desk.texts.plain.ask.choice, [labels.accept, labels.decline])
  const { moderation } = desk.peer
  if (place === 0) await moderation.acceptTransfer(roomOf(desk))
  else await moderation.declineTransfer(roomOf(desk))
  desk.say(desk.texts.plain.done)
}

function pickCommand(act: PickAct): PlainCommand {
  return {
    ...commandRow(act),
    async run(desk, argument) {
      const { ask } = desk.texts.plain
      const { pick } = desk.texts.rooms
      const people = act === 'unban' ? (desk.chat?.banned ?? []) : others(desk)
      if (argument === '') desk.say(people.length === 0 ? pick[act].nobody : people.join(', '))
      if (argument === '' && people.length === 0 && act !== 'ban') return
      const names = namesIn(argument === '' ? await desk.ask(ask.users) : argument)
      await PICK_ACTIONS[act](desk.peer.moderation, roomOf(desk), names)
      tellDone(desk)
    },
  }
}

/** Done, and how many members know of it already. */
function tellDone(desk: Desk): void {
  const { knowledge, epochNumber } = desk.chat ?? { knowledge: null, epochNumber: 0 }
  desk.say(desk.texts.plain.done)
  if (knowledge === null) return
  const texts = desk.texts.rooms.knowledge
  const act = texts.acts[knowledge.what](knowledge.subject)
  desk.say(news(texts.line(epochNumber, act, knowledge.known, knowledge.of)))
}

/** Goes on only when the word was typed; throws CANCELLED when it was not. */
async function typeToConfirm(desk: Desk, text: string, word: string): Promise<void> {
  const { typed } = desk.texts.rooms
  desk.say(text)
  if ((await desk.ask(typed.label(word))).replace(/^[#@]/, '') === word) return
  desk.say(typed.mismatch(word))
  throw new ChatError('CANCELLED')
}

async function sure(desk: Desk, text: string): Promise<void> {
  desk.say(text)
  const answer = await desk.ask(desk.texts.plain.ask.yes)
  if (!YES_WORDS.has(answer.toLowerCase())) throw new ChatError('CANCELLED')
}

async function oneOf(
  desk: Desk,
  people: readonly string[],
  nobody: string,
): Promise<string | undefined> {
  if (people.length > 0) return people[await desk.choose(desk.texts.plain.ask.choice, people)]
  desk.say(nobody)
  return undefined
}

function others(desk: Desk): readonly string[] {
  return (desk.chat?.members ?? []).filter(({ self }) => !self).map(({ username }) => username)
}

function roomOf(desk: Desk): string {
  return desk.selected?.slice(1) ?? ''
}
