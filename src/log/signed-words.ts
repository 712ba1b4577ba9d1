import type { ChatId, Kid } from '../protocol/ids.ts'
import { lp } from '../protocol/parts.ts'

/** What a newcomer signs with his own key so that a member may add him. */
export function joinRequestWords(chat: ChatId, nonce: string, time: number): Buffer {
  return lp('join-request', chat, nonce, String(time))
}

/** What the tracker signs at most once per chat and generation of moderators. */
export function witnessWords(chat: ChatId, generation: number, to: Kid): Buffer {
  return lp('witness', chat, String(generation), to)
}
