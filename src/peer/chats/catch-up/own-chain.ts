import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection } from '../../../net/connection.ts'
import { ChatError, isChatError, ProtocolError } from '../../../shared/errors.ts'
import type { ActiveChat } from '../active-chat.ts'

/** How long the first message since the start waits for those who may know of later ones. */
const ANSWER_MS = 3_000

/**
 * Two messages of one author with one number silence him for good. So, before this user's first message in a chat since the start,
 * whoever can be reached is asked for his chain: the data folder may be a copy that was put back, and another machine may have
 * written meanwhile.
 */
export interface OwnChain {
  /**
   * Resolves when a message may be added. Throws NOT_CAUGHT_UP when nobody answered although another machine may have written;
   * a user of one machine goes on without an answer.
   */
  check(active: ActiveChat): Promise<void>
}

export interface OwnChainOptions {
  /** Another machine may write as this user. */
  isShared(): boolean
  /** Who may know more: the tracker and the members who are linked. */
  neighbours(active: ActiveChat): readonly Connection[]
  /** Takes over what the neighbour has and the chat lacks; throws ChatError. */
  pull(active: ActiveChat, neighbour: Connection): Promise<void>
}

export function createOwnChain(options: OwnChainOptions): OwnChain {
  const checks = new WeakMap<ActiveChat, Promise<void>>()

  async function check(active: ActiveChat): Promise<void> {
    let answers = 0
    const ask = async (neighbour: Connection): Promise<void> => {
      try {
        await options.pull(active, neighbour)
      } catch (error) {
        if (error instanceof ProtocolError) neighbour.close(error.code)
        else if (!isChatError(error)) throw error
        if (!isChatError(error) || !HAS_NOTHING.has(error.code)) return
      }
      answers++
    }
    const asked = options.neighbours(active).map(ask)
    // All of them, not the first: one alone may lack the last words.
    await Promise.race([Promise.all(asked), sleep(ANSWER_MS, undefined, { ref: false })])
    if (answers === 0 && options.isShared()) {
      throw new ChatError('NOT_CAUGHT_UP', { subject: active.record().name })
    }
  }

  return {
    check(active) {
      const known = checks.get(active)
      if (known !== undefined) return known
      const checked = check(active)
      checks.set(active, checked)
      // Who comes later asks again.
      checked.catch(() => checks.delete(active))
      return checked
    },
  }
}

/** An answer, too: nothing is known there of this chat. */
const HAS_NOTHING: ReadonlySet<string> = new Set(['UNKNOWN_ROOM', 'NOT_A_MEMBER'])
