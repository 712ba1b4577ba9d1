import type { Language } from './translate.ts'

/** One form for each of the plural categories that a language has; `#` stands for the number. */
export type PluralForms = { readonly other: string } & Readonly<
  Partial<Record<Intl.LDMLPluralRule, string>>
>

/** Picks the form for a count by the rules of `language`, and writes the number as it is written there. */
export function pluralOf(language: Language): (count: number, forms: PluralForms) => string {
  const rules = new Intl.PluralRules(language)
  const numbers = new Intl.NumberFormat(language)
  return (count, forms) =>
    (forms[rules.select(count)] ?? forms.other).replaceAll('#', numbers.format(count))
}
