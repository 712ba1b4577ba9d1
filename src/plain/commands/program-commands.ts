import { chooseLanguage } from '../../commands/choose-language.ts'
import { commandRow } from '../../commands/command-table.ts'
import type { MessageItem } from '../../peer/state.ts'
import type { Desk } from '../desk.ts'
import type { PlainCommand } from '../plain-command.ts'

/** Keys, ticks and settings. */
export const PROGRAM_COMMANDS: readonly PlainCommand[] = [
  {
    ...commandRow('verify'),
    words: ['verify'],
    async run(desk, argument) {
      const { plain, verify } = desk.texts
      const here = desk.chat?.kind === 'dm' ? desk.chat.name : ''
      const typed =
        argument === '' && here === '' ? await desk.ask(plain.ask.user) : argument || here
      const username = typed.replace(/^@/, '').toLowerCase()
      const code = await desk.peer.verification.codeOf(username)
      desk.say(verify.title(username), verify.explanation(username))
      desk.say(`${verify.words}: ${code.words}`, `${verify.digits}: ${code.digits}`)
      const isVerified = desk.peer.state.get().users.get(username)?.trust === 'verified'
      if (isVerified) desk.say(verify.isVerified(username), plain.withdraw(username))
      const answer = await desk.ask(isVerified ? plain.ask.yes : plain.ask.agree)
      if (!isYes(answer)) return
      if (isVerified) await desk.peer.verification.withdraw(username)
      else await desk.peer.verification.confirm(username)
      desk.say(isVerified ? verify.withdrawn(username) : verify.confirmed(username))
    },
  },
  {
    ...commandRow('key'),
    async run(desk) {
      const { plain, tui } = desk.texts
      const username = desk.selected?.slice(1) ?? ''
      const fingerprint = desk.peer.state.get().users.get(username)?.fingerprint ?? ''
      desk.say(tui.overlay.keyTitle(username), ...tui.overlay.keyText(username))
      desk.say(`${tui.overlay.keyNow}: ${fingerprint}`)
      if (!isYes(await desk.ask(plain.ask.yes))) return
      await desk.peer.acceptKeyChange(username)
      desk.say(tui.overlay.keyAccepted(username))
    },
  },
  {
    ...commandRow('details'),
    async run(desk) {
      const { selected } = desk
      const { details } = desk.texts.tui.delivery
      const { state } = desk.texts.plain
      const items = desk.chat?.log.items ?? []
      const last = items.findLast(
        (item): item is MessageItem => item.type === 'message' && item.own,
      )
      if (selected === undefined || last === undefined) {
        desk.say(details.none)
        return
      }
      const told = await desk.peer.messageDetails(selected, last.id)
      desk.say(`${desk.clock.moment(told.sentAt)} ${last.text}`)
      desk.say(`${details.tracker}: ${told.stored ? details.stored : details.notStored}`)
      const { recipients, delivered, read } = told.counts
      desk.say(`${state[told.state]}. ${details.counts(delivered, read, recipients)}`)
      for (const one of told.recipients) desk.say(`${one.username}: ${details.states[one.state]}`)
    },
  },
  {
    ...commandRow('receipts'),
    async run(desk, argument) {
      const { receipts } = desk.texts.tui.delivery
      const now = desk.peer.state.get().settings.readReceipts
      const wanted = argument === '' ? !now : SWITCHES.get(argument.toLowerCase())
      if (wanted === undefined) {
        const usage = `/receipts ${desk.texts.commands.arguments.switch}`
        desk.say(desk.texts.tui.notice.missingArgument(usage))
        return
      }
      await desk.peer.setReadReceipts(wanted)
      desk.say(wanted ? receipts.on : receipts.off)
    },
  },
  {
    ...commandRow('language'),
    async run(desk, argument) {
      const chosen = chooseLanguage(argument, desk.language)
      if (chosen === undefined) {
        const usage = `/lang ${desk.texts.commands.arguments.language}`
        desk.say(desk.texts.tui.notice.missingArgument(usage))
        return
      }
      desk.speak(chosen)
      desk.say(desk.texts.plain.language)
    },
  },
  {
    ...commandRow('quit'),
    words: ['exit', 'quit'],
    menus: ['out', 'in'],
    async run(desk: Desk) {
      desk.quit()
    },
  },
]

function isYes(answer: string): boolean {
  return ['yes', 'y', 'sim', 's'].includes(answer.toLowerCase())
}

const SWITCHES: ReadonlyMap<string, boolean> = new Map([
  ['on', true],
  ['off', false],
  ['sim', true],
  ['não', false],
])
