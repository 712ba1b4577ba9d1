import type { CommandScope } from '../commands/scope.ts'
import { chatIn } from '../commands/scope.ts'
import { commandTexts } from '../i18n/catalogs/commands.ts'
import { moderationTexts } from '../i18n/catalogs/moderation/moderation.ts'
import { plainTexts } from '../i18n/catalogs/plain/plain.ts'
import { tuiTexts } from '../i18n/catalogs/tui.ts'
import { verifyTexts } from '../i18n/catalogs/verify/verify.ts'
import { clockFormat } from '../i18n/clock-format.ts'
import type { ClockFormat } from '../i18n/clock-format.ts'
import type { Language } from '../i18n/translate.ts'
import type { Peer } from '../peer/peer.ts'
import type { ChatName, ChatState } from '../peer/state.ts'
import { ChatError } from '../shared/errors.ts'
import type { LineInput } from './input/line-input.ts'
import type { LineOutput } from './output/line-output.ts'

/** Starts a tracker that ends with the program. `shownAs` is the address at which others find it. */
export type HostTracker = () => Promise<{
  readonly host: string
  readonly port: number
  readonly shownAs: string
}>

/** What commands act with: the peer, the person, and which chat lies before him. */
export interface Desk {
  readonly peer: Peer
  readonly hostTracker: HostTracker | undefined
  /** The person's own folder, which `~` stands for. */
  readonly home: string
  readonly language: Language
  readonly texts: DeskTexts
  readonly clock: ClockFormat
  readonly selected: ChatName | undefined
  readonly scope: CommandScope
  readonly chat: ChatState | undefined
  /** What the last list of this kind numbered, for commands that take a number. */
  readonly numbered: Numbered
  speak(language: Language): void
  select(chat: ChatName | undefined): void
  say(...lines: readonly string[]): void
  /** What the person answers, without blanks around; throws CANCELLED when that is nothing, or `voltar`. */
  ask(question: string): Promise<string>
  /** The same without showing it. */
  askSecret(question: string): Promise<string>
  /** As `askSecret`, but nothing is an answer, too. */
  askSecretOrNone(question: string): Promise<string>
  /** Lists the options and asks for one of them: its place from 0. Throws CANCELLED for anything else. */
  choose(question: string, options: readonly string[]): Promise<number>
  quit(): void
  /** Something was not done. */
  noteRefusal(): void
  readonly wasRefused: boolean
}

export interface DeskTexts {
  readonly plain: (typeof plainTexts)[Language]
  readonly tui: (typeof tuiTexts)[Language]
  readonly commands: (typeof commandTexts)[Language]
  readonly rooms: (typeof moderationTexts)[Language]
  readonly verify: (typeof verifyTexts)[Language]
}

/** Lists are numbered when they are shown; a number that is typed later means what it meant there. */
export interface Numbered {
  chats: readonly ChatName[]
  transfers: readonly string[]
}

const BACK_WORDS: ReadonlySet<string> = new Set(['voltar', '/voltar', '/back'])

export function createDesk(options: {
  peer: Peer
  home: string
  language: Language
  input: LineInput
  output: LineOutput
  hostTracker: HostTracker | undefined
  onQuit: () => void
}): Desk {
  const { peer, input, output } = options
  let { language } = options
  let selected: ChatName | undefined
  let wasRefused = false

  async function answer(question: string, isSecret: boolean): Promise<string> {
    // Before the question: a terminal that still shows what is typed would show the secret of whoever answers at once.
    const typed = isSecret ? input.readSecret() : input.read()
    output.prompt(`${question}:`)
    const line = await typed
    // The terminal shows the end of a line that it shows.
    if (isSecret && input.isTerminal) output.say()
    else output.answered()
    if (line === undefined) throw new ChatError('CANCELLED')
    return line
  }

  const desk: Desk = {
    peer,
    home: options.home,
    hostTracker: options.hostTracker,
    numbered: { chats: [], transfers: [] },
    get language() {
      return language
    },
    get texts() {
      return {
        plain: plainTexts[language],
        tui: tuiTexts[language],
        commands: commandTexts[language],
        rooms: moderationTexts[language],
        verify: verifyTexts[language],
      }
    },
    get clock() {
      return clockFormat(language)
    },
    get selected() {
      return selected
    },
    get scope() {
      return { peer: peer.state.get(), selected }
    },
    get chat() {
      return chatIn(desk.scope)
    },
    speak(chosen) {
      language = chosen
    },
    select(chat) {
      selected = chat
    },
    say: output.say,
    async ask(question) {
      const typed = (await answer(question, false)).trim()
      if (typed === '' || BACK_WORDS.has(typed.toLowerCase())) throw new ChatError('CANCELLED')
      return typed
    },
    async askSecret(question) {
      const secret = await answer(question, true)
      if (secret === '') throw new ChatError('CANCELLED')
      return secret
    },
    askSecretOrNone: (question) => answer(question, true),
    async choose(question, choices) {
      desk.say(...choices.map((choice, index) => `${index + 1} ${choice}`))
      const number = Number(await desk.ask(question))
      if (Number.isInteger(number) && number >= 1 && number <= choices.length) return number - 1
      desk.say(desk.texts.plain.notANumber(choices.length))
      throw new ChatError('CANCELLED')
    },
    quit: options.onQuit,
    noteRefusal() {
      wasRefused = true
    },
    get wasRefused() {
      return wasRefused
    },
  }
  return desk
}
