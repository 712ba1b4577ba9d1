import { setTimeout as sleep } from 'node:timers/promises'
import type { ActiveChat } from '../chats/active-chat.ts'
import type { Farewell } from '../peer.ts'

/** What is only polite, such as receipts, is given up after this time. */
const POLITE_MS = 1_000
/** What nobody else has yet may take longer before one leaves nevertheless. */
const MOST_MS = 5_000
const LOOK_MS = 50

/** Before a session ends, what its user has said goes to whoever is there to take it. Resolves within seconds. */
export async function sayLastWords(options: {
  readonly said: Promise<void>
  chats(): Iterable<ActiveChat>
  /** Brings the rest to the tracker. */
  hand(): Promise<void>
  /** Resolves when the linked members have taken what they were sent. */
  tell(active: ActiveChat, timeoutMs: number): Promise<void>
  onTrouble(error: unknown): void
}): Promise<Farewell> {
  let isSaying = true
  let isDone = false

  function waiting(): number {
    let count = 0
    for (const active of options.chats()) {
      if (active.state().phase === 'active') count += active.progress.waiting()
    }
    return count
  }

  async function say(): Promise<void> {
    await options.said
    // Behind what is being written by others than the user: the offer of a file.
    for (const active of options.chats()) await active.chat.flush().catch(options.onTrouble)
    isSaying = false
    const owing = [...options.chats()].filter(({ progress }) => progress.waiting() > 0)
    await Promise.all([options.hand(), ...owing.map((active) => options.tell(active, MOST_MS))])
  }

  async function loseThePatience(): Promise<void> {
    const start = performance.now()
    const isWorthIt = (): boolean =>
      !isDone && performance.now() - start < MOST_MS && (isSaying || waiting() > 0)
    await sleep(POLITE_MS, undefined, { ref: false })
    while (isWorthIt()) {
      await sleep(LOOK_MS, undefined, { ref: false })
    }
  }

  await Promise.race([say(), loseThePatience()])
  isDone = true
  return { waiting: waiting() }
}
