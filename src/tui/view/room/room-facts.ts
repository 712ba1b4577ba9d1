import type { ModerationTexts } from '../../../i18n/catalogs/moderation/moderation.ts'
import type { ChatState } from '../../../peer/state.ts'
import { formatDuration } from '../../../shared/duration.ts'
import { screenText } from '../../text/screen-text.ts'
import { displayWidth } from '../../text/width.ts'
import type { Tone } from '../line.ts'

/** How many have learned of the moderator's last act: `epoch 7 · bob removed · 4 of 5 members know`. */
export function knowledgeText(
  chat: ChatState,
  texts: ModerationTexts,
  columns: number,
): string | undefined {
  const { knowledge, epochNumber } = chat
  if (knowledge === null) return undefined
  const act = texts.knowledge.acts[knowledge.what](screenText(knowledge.subject))
  const line = texts.knowledge.line(epochNumber, act, knowledge.known, knowledge.of)
  if (displayWidth(line) <= columns) return line
  return texts.knowledge.short(epochNumber, knowledge.known, knowledge.of)
}

/** It is shown over the composer until everybody knows, and then for as long as nothing else has happened. */
export function isKnowledgeNews({ knowledge, log }: ChatState): boolean {
  if (knowledge === null) return false
  return knowledge.known < knowledge.of || log.items.at(-1)?.id === knowledge.id
}

/** How long the room has when its moderator stays away, and how urgent that is. */
export function countdown(chat: ChatState, now: number): { left: string; tone: Tone } | undefined {
  const { expiresAt, policy, phase } = chat
  if (expiresAt === null || phase !== 'active') return undefined
  const leftS = secondsUntil(expiresAt, now)
  const whole = policy.inactivity ?? Infinity
  const tone = leftS <= URGENT_S || leftS <= whole * 0.1 ? 'error' : 'warning'
  return { left: formatDuration(leftS), tone }
}

/** Milliseconds until the countdown of `chat` reads otherwise; undefined when it has none. */
export function countdownChangesIn(chat: ChatState, now: number): number | undefined {
  const { expiresAt, phase } = chat
  if (expiresAt === null || phase !== 'active' || expiresAt <= now) return undefined
  const leftS = secondsUntil(expiresAt, now)
  // The second of the two units that are shown.
  const unitS = leftS < 3_600 ? 1 : leftS < 86_400 ? 60 : 3_600
  return expiresAt - now - (leftS - (leftS % unitS) - 1) * 1_000
}

function secondsUntil(at: number, now: number): number {
  return Math.max(0, Math.ceil((at - now) / 1_000))
}

const URGENT_S = 60
