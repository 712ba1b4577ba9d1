const ENTER: ReadonlySet<string> = new Set(['\r', '\n', '\u0004'])
const BACKSPACE: ReadonlySet<string> = new Set(['\u007F', '\b'])
const CTRL_C = '\u0003'
const CTRL_U = '\u0015'

export interface Secret {
  readonly text: string
  readonly isCancelled: boolean
  /** What was typed behind it. */
  readonly rest: string
}

/** What a person typed whose terminal neither shows nor edits it; undefined while the end is missing. */
export function typeSecret(keys: string): Secret | undefined {
  let letters: readonly string[] = []
  let length = 0
  for (const key of keys) {
    length += key.length
    const rest = (): string => keys.slice(length).replace(/^\n/, key === '\r' ? '' : '\n')
    if (key === CTRL_C) return { text: '', isCancelled: true, rest: rest() }
    if (ENTER.has(key)) return { text: letters.join(''), isCancelled: false, rest: rest() }
    if (BACKSPACE.has(key)) letters = letters.slice(0, -1)
    else if (key === CTRL_U) letters = []
    else letters = [...letters, key]
  }
  return undefined
}
