import type { Language } from '../../i18n/translate.ts'
import type { ChatName } from '../../peer/state.ts'
import type { EditorState } from '../editor/editor.ts'
import type { InputHistory } from '../editor/input-history.ts'
import type { Form, Overlay } from './overlay.ts'
import type { Anchor, Notice, UiState } from './ui-state.ts'
import { createUiState } from './ui-state.ts'

/** Everything that can happen to the screen's own state. */
export type UiEvent =
  | { readonly type: 'resized'; readonly columns: number; readonly rows: number }
  | {
      readonly type: 'chat-selected'
      readonly chat: ChatName | undefined
      /** See `UiState.newMarks`; undefined when everything has been read. */
      readonly newMark?: string | undefined
    }
  | { readonly type: 'chat-forgotten'; readonly chat: ChatName }
  | { readonly type: 'chat-renamed'; readonly from: ChatName; readonly to: ChatName }
  | { readonly type: 'draft-edited'; readonly draft: EditorState; readonly chat?: ChatName | '' }
  | { readonly type: 'history-moved'; readonly history: InputHistory }
  | { readonly type: 'log-scrolled'; readonly chat: ChatName; readonly anchor: Anchor | undefined }
  | { readonly type: 'new-mark-moved'; readonly chat: ChatName; readonly mark: string | undefined }
  | { readonly type: 'overlay-opened'; readonly overlay: Overlay }
  | { readonly type: 'overlay-replaced'; readonly overlay: Overlay }
  /** What an overlay of this kind shows has come or changed; one that is gone stays gone. */
  | { readonly type: 'overlay-filled'; readonly overlay: Overlay }
  | {
      readonly type: 'overlay-changed'
      readonly change: OverlayChange
      readonly of?: Overlay['kind']
    }
  | { readonly type: 'overlay-closed'; readonly of?: Overlay['kind'] }
  | { readonly type: 'sidebar-toggled' }
  | { readonly type: 'language-chosen'; readonly language: Language }
  | { readonly type: 'noticed'; readonly notice: Notice | undefined }
  /** Nothing of one user may be seen by the next. */
  | { readonly type: 'logged-out'; readonly overlay: Overlay }

export interface OverlayChange {
  readonly index?: number
  readonly form?: Form
  readonly isBusy?: boolean
  readonly problem?: string | undefined
}

export function reduceUi(ui: UiState, event: UiEvent): UiState {
  switch (event.type) {
    case 'resized':
      return { ...ui, columns: event.columns, rows: event.rows }
    case 'chat-selected':
      return selectChat(ui, event.chat, event.newMark)
    case 'chat-forgotten':
      return forgetChat(ui, event.chat)
    case 'chat-renamed':
      return renameChat(ui, event.from, event.to)
    case 'draft-edited':
      return { ...ui, drafts: withEntry(ui.drafts, event.chat ?? ui.selected ?? '', event.draft) }
    case 'history-moved':
      return { ...ui, history: event.history }
    case 'log-scrolled':
      return { ...ui, anchors: withEntry(ui.anchors, event.chat, event.anchor) }
    case 'new-mark-moved':
      return { ...ui, newMarks: withEntry(ui.newMarks, event.chat, event.mark) }
    case 'overlay-opened':
      return { ...ui, overlays: [...withoutKind(ui.overlays, event.overlay.kind), event.overlay] }
    case 'overlay-replaced':
      return { ...ui, overlays: [...ui.overlays.slice(0, -1), event.overlay] }
    case 'overlay-filled':
      return {
        ...ui,
        overlays: ui.overlays.map((overlay) =>
          overlay.kind === event.overlay.kind ? event.overlay : overlay,
        ),
      }
    case 'overlay-changed':
      return changeOverlay(ui, event.change, event.of)
    case 'overlay-closed':
      return {
        ...ui,
        overlays:
          event.of === undefined ? ui.overlays.slice(0, -1) : withoutKind(ui.overlays, event.of),
      }
    case 'sidebar-toggled':
      return { ...ui, isSidebarShown: !ui.isSidebarShown }
    case 'language-chosen':
      return { ...ui, language: event.language, notice: undefined }
    case 'noticed':
      return ui.notice === event.notice ? ui : { ...ui, notice: event.notice }
    case 'logged-out':
      return { ...createUiState(ui), isSidebarShown: ui.isSidebarShown, overlays: [event.overlay] }
  }
}

function selectChat(ui: UiState, chat: ChatName | undefined, newMark: string | undefined): UiState {
  if (chat === ui.selected) return ui
  // The line `new` of the chat that is left has been seen.
  const seen =
    ui.selected === undefined ? ui.newMarks : withEntry(ui.newMarks, ui.selected, undefined)
  const newMarks =
    chat === undefined || newMark === undefined ? seen : withEntry(seen, chat, newMark)
  return { ...ui, selected: chat, newMarks, notice: undefined }
}

function forgetChat(ui: UiState, chat: ChatName): UiState {
  return {
    ...ui,
    selected: ui.selected === chat ? undefined : ui.selected,
    drafts: withEntry<ChatName | '', EditorState>(ui.drafts, chat, undefined),
    anchors: withEntry(ui.anchors, chat, undefined),
    newMarks: withEntry(ui.newMarks, chat, undefined),
  }
}

/** The chat is the same, so what is being done with it goes on. */
function renameChat(ui: UiState, from: ChatName, to: ChatName): UiState {
  const { drafts, anchors, newMarks } = ui
  return {
    ...ui,
    selected: ui.selected === from ? to : ui.selected,
    drafts: withEntry<ChatName | '', EditorState>(
      withEntry<ChatName | '', EditorState>(drafts, to, drafts.get(from)),
      from,
      undefined,
    ),
    anchors: withEntry(withEntry(anchors, to, anchors.get(from)), from, undefined),
    newMarks: withEntry(withEntry(newMarks, to, newMarks.get(from)), from, undefined),
    overlays: ui.overlays.map((overlay) =>
      'room' in overlay && `#${overlay.room}` === from
        ? { ...overlay, room: to.slice(1) }
        : 'chat' in overlay && overlay.chat === from
          ? { ...overlay, chat: to }
          : overlay,
    ),
  }
}

/** Changes the top overlay, or the one of kind `of` wherever it lies; one that is gone stays gone. */
function changeOverlay(
  ui: UiState,
  change: OverlayChange,
  of: Overlay['kind'] | undefined,
): UiState {
  const target = of ?? ui.overlays.at(-1)?.kind
  return {
    ...ui,
    overlays: ui.overlays.map((overlay) =>
      overlay.kind === target ? { ...overlay, ...change } : overlay,
    ),
  }
}

function withoutKind(overlays: readonly Overlay[], kind: Overlay['kind']): readonly Overlay[] {
  return overlays.filter((overlay) => overlay.kind !== kind)
}

function withEntry<K, V>(map: ReadonlyMap<K, V>, key: K, value: V | undefined): ReadonlyMap<K, V> {
  if (map.get(key) === value) return map
  const copy = new Map(map)
  if (value === undefined) copy.delete(key)
  else copy.set(key, value)
  return copy
}
