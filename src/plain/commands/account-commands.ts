import { commandRow } from '../../commands/command-table.ts'
import { ownName } from '../../commands/scope.ts'
import { parseTrackerAddress } from '../../peer/trackers.ts'
import type { TrackerAddress } from '../../peer/trackers.ts'
import { ChatError } from '../../shared/errors.ts'
import type { Desk } from '../desk.ts'
import { addressText, trackerFacts, trackerLine } from '../output/tracker-lines.ts'
import type { PlainCommand } from '../plain-command.ts'

const DEFAULT_PORT = 5000

/** Who one is, and where. */
export const ACCOUNT_COMMANDS: readonly PlainCommand[] = [
  {
    name: 'login',
    group: 'program',
    slash: ['login'],
    words: ['login'],
    argument: 'user',
    isArgumentOptional: true,
    menus: ['out'],
    run: (desk, argument) => logIn(desk, argument, undefined),
  },
  {
    name: 'register',
    group: 'program',
    slash: ['register', 'registrar'],
    words: ['register'],
    argument: 'user',
    isArgumentOptional: true,
    menus: ['out'],
    async run(desk, argument) {
      const { login } = desk.texts.tui
      await requireTracker(desk)
      const username = await nameFrom(desk, argument)
      desk.say(login.warning)
      const password = await newPassword(desk, login.password)
      desk.say(login.busy)
      await desk.peer.register({ username, password })
      desk.say(desk.texts.plain.registered(username))
      const { words } = desk.peer.state.get().tracker
      if (words !== '') desk.say(login.firstMeeting(words))
    },
  },
  {
    name: 'tracker',
    group: 'program',
    slash: ['tracker'],
    words: ['tracker'],
    argument: 'tracker',
    isArgumentOptional: true,
    menus: ['out'],
    async run(desk, argument) {
      if (argument === '') showTrackers(desk)
      else await chooseTracker(desk, argument)
    },
  },
  {
    ...commandRow('passwd'),
    async run(desk) {
      const { passwd } = desk.texts.tui
      desk.say(passwd.note)
      const current = await desk.askSecret(passwd.current)
      const next = await newPassword(desk, passwd.next)
      await desk.peer.changePassword({ current, next })
      desk.say(passwd.done)
    },
  },
  {
    ...commandRow('logout'),
    words: ['logout'],
    menus: ['in'],
    async run(desk) {
      await logOut(desk)
      desk.select(undefined)
      desk.say(desk.texts.plain.loggedOut)
    },
  },
]

/** Says what could not be brought to anybody. */
export async function logOut(desk: Desk): Promise<void> {
  const { waiting } = await desk.peer.logout()
  if (waiting > 0) desk.say(desk.texts.tui.delivery.leaving.waiting(waiting))
}

/** Asks for what is missing of name and password. */
export async function logIn(
  desk: Desk,
  argument: string,
  given: string | undefined,
): Promise<void> {
  const { login } = desk.texts.tui
  const { session } = desk.peer.state.get()
  if (session.status === 'in') {
    desk.say(desk.texts.plain.alreadyIn(ownName(desk.scope)))
    return
  }
  await requireTracker(desk)
  const username = await nameFrom(desk, argument)
  const password = given ?? (await desk.askSecret(login.password))
  desk.say(login.busy)
  await desk.peer.login({ username, password })
  desk.say(desk.texts.plain.loggedIn(username))
}

/** Which tracker is chosen, and which others there are. */
export function showTrackers(desk: Desk): void {
  const { plain, tui } = desk.texts
  desk.peer.trackers.look()
  const { choices, isLooking } = desk.peer.state.get().trackers
  desk.say(...trackerFacts(desk))
  if (isLooking) desk.say(tui.trackers.looking)
  if (choices.length === 0 && !isLooking) desk.say(...tui.trackers.nothingFound)
  desk.say(...choices.map((choice, index) => trackerLine(desk, choice, index + 1)))
  desk.say(plain.tracker.how(desk.hostTracker !== undefined))
}

async function chooseTracker(desk: Desk, typed: string): Promise<void> {
  const { plain, tui } = desk.texts
  const word = typed.toLowerCase()
  if (HERE_WORDS.has(word) && desk.hostTracker !== undefined) {
    const hosted = await desk.hostTracker()
    await desk.peer.trackers.choose(hosted)
    desk.say(tui.trackers.hosting(hosted.shownAs))
    return
  }
  const { choices } = desk.peer.state.get().trackers
  const address: TrackerAddress | undefined = /^\d{1,4}$/.test(word)
    ? choices[Number(word) - 1]
    : parseTrackerAddress(typed, DEFAULT_PORT)
  if (address === undefined) {
    desk.say(tui.trackers.addressWrong)
    return
  }
  const { host, port } = address
  await desk.peer.trackers.choose({ host, port })
  desk.say(plain.tracker.chosen(addressText({ host, port })))
}

const HERE_WORDS: ReadonlySet<string> = new Set(['here', 'aqui'])

/** Nobody can log in nowhere. */
async function requireTracker(desk: Desk): Promise<void> {
  if (desk.peer.state.get().tracker.host !== '') return
  showTrackers(desk)
  await chooseTracker(desk, await desk.ask(desk.texts.plain.ask.tracker))
  if (desk.peer.state.get().tracker.host === '') throw new ChatError('CANCELLED')
}

async function nameFrom(desk: Desk, argument: string): Promise<string> {
  const typed = argument === '' ? await desk.ask(desk.texts.plain.ask.username) : argument
  return typed.replace(/^@/, '').toLowerCase()
}

/** Asks until both are the same. */
export async function newPassword(desk: Desk, question: string): Promise<string> {
  for (;;) {
    const password = await desk.askSecret(question)
    const repeated = await desk.askSecret(`${question}, ${desk.texts.plain.again}`)
    if (password === repeated) return password
    desk.say(desk.texts.tui.login.passwordsDiffer)
  }
}
