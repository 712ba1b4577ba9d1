/** Usernames as people list them: `bob, @carol dave`. */
export function namesIn(argument: string): readonly string[] {
  const names = argument.split(/[\s,]+/).map((name) => name.replace(/^@/, '').toLowerCase())
  return [...new Set(names.filter((name) => name !== ''))]
}

/** Whether somebody typed that a thing shall not be, in any of the languages. */
export function isOff(typed: string): boolean {
  return OFF_WORDS.includes(typed.trim().toLowerCase())
}

const OFF_WORDS: readonly string[] = ['off', 'never', 'none', 'nunca', 'não', 'nao', 'sem']
