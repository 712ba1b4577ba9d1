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
  const modifiers = { ctrl: key.ctrl, alt: key.meta, shift: key.shift }
  if (name !== undefined) return [{ type: 'key', name, ...modifiers }]
  if (input === '') return []
  if (key.ctrl)
    return [{ type: 'key', name: input === ' ' ? 'space' : input.toLowerCase(), ...modifiers }]
  if (key.meta && !isLong(input)) return [{ type: 'key', name: input.toLowerCase(), ...modifiers }]
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

/** More than one character: text that some terminal sent behind an escape, not a key. */
function isLong(input: string): boolean {
  return [...input].length > 1
}

function splitText(input: string): KeyPress[] {
  return input
    .split(SPECIAL)
    .filter((part) => part !== '')
    .map((part) => specialKey(part) ?? { type: 'text', text: part })
}

/** Every control character and every stand-in for a function key by itself; `\r\n` is one line end. */
const SPECIAL = /(\r\n|\p{Cc}|[\uF701-\uF70C])/u

const CONTROL_NAMES: Readonly<Record<string, KeyName>> = {
  '\r': 'enter',
  '\r\n': 'enter',
  '\t': 'tab',
  '\b': 'backspace',
  '\u001B': 'escape',
  '\u007F': 'backspace',
}

function specialKey(part: string): NamedKeyPress | undefined {
  const name = CONTROL_NAMES[part] ?? decodeFunctionKey(part)
  if (name !== undefined) return { type: 'key', name, ctrl: false, alt: false, shift: false }
  const code = part.charCodeAt(0)
  if (code === 0) return { type: 'key', name: 'space', ctrl: true, alt: false, shift: false }
  if (code > 31) return undefined
  return {
    type: 'key',
    name: String.fromCharCode(code + 64).toLowerCase(),
    ctrl: true,
    alt: false,
    shift: false,
  }
}
