import { chatsInOrder } from '../commands/chat-list.ts'
import { isLoggedIn } from '../commands/scope.ts'
import { describeError } from '../i18n/describe-error.ts'
import type { Language } from '../i18n/translate.ts'
import type { Peer } from '../peer/peer.ts'
import type { Writable } from 'node:stream'
import { logIn, logOut, showTrackers } from './commands/account-commands.ts'
import { showChat } from './commands/chat-commands.ts'
import { tellMenu } from './commands/help.ts'
import { createDesk } from './desk.ts'
import type { Desk, HostTracker } from './desk.ts'
import { finishWork } from './finish-work.ts'
import { createLineInput } from './input/line-input.ts'
import type { InputStream, LineInput } from './input/line-input.ts'
import { createAnnouncer } from './output/announcer.ts'
import { createLineOutput } from './output/line-output.ts'
import { directFacts } from './output/direct-facts.ts'
import { trackerFacts } from './output/tracker-lines.ts'
import { perform } from './perform.ts'
import { PLAIN_COMMANDS } from './plain-table.ts'

export interface PlainOptions {
  readonly peer: Peer
  readonly language: Language
  /** The person's own folder, which `~` stands for. */
  readonly home: string
  readonly input: InputStream
  readonly output: Writable
  /** Who logs in; with a password, without asking. */
  readonly username?: string | undefined
  readonly password?: string | undefined
  readonly hostTracker?: HostTracker | undefined
  /** Ends it from outside, as a signal does. */
  readonly stop: AbortSignal
  /** How long the last messages may take to get to somebody, ms. */
  readonly patienceMs?: number
}

export interface PlainEnd {
  /** Whether anything was refused; whoever runs commands from a file wants to know. */
  readonly wasRefused: boolean
  /** Whether there was anybody to read from. */
  readonly wasSpokenTo: boolean
  readonly isTerminal: boolean
}

/**
 * The chat line by line: nothing moves on the screen, one line for each thing that happens. One command is done before the next is
 * read, so that commands may come from a file; at its end what was begun is finished. Rejects with a bug only.
 */
export async function runPlain(options: PlainOptions): Promise<PlainEnd> {
  const { peer, stop } = options
  const input = createLineInput(options.input)
  const output = createLineOutput(options.output, { isTerminal: input.isTerminal })
  const end = (): void => input.close()
  const desk = createDesk({
    ...options,
    hostTracker: options.hostTracker,
    input,
    output,
    onQuit: end,
  })
  const announcer = createAnnouncer(desk)
  const undo = [
    peer.onEvent((event) => announcer.hear(event)),
    peer.state.subscribe(() => announcer.follow()),
  ]
  stop.addEventListener('abort', end, { once: true })
  // Whoever read what is said here has left.
  options.output.once('error', end).once('close', end)
  if (stop.aborted) end()
  try {
    await begin(desk, options)
    await obey(desk, input, output)
    if (!stop.aborted) await finishWork(peer, options)
  } finally {
    for (const stopHearing of undo) stopHearing()
    stop.removeEventListener('abort', end)
  }
  // That everything ends now is no news any more.
  const isDirect = peer.state.get().direct !== null
  if (isLoggedIn(desk.scope) && !isDirect) await attempt(desk, () => logOut(desk))
  desk.say(desk.texts.plain.goodbye)
  const { wasRefused } = desk
  return { wasRefused, wasSpokenTo: input.hasSaid, isTerminal: input.isTerminal }
}

async function begin(desk: Desk, { username, password }: PlainOptions): Promise<void> {
  const { peer } = desk
  desk.say(desk.texts.plain.welcome)
  const { direct, tracker } = peer.state.get()
  if (direct !== null) desk.say(...directFacts(desk, direct))
  else if (tracker.host === '') showTrackers(desk)
  else desk.say(...trackerFacts(desk))
  if (username !== undefined && password !== undefined) {
    await attempt(desk, () => logIn(desk, username, password))
  }
  const isAlone = direct !== null && direct.partner === null
  const chats = isLoggedIn(desk.scope) && !isAlone ? chatsInOrder(peer.state.get()) : []
  const [only, ...others] = chats
  // Where there is but one chat, one is there.
  if (only !== undefined && others.length === 0) await showChat(desk, only.name)
  else tellMenu(desk, PLAIN_COMMANDS)
}

async function obey(
  desk: Desk,
  input: LineInput,
  output: ReturnType<typeof createLineOutput>,
): Promise<void> {
  for (;;) {
    // Whoever feeds commands from a file needs no invitation.
    if (input.isTerminal) output.prompt(`${desk.selected ?? ''}>`)
    const line = await input.read()
    output.answered()
    if (line === undefined) return
    const wasIn = isLoggedIn(desk.scope)
    await attempt(desk, () => perform(desk, line))
    // Other numbers mean other things from now on.
    if (isLoggedIn(desk.scope) && !wasIn) tellMenu(desk, PLAIN_COMMANDS)
  }
}

/** A refusal is a sentence; anything else is a bug. */
async function attempt(desk: Desk, action: () => Promise<void>): Promise<void> {
  try {
    await action()
  } catch (error) {
    const sentence = describeError(desk.language, error)
    if (sentence === undefined) throw error
    desk.say(sentence)
    desk.noteRefusal()
  }
}
