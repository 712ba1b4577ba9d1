import { chordOf, type KeyPress } from '../input/keys.ts'
import type { EditorCommand } from './editor.ts'

/** What a key press means to an editor; undefined when it means nothing there. Enter is left to whoever submits. */
export function editorCommandFor(press: KeyPress): EditorCommand | undefined {
  if (press.type === 'text') return { type: 'insert', text: press.text }
  return COMMANDS[chordOf(press) ?? '']
}

/** Keys of readline and of graphical editors. Ctrl-J is the line feed that every terminal can send. */
const COMMANDS: Readonly<Record<string, EditorCommand>> = {
  backspace: { type: 'backspace' },
  delete: { type: 'delete' },
  'ctrl+d': { type: 'delete' },
  left: { type: 'left' },
  right: { type: 'right' },
  'ctrl+b': { type: 'left' },
  'ctrl+f': { type: 'right' },
  'ctrl+left': { type: 'word-left' },
  'ctrl+right': { type: 'word-right' },
  'alt+left': { type: 'word-left' },
  'alt+right': { type: 'word-right' },
  'alt+b': { type: 'word-left' },
  'alt+f': { type: 'word-right' },
  home: { type: 'home' },
  end: { type: 'end' },
  'ctrl+a': { type: 'home' },
  'ctrl+e': { type: 'end' },
  'ctrl+home': { type: 'text-start' },
  'ctrl+end': { type: 'text-end' },
  up: { type: 'up' },
  down: { type: 'down' },
  'ctrl+u': { type: 'kill-to-start' },
  'ctrl+k': { type: 'kill-to-end' },
  'ctrl+w': { type: 'kill-blank-left' },
  'alt+backspace': { type: 'kill-word-left' },
  'alt+d': { type: 'kill-word-right' },
  'ctrl+y': { type: 'yank' },
  'ctrl+z': { type: 'undo' },
  'ctrl+_': { type: 'undo' },
  'ctrl+j': { type: 'newline' },
  'alt+enter': { type: 'newline' },
  'shift+enter': { type: 'newline' },
}
