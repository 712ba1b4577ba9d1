import type { DemoTexts } from '../i18n/catalogs/demo.ts'
import type { Peer, PeerEvent } from '../peer/peer.ts'
import type { ChatName } from '../peer/state.ts'
import { isChatError } from '../shared/errors.ts'
import { pause, type Pace } from './pace.ts'

export interface CompanionOptions {
  readonly peer: Peer
  readonly name: string
  /** Place among the companions, for who says what. */
  readonly index: number
  readonly count: number
  readonly texts: DemoTexts
  readonly pace: Pace
  readonly signal: AbortSignal
}

export interface Companion {
  /** Types for a while, then says it. */
  say(chat: ChatName, text: string): Promise<void>
}

/**
 * A person that the program plays: answers when written to, in a DM or in a room where it is named or where it is its turn.
 * It answers only `you`, so that companions never keep each other busy.
 */
export function startCompanion(options: CompanionOptions): Companion {
  const { peer, texts, pace, signal } = options
  let talking: Promise<void> = Promise.resolve()

  async function say(chat: ChatName, text: string): Promise<void> {
    peer.sendTyping(chat)
    if (!(await pause(text.length * pace.typingMsPerCharacter, signal))) return
    try {
      await peer.sendText(chat, text)
    } catch (error) {
      // The person may have left, blocked or closed everything in the meantime; that ends this sentence, not the demo.
      if (!isChatError(error)) throw error
    }
  }

  async function answer(chat: ChatName, text: string): Promise<void> {
    if (!(await pause(pace.readingMs, signal))) return
    await say(chat, chooseAnswer(texts, text))
  }

  const stopListening = peer.onEvent((event) => {
    if (!isForMe(event, options)) return
    // One sentence at a time, like anybody who types.
    talking = talking.then(() => answer(event.chat, event.message.text))
  })
  signal.addEventListener('abort', stopListening, { once: true })
  return { say }
}

export function chooseAnswer(texts: DemoTexts, said: string): string {
  const group = texts.answers.find(({ to }) => to.test(said))
  const choices = group?.texts ?? []
  return choices[Math.floor(Math.random() * choices.length)] ?? '…'
}

function isForMe(
  event: PeerEvent,
  { name, index, count, texts }: CompanionOptions,
): event is Extract<PeerEvent, { type: 'message' }> {
  if (event.type !== 'message' || event.message.from !== texts.you) return false
  if (event.chat.startsWith('@')) return true
  const text = event.message.text.toLowerCase()
  const companions = texts.companions.slice(0, count)
  if (companions.some((one) => text.includes(one))) return text.includes(name)
  // Nobody is named: all of them see the same message and agree on who answers without asking each other.
  return digest(event.message.id) % count === index
}

/** The same small number from the same id, everywhere. */
function digest(id: string): number {
  let sum = 0
  for (const character of id) sum += character.codePointAt(0) ?? 0
  return sum
}
