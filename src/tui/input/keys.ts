import type { Key } from 'ink'
import { decodeFunctionKey, type FunctionKeyName } from './function-keys.ts'

/** What a person did: typed text, or pressed one key with its modifiers. */
export type KeyPress = TextPress | NamedKeyPress

export interface TextPress {
  readonly type: 'text'
  readonly text: string
}

export interface NamedKeyPress {
  readonly type: 'key'
  /** A name, or with Ctrl or Alt the character of the key, in lower case. */
  readonly name: KeyName | (string & Record<never, never>)
  readonly ctrl: boolean
  readonly alt: boolean
  readonly shift: boolean
}

export type KeyName =
  | 'enter'
  | 'tab'
  | 'escape'
  | 'backspace'
  | 'delete'
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'home'
  | 'end'
  | 'pageup'
  | 'pagedown'
  | 'space'
  | FunctionKeyName

/** Splits one event of Ink's `useInput`, which may hold any number of characters, into what was pressed, in order. */
export function readKeys(input: string, key: Key): KeyPress[] {
  if (key.eventType === 'release') return []
  const name = nameOf(key)
  if (name !== undefined) return [press(name, key)]
  const isOneKey = key.ctrl || (key.meta && [...input].length === 1)
  if (isOneKey && input !== '') return [press(nameOfCharacter(input), key)]
  return splitText(input)
}

/** A short name of a key press for tables of commands: `ctrl+k`, `alt+enter`, `pageup`; undefined for typed text. */
export function chordOf(press: KeyPress): string | undefined {
  if (press.type === 'text') return undefined
  const { ctrl, alt, shift, name } = press
  return `${ctrl ? 'ctrl+' : ''}${alt ? 'alt+' : ''}${shift ? 'shift+' : ''}${name}`
}

const NAMES = [
  ['return', 'enter'],
  ['tab', 'tab'],
  ['escape', 'escape'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['home', 'home'],
  ['end', 'end'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
] as const satisfies readonly (readonly [keyof Key, KeyName])[]

function nameOf(key: Key): KeyName | undefined {
  return NAMES.find(([flag]) => key[flag])?.[1]
}

function nameOfCharacter(input: string): string {
  return input === ' ' ? 'space' : (decodeFunctionKey(input) ?? input.toLowerCase())
}

function press(
  name: string,
  { ctrl, meta, shift }: Pick<Key, 'ctrl' | 'meta' | 'shift'>,
): NamedKeyPress {
  return { type: 'key', name, ctrl, alt: meta, shift }
}

const NO_MODIFIERS = { ctrl: false, meta: false, shift: false }

/** Every control character and every stand-in for a function key by itself; `\r\n` is one line end. */
const SPECIAL = /(\r\n|\p{Cc}|[\uF701-\uF70C])/u

function splitText(input: string): KeyPress[] {
  const parts = input.split(SPECIAL)
  return parts.flatMap((part, index): KeyPress[] => {
    const isSpecial = index % 2 === 1
    if (isSpecial) return readSpecial(part)
    return part === '' ? [] : [{ type: 'text', text: part }]
  })
}

const CONTROL_NAMES: Readonly<Record<string, KeyName>> = {
  '\r': 'enter',
  '\r\n': 'enter',
  '\t': 'tab',
  '\b': 'backspace',
  '\u001B': 'escape',
  '\u007F': 'backspace',
}

/** The other control characters are letters and signs with Ctrl; what is no key at all disappears. */
function readSpecial(part: string): KeyPress[] {
  const name = CONTROL_NAMES[part] ?? decodeFunctionKey(part)
  if (name !== undefined) return [press(name, NO_MODIFIERS)]
  const code = part.charCodeAt(0)
  if (code > 31) return []
  const character = code === 0 ? ' ' : String.fromCharCode(code + 64)
  return [press(nameOfCharacter(character), { ...NO_MODIFIERS, ctrl: true })]
}
