import { isChatError } from '../shared/errors.ts'
import type { ChatErrorCode } from '../shared/errors.ts'
import { errorTexts, type WaitUnit } from './catalogs/errors.ts'
import type { Language } from './translate.ts'

/** The sentence for a code: what happened and what to do about it. */
export function describeCode(language: Language, code: ChatErrorCode, subject = ''): string {
  return errorTexts[language].codes[code](subject)
}

/** The sentence for a ChatError, with the time to wait when it names one; undefined for anything else, which is a bug. */
export function describeError(language: Language, error: unknown): string | undefined {
  if (!isChatError(error)) return undefined
  const sentence = describeCode(language, error.code, error.subject)
  if (error.retryAfterMs === undefined || error.retryAfterMs <= 0) return sentence
  return `${sentence} ${errorTexts[language].tryAgainIn(...waitOf(error.retryAfterMs))}`
}

/** As somebody says it: rounded up, so that who waits so long has waited long enough. */
function waitOf(waitMs: number): [count: number, unit: WaitUnit] {
  if (waitMs < 2 * MINUTE_MS) return [Math.ceil(waitMs / 1_000), 'second']
  if (waitMs < 2 * HOUR_MS) return [Math.ceil(waitMs / MINUTE_MS), 'minute']
  return [Math.ceil(waitMs / HOUR_MS), 'hour']
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
