import { encodeFunctionKey } from './function-keys.ts'

/** What a terminal sends besides text and keys, and what is left of its input. */
export type FilteredInput =
  | { readonly type: 'pass'; readonly text: string }
  | { readonly type: 'focus'; readonly hasFocus: boolean }
  | MouseInput

export interface MouseInput {
  readonly type: 'mouse'
  readonly action: 'press' | 'release' | 'wheel-up' | 'wheel-down'
  /** Counted from 0. */
  readonly column: number
  readonly row: number
}

export interface InputFilter {
  push(chunk: string): FilteredInput[]
  /** Gives up waiting for the rest of a sequence: keys are passed on as they are, unfinished replies dropped. */
  flush(): FilteredInput[]
  /** What the unfinished end of the input looks like: perhaps just the Escape key, or surely a terminal's reply. */
  readonly pending: 'nothing' | 'escape' | 'reply'
}

/**
 * Separates keys from mouse events, focus changes and the terminal's replies. A bracketed paste passes untouched, so that
 * nothing in a pasted text is taken for an event.
 */
export function createInputFilter(): InputFilter {
  let rest = ''
  let isPasting = false

  function push(chunk: string): FilteredInput[] {
    const found: FilteredInput[] = []
    let input = rest + chunk
    rest = ''
    while (input !== '') {
      const step = isPasting ? readPaste(input) : readInput(input)
      if (step === undefined) break
      if (step.found !== undefined) addTo(found, step.found)
      if (step.paste !== undefined) isPasting = step.paste === 'begins'
      input = input.slice(step.length)
    }
    rest = input
    return found
  }

  function flush(): FilteredInput[] {
    const dropped = isPasting || isReply(rest)
    const found: FilteredInput[] = dropped || rest === '' ? [] : [{ type: 'pass', text: rest }]
    if (!isPasting) rest = ''
    return found
  }

  return {
    push,
    flush,
    get pending() {
      if (rest === '' || isPasting) return 'nothing'
      return isReply(rest) ? 'reply' : 'escape'
    },
  }
}

/** One thing at the beginning of the input; undefined when its end has not arrived. */
interface Step {
  readonly length: number
  readonly found?: FilteredInput
  readonly paste?: 'begins' | 'ends'
}

const ESCAPE = '\u001B'
const PASTE_BEGINS = '\u001B[200~'
const PASTE_ENDS = '\u001B[201~'
/** A reply longer than this is none. */
const REPLY_MAX = 4_096

const CSI = /^\u001B\[(?<parameters>[\u0030-\u003F]*)[\u0020-\u002F]*(?<final>[\u0040-\u007E])/
const CSI_PART = /^\u001B\[[\u0030-\u003F]*[\u0020-\u002F]*$/
/** Sequences of keys that do not follow the rules of CSI: the Linux console's, rxvt's with Shift, and SS3. */
const OTHER_KEY = /^\u001B(?:\[\[[A-E]|\[\[[56]~|\[[235678]\$|O[\d;]*[\u0040-\u007E])/
const OTHER_KEY_PART = /^\u001B(?:\[\[[56]?|O[\d;]*)$/
/** OSC, DCS, SOS, PM and APC strings up to BEL or ST. */
const STRING = /^\u001B[\]PX^_][^\u0000-\u001F]*(?:\u0007|\u001B\\)/
const STRING_PART = /^\u001B[\]PX^_][^\u0000-\u001F]*\u001B?$/
const MOUSE = /^<(?<button>\d+);(?<column>\d+);(?<row>\d+)$/

/** Stand-ins for function keys that somebody typed as characters. */
const STAND_INS = /[\uF701-\uF70C]/g

function readInput(input: string): Step | undefined {
  if (!input.startsWith(ESCAPE)) return readPlain(input)
  if (input.startsWith(PASTE_BEGINS)) return pass(PASTE_BEGINS, 'begins')
  const key = OTHER_KEY.exec(input)?.[0]
  if (key !== undefined) return pass(key)
  if (OTHER_KEY_PART.test(input)) return undefined
  const csi = CSI.exec(input)
  if (csi !== null)
    return readCsi(csi[0], csi.groups?.['parameters'] ?? '', csi.groups?.['final'] ?? '')
  const string = STRING.exec(input)?.[0]
  if (string !== undefined) return { length: string.length }
  if (input === ESCAPE || CSI_PART.test(input)) return undefined
  if (STRING_PART.test(input) && input.length <= REPLY_MAX) return undefined
  // Escape with another key: Alt, or two keys.
  return pass(ESCAPE + (input[1] === ESCAPE ? '' : String.fromCodePoint(input.codePointAt(1) ?? 0)))
}

function readPlain(input: string): Step {
  const end = input.indexOf(ESCAPE)
  const text = end === -1 ? input : input.slice(0, end)
  return { length: text.length, found: { type: 'pass', text: text.replaceAll(STAND_INS, '') } }
}

function readCsi(sequence: string, parameters: string, final: string): Step {
  const length = sequence.length
  if (final === 'I' || final === 'O') {
    if (parameters === '') return { length, found: { type: 'focus', hasFocus: final === 'I' } }
  }
  const mouse = final === 'M' || final === 'm' ? MOUSE.exec(parameters)?.groups : undefined
  if (mouse !== undefined) {
    const found = mouseInput(
      Number(mouse['button']),
      Number(mouse['column']),
      Number(mouse['row']),
      final,
    )
    return found === undefined ? { length } : { length, found }
  }
  const isReplySequence =
    /^[<=>?]/.test(parameters) || (parameters !== '' && 'Rcntxy'.includes(final))
  return isReplySequence ? { length } : pass(sequence)
}

function readPaste(input: string): Step | undefined {
  const end = input.indexOf(PASTE_ENDS)
  if (end !== -1) {
    const length = end + PASTE_ENDS.length
    return { length, found: { type: 'pass', text: input.slice(0, length) }, paste: 'ends' }
  }
  const length = input.length - partialEndLength(input)
  return length === 0
    ? undefined
    : { length, found: { type: 'pass', text: input.slice(0, length) } }
}

/** How many characters at the end of `input` may be the beginning of the paste's end. */
function partialEndLength(input: string): number {
  for (let length = PASTE_ENDS.length - 1; length > 0; length -= 1) {
    if (input.endsWith(PASTE_ENDS.slice(0, length))) return length
  }
  return 0
}

function pass(sequence: string, paste?: 'begins'): Step {
  const found = { type: 'pass', text: encodeFunctionKey(sequence) ?? sequence } as const
  return paste === undefined
    ? { length: sequence.length, found }
    : { length: sequence.length, found, paste }
}

/** Two characters of a string are hardly a key with Alt any more. */
function isReply(rest: string): boolean {
  return rest.length > 2 && STRING_PART.test(rest)
}

const WHEEL = 64
const MOTION = 32
const MODIFIERS = 4 | 8 | 16

function mouseInput(
  button: number,
  column: number,
  row: number,
  final: string,
): MouseInput | undefined {
  const at = { type: 'mouse', column: column - 1, row: row - 1 } as const
  const plain = button & ~MODIFIERS
  if (plain === WHEEL) return { ...at, action: 'wheel-up' }
  if (plain === WHEEL + 1) return { ...at, action: 'wheel-down' }
  if ((plain & (WHEEL | MOTION)) !== 0 || plain !== 0) return undefined
  return { ...at, action: final === 'M' ? 'press' : 'release' }
}

/** Joins neighbouring pieces of text, so that what was typed together stays one chunk. */
function addTo(found: FilteredInput[], next: FilteredInput): void {
  const last = found.at(-1)
  if (next.type === 'pass' && next.text === '') return
  if (next.type === 'pass' && last?.type === 'pass') {
    found[found.length - 1] = { type: 'pass', text: last.text + next.text }
  } else found.push(next)
}
