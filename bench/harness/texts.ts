export const PASSWORD = 'correct horse battery'

const WORDS =
  'the printer is back and it wants paper who took the last of it and why does nobody ever tell anybody ✓ água não é problema'.split(
    ' ',
  )

/** A message of a usual length that begins with its number. */
export function textOf(number: number): string {
  const length = 4 + ((number * 7) % 24)
  const words = Array.from({ length }, (_, index) => WORDS[(number + index) % WORDS.length])
  return `${number} ${words.join(' ')}`
}
