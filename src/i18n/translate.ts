/** The languages in which every face speaks. */
export const LANGUAGES = ['en', 'pt-BR'] as const
export type Language = (typeof LANGUAGES)[number]

/**
 * The sentences about one subject in every language. A catalog names the type of its texts, so that a language which
 * lacks one of them does not compile.
 */
export type Catalog<T> = Readonly<Record<Language, T>>

/** The language that fits `locale` (`pt_BR.UTF-8`, `pt`, `C`, …) best. */
export function languageOf(locale: string): Language {
  return /^pt(?:[-_.@]|$)/i.test(locale) ? 'pt-BR' : 'en'
}

/** Whether `text` names one of the languages exactly. */
export function isLanguage(text: string): text is Language {
  return (LANGUAGES as readonly string[]).includes(text)
}
