import { isChatError } from '../shared/errors.ts'
import type { ChatErrorCode } from '../shared/errors.ts'
import { errorTexts } from './catalogs/errors.ts'
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
  return `${sentence} ${errorTexts[language].tryAgainIn(Math.ceil(error.retryAfterMs / 1000))}`
}
