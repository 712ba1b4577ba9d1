import type { Language } from '../../i18n/translate.ts'
import type { ChatName } from '../../peer/state.ts'
import { EMPTY_EDITOR } from '../editor/editor.ts'
import type { EditorState } from '../editor/editor.ts'
import { EMPTY_HISTORY } from '../editor/input-history.ts'
import type { InputHistory } from '../editor/input-history.ts'
import type { Overlay } from './overlay.ts'

/** What only the screen knows; one immutable value beside the peer's. */
export interface UiState {
  readonly columns: number
  readonly rows: number
  readonly language: Language
  /** The chat on the screen; undefined: the welcome page. */
  readonly selected: ChatName | undefined
  /** What is being written, chat by chat; `''` for the welcome page. */
  readonly drafts: ReadonlyMap<ChatName | '', EditorState>
  readonly history: InputHistory
  /** Where each log stands; one without an anchor follows its end. */
  readonly anchors: ReadonlyMap<ChatName, Anchor>
  /** Id of the item after which the line `new` stands, `''` for the very start; set when a chat is opened. */
  readonly newMarks: ReadonlyMap<ChatName, string>
  /** The last one is on top. */
  readonly overlays: readonly Overlay[]
  readonly isSidebarShown: boolean
  readonly notice: Notice | undefined
}

/** The row at the top of the log: row `line` of the item `id`. */
export interface Anchor {
  readonly id: string
  readonly line: number
}

export interface Notice {
  readonly tone: 'error' | 'plain'
  readonly text: string
}

export function createUiState(screen: Pick<UiState, 'columns' | 'rows' | 'language'>): UiState {
  const { columns, rows, language } = screen
  return {
    columns,
    rows,
    language,
    selected: undefined,
    drafts: new Map(),
    history: EMPTY_HISTORY,
    anchors: new Map(),
    newMarks: new Map(),
    overlays: [],
    isSidebarShown: true,
    notice: undefined,
  }
}

export function currentDraft(ui: UiState): EditorState {
  return ui.drafts.get(ui.selected ?? '') ?? EMPTY_EDITOR
}

export function topOverlay(ui: UiState): Overlay | undefined {
  return ui.overlays.at(-1)
}
