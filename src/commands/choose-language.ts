import { isLanguage, LANGUAGES, languageOf } from '../i18n/translate.ts'
import type { Language } from '../i18n/translate.ts'

/** The language that was typed, in any case and as a short form; without a word the next one; undefined for none of ours. */
export function chooseLanguage(typed: string, now: Language): Language | undefined {
  const word = typed.trim()
  if (word === '') return LANGUAGES[(LANGUAGES.indexOf(now) + 1) % LANGUAGES.length]
  const exact = LANGUAGES.find((one) => one.toLowerCase() === word.toLowerCase())
  if (exact !== undefined) return exact
  const close = languageOf(word)
  return isLanguage(close) && close.slice(0, 2) === word.toLowerCase().slice(0, 2)
    ? close
    : undefined
}
