/**
 * Ink reads F1–F12 but tells `useInput` nothing about them. The stdin filter replaces each by one private-use character, which
 * no keyboard sends (the filter drops those that one does send), and `readKeys` turns that back into a key.
 */
const FIRST = 0xf700
const COUNT = 12

export type FunctionKeyName = `f${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12}`

/** The character that stands for the function key of an escape sequence, if it is one. */
export function encodeFunctionKey(sequence: string): string | undefined {
  const number = NUMBERS[sequence]
  return number === undefined ? undefined : String.fromCharCode(FIRST + number)
}

/** The function key that a character stands for. */
export function decodeFunctionKey(character: string): FunctionKeyName | undefined {
  const number = character.charCodeAt(0) - FIRST
  return number >= 1 && number <= COUNT ? (`f${number}` as FunctionKeyName) : undefined
}

const NUMBERS: Readonly<Record<string, number>> = {
  // xterm and most others
  '\u001BOP': 1,
  '\u001BOQ': 2,
  '\u001BOR': 3,
  '\u001BOS': 4,
  // vt220, rxvt
  '\u001B[11~': 1,
  '\u001B[12~': 2,
  '\u001B[13~': 3,
  '\u001B[14~': 4,
  // linux console
  '\u001B[[A': 1,
  '\u001B[[B': 2,
  '\u001B[[C': 3,
  '\u001B[[D': 4,
  '\u001B[[E': 5,
  '\u001B[15~': 5,
  '\u001B[17~': 6,
  '\u001B[18~': 7,
  '\u001B[19~': 8,
  '\u001B[20~': 9,
  '\u001B[21~': 10,
  '\u001B[23~': 11,
  '\u001B[24~': 12,
}
