import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editorCommandFor } from '../../../../src/tui/editor/editor-keys.ts'
import {
  createEditor,
  edit,
  EMPTY_EDITOR,
  type EditorCommand,
  type EditorState,
} from '../../../../src/tui/editor/editor.ts'
import { splitGraphemes } from '../../../../src/tui/text/graphemes.ts'
import { difficultText } from '../../../helpers/unicode.ts'

type Name = Exclude<EditorCommand['type'], 'insert' | 'paste' | 'set'>

/** Runs commands on a text in which `|` marks the caret, and shows the result likewise. */
function run(marked: string, ...commands: readonly EditorCommand[]): string {
  return show(commands.reduce(edit, at(marked)))
}

function at(marked: string): EditorState {
  const caret = marked.indexOf('|')
  return { ...EMPTY_EDITOR, text: marked.replace('|', ''), caret }
}

const show = ({ text, caret }: EditorState): string =>
  `${text.slice(0, caret)}|${text.slice(caret)}`

describe('editing', () => {
  it.each<[Name, string, string]>([
    ['backspace', 'a👨‍👩‍👧|b', 'a|b'],
    ['backspace', 'e\u0301|', '|'],
    ['backspace', '|a', '|a'],
    ['backspace', 'a\n|b', 'a|b'],
    ['delete', 'a|👍🏽b', 'a|b'],
    ['delete', 'a|\nb', 'a|b'],
    ['left', 'a🇧🇷|', 'a|🇧🇷'],
    ['right', '|한a', '한|a'],
    ['word-left', 'one two,| x', 'one |two, x'],
    ['word-left', 'one\n|two', '|one\ntwo'],
    ['word-right', 'one| two', 'one two|'],
    ['word-right', 'one|\n\ntwo', 'one\n\ntwo|'],
    ['home', 'a\nbc|d', 'a\n|bcd'],
    ['end', 'a|b\nc', 'ab|\nc'],
    ['text-start', 'a\nb|', '|a\nb'],
    ['text-end', 'a|\nb', 'a\nb|'],
    ['kill-to-start', 'a\nbc|d', 'a\n|d'],
    ['kill-to-start', 'a\n|d', 'a|d'],
    ['kill-to-end', 'a|bc\nd', 'a|\nd'],
    ['kill-to-end', 'a|\nd', 'a|d'],
    ['kill-blank-left', 'ls src/a.ts  |', 'ls |'],
    ['kill-word-left', 'src/main|', 'src/|'],
    ['kill-word-right', 'a| word b', 'a| b'],
    ['newline', 'a|b', 'a\n|b'],
    ['up', 'abc\nde|', 'ab|c\nde'],
    ['down', 'abc|\nd\nefgh', 'abc\nd|\nefgh'],
    ['up', 'a|', 'a|'],
  ])('%s: %j → %j', (type, before, after) => {
    expect(run(before, { type })).toBe(after)
  })

  it('keeps the column while moving over shorter lines', () => {
    expect(run('abc|\nd\nefgh', { type: 'down' }, { type: 'down' })).toBe('abc\nd\nefg|h')
  })

  it('keeps the column in cells, not in characters', () => {
    expect(run('日本|\nabcdef', { type: 'down' })).toBe('日本\nabcd|ef')
  })

  it('moves over the rows of the screen when told their width', () => {
    expect(run('one two three|', { type: 'up', width: 9 })).toBe('one t|wo three')
  })

  it('yanks what was killed last', () => {
    expect(run('one two|', { type: 'kill-blank-left' }, { type: 'home' }, { type: 'yank' })).toBe(
      'two|one ',
    )
  })

  it('takes a run of typing back at once, and words one by one', () => {
    const typed = [...'one two'].map((text) => ({ type: 'insert', text }) as const)
    expect(run('|', ...typed, { type: 'undo' })).toBe('one |')
    expect(run('|', ...typed, { type: 'undo' }, { type: 'undo' }, { type: 'undo' })).toBe('|')
  })

  it('takes pasted text without what steers a terminal', () => {
    expect(run('|', { type: 'insert', text: 'a\r\nb\rc\td\u001B[31me\u202E\uD83D' })).toBe(
      'a\nb\nc    d[31me|',
    )
  })

  it('joins emoji that arrive in pieces', () => {
    const pieces = ['👨', '\u200D', '👩'].map((text) => ({ type: 'insert', text }) as const)
    expect(run('|', ...pieces, { type: 'backspace' })).toBe('|')
  })

  it('has keys for it', () => {
    const key = { type: 'key', ctrl: false, alt: false, shift: false } as const
    expect(editorCommandFor({ type: 'text', text: 'ä' })).toEqual({ type: 'insert', text: 'ä' })
    expect(editorCommandFor({ ...key, name: 'w', ctrl: true })).toEqual({ type: 'kill-blank-left' })
    expect(editorCommandFor({ ...key, name: 'enter', alt: true })).toEqual({ type: 'newline' })
    expect(editorCommandFor({ ...key, name: 'enter' })).toBeUndefined()
  })
})

const NAMES: readonly Name[] = [
  'newline',
  'backspace',
  'delete',
  'left',
  'right',
  'word-left',
  'word-right',
  'home',
  'end',
  'text-start',
  'text-end',
  'up',
  'down',
  'kill-to-start',
  'kill-to-end',
  'kill-blank-left',
  'kill-word-left',
  'kill-word-right',
  'yank',
  'undo',
]

const command = fc.oneof(
  difficultText.map((text): EditorCommand => ({ type: 'insert', text })),
  difficultText.map((text): EditorCommand => ({ type: 'paste', text })),
  fc.constantFrom(...NAMES).map((type): EditorCommand => ({ type })),
  fc.record({ type: fc.constantFrom('up', 'down'), width: fc.integer({ min: 1, max: 12 }) }),
)
const commands = fc.array(command, { maxLength: 30 })

function boundaries(text: string): number[] {
  const found = [0]
  for (const grapheme of splitGraphemes(text)) found.push((found.at(-1) ?? 0) + grapheme.length)
  return found
}

describe('whatever is pressed', () => {
  it('the caret stands between two graphemes', () => {
    fc.assert(
      fc.property(difficultText, commands, (text, pressed) => {
        let state = createEditor(text)
        for (const next of pressed) {
          state = edit(state, next)
          expect(boundaries(state.text)).toContain(state.caret)
        }
      }),
    )
  })

  it('undo brings back every earlier text, in the end the first', () => {
    fc.assert(
      fc.property(difficultText, fc.array(command, { maxLength: 15 }), (text, pressed) => {
        const first = createEditor(text)
        let state = pressed.reduce(edit, first)
        while (state.undo.length > 0) state = edit(state, { type: 'undo' })
        expect(state.text).toBe(first.text)
      }),
    )
  })

  it('one undo takes one command back', () => {
    fc.assert(
      fc.property(difficultText, commands, command, (text, pressed, last) => {
        fc.pre(last.type !== 'undo' && last.type !== 'insert')
        const before = pressed.reduce(edit, createEditor(text))
        const after = edit(before, last)
        fc.pre(after.text !== before.text)
        expect(edit(after, { type: 'undo' })).toMatchObject({
          text: before.text,
          caret: before.caret,
        })
      }),
    )
  })

  it('the text is what a list of lines says it is', () => {
    const plain = fc.array(
      fc.oneof(
        fc
          .constantFrom('a', 'bc', ' ', '\n')
          .map((text): EditorCommand => ({ type: 'insert', text })),
        fc
          .constantFrom<Name>('backspace', 'delete', 'left', 'right', 'home', 'end')
          .map((type): EditorCommand => ({ type })),
      ),
    )
    fc.assert(
      fc.property(plain, (pressed) => {
        const model = pressed.reduce(editModel, { before: '', after: '' })
        const state = pressed.reduce(edit, EMPTY_EDITOR)
        expect(show(state)).toBe(`${model.before}|${model.after}`)
      }),
    )
  })
})

interface Model {
  readonly before: string
  readonly after: string
}

/** The same for ASCII, the obvious way: a text in two halves. */
function editModel({ before, after }: Model, pressed: EditorCommand): Model {
  const move = (length: number): Model => {
    const all = before + after
    return { before: all.slice(0, length), after: all.slice(length) }
  }
  switch (pressed.type) {
    case 'insert':
      return { before: before + pressed.text, after }
    case 'backspace':
      return { before: before.slice(0, -1), after }
    case 'delete':
      return { before, after: after.slice(1) }
    case 'left':
      return move(Math.max(0, before.length - 1))
    case 'right':
      return move(before.length + 1)
    case 'home':
      return move(before.length - (before.split('\n').at(-1) ?? '').length)
    case 'end':
      return move(before.length + (after.split('\n')[0] ?? '').length)
    default:
      throw new Error(`not in the model: ${pressed.type}`)
  }
}
