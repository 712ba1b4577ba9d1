import { boundaryAtOrAfter, nextBoundary, previousBoundary } from '../text/graphemes.ts'
import { lineEnd, lineStart, nextWordEnd, previousBlank, previousWordStart } from './motion.ts'
import { typeable } from './typeable.ts'
import { moveRow } from './rows.ts'

/** A text being edited. The caret is an index into `text`, always between two graphemes. */
export interface EditorState {
  readonly text: string
  readonly caret: number
  /** What the last kill removed; yank puts it back. */
  readonly killed: string
  /** Earlier states, the latest last. */
  readonly undo: readonly Snapshot[]
  /** The column that moving up and down tries to keep. */
  readonly goalColumn: number | undefined
  /** Where the run of typing ends that one undo takes back as a whole. */
  readonly typingAt: number | undefined
}

interface Snapshot {
  readonly text: string
  readonly caret: number
}

export type EditorCommand =
  /** What is typed; one undo takes a word of it back. Pasted text is a step of its own. */
  | { readonly type: 'insert' | 'paste' | 'set'; readonly text: string }
  | { readonly type: 'up' | 'down'; readonly width?: number }
  | { readonly type: PlainCommand }

type PlainCommand =
  | 'newline'
  | 'backspace'
  | 'delete'
  | 'left'
  | 'right'
  | 'word-left'
  | 'word-right'
  | 'home'
  | 'end'
  | 'text-start'
  | 'text-end'
  | 'kill-to-start'
  | 'kill-to-end'
  | 'kill-blank-left'
  | 'kill-word-left'
  | 'kill-word-right'
  | 'yank'
  | 'undo'

export const EMPTY_EDITOR: EditorState = {
  text: '',
  caret: 0,
  killed: '',
  undo: [],
  goalColumn: undefined,
  typingAt: undefined,
}

/** An editor that holds `text`, the caret behind it. */
export function createEditor(text = ''): EditorState {
  const clean = typeable(text)
  return { ...EMPTY_EDITOR, text: clean, caret: clean.length }
}

/** The state after `command`; the same state when nothing changes. Up and down move over rows of `width` columns. */
export function edit(state: EditorState, command: EditorCommand): EditorState {
  const { text, caret } = state
  switch (command.type) {
    case 'insert':
      return type(state, typeable(command.text))
    case 'paste':
      return replace(state, caret, caret, typeable(command.text))
    case 'newline':
      return replace(state, caret, caret, '\n')
    case 'yank':
      return replace(state, caret, caret, state.killed)
    case 'set':
      return replace(state, 0, text.length, typeable(command.text))
    case 'backspace':
      return replace(state, previousBoundary(text, caret), caret, '')
    case 'delete':
      return replace(state, caret, nextBoundary(text, caret), '')
    case 'left':
      return moveTo(state, previousBoundary(text, caret))
    case 'right':
      return moveTo(state, nextBoundary(text, caret))
    case 'word-left':
      return moveTo(state, previousWordStart(text, caret))
    case 'word-right':
      return moveTo(state, nextWordEnd(text, caret))
    case 'home':
      return moveTo(state, lineStart(text, caret))
    case 'end':
      return moveTo(state, lineEnd(text, caret))
    case 'text-start':
      return moveTo(state, 0)
    case 'text-end':
      return moveTo(state, text.length)
    case 'up':
      return moveVertically(state, -1, command.width)
    case 'down':
      return moveVertically(state, 1, command.width)
    case 'kill-to-start':
      return kill(state, orCrossLine(lineStart(text, caret), caret, caret - 1), caret)
    case 'kill-to-end':
      return kill(state, caret, orCrossLine(lineEnd(text, caret), caret, caret + 1))
    case 'kill-blank-left':
      return kill(state, previousBlank(text, caret), caret)
    case 'kill-word-left':
      return kill(state, previousWordStart(text, caret), caret)
    case 'kill-word-right':
      return kill(state, caret, nextWordEnd(text, caret))
    case 'undo':
      return undo(state)
  }
}

/** Earlier states that are kept; a run of typing counts once. */
const UNDO_MAX = 200

function type(state: EditorState, inserted: string): EditorState {
  if (inserted === '') return state
  const next = replace(state, state.caret, state.caret, inserted)
  const isTyping = !/\s/.test(inserted)
  if (!isTyping) return next
  const continues = state.typingAt === state.caret
  return { ...next, undo: continues ? state.undo : next.undo, typingAt: next.caret }
}

function replace(state: EditorState, from: number, to: number, inserted: string): EditorState {
  const { text, caret } = state
  const edited = text.slice(0, from) + inserted + text.slice(to)
  if (edited === text) return state
  return {
    ...state,
    text: edited,
    // What stands on both sides may have become one grapheme.
    caret: boundaryAtOrAfter(edited, from + inserted.length),
    undo: [...state.undo, { text, caret }].slice(-UNDO_MAX),
    goalColumn: undefined,
    typingAt: undefined,
  }
}

function kill(state: EditorState, from: number, to: number): EditorState {
  const killed = state.text.slice(Math.max(0, from), to)
  return killed === '' ? state : { ...replace(state, Math.max(0, from), to, ''), killed }
}

/** At the edge of a line the kill takes the line end, so that repeating it goes on. */
function orCrossLine(edge: number, caret: number, across: number): number {
  return edge === caret ? across : edge
}

function moveTo(state: EditorState, caret: number): EditorState {
  if (caret === state.caret && state.goalColumn === undefined) return state
  return { ...state, caret, goalColumn: undefined, typingAt: undefined }
}

function moveVertically(state: EditorState, rows: -1 | 1, width = Infinity): EditorState {
  const moved = moveRow(
    state.text,
    { caret: state.caret, goalColumn: state.goalColumn },
    rows,
    width,
  )
  return moved === undefined ? state : { ...state, ...moved, typingAt: undefined }
}

function undo(state: EditorState): EditorState {
  const last = state.undo.at(-1)
  if (last === undefined) return state
  return {
    ...state,
    ...last,
    undo: state.undo.slice(0, -1),
    goalColumn: undefined,
    typingAt: undefined,
  }
}
