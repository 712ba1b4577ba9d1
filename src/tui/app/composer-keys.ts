import type { ActContext } from '../commands/act-context.ts'
import { COMMANDS } from '../commands/command-table.ts'
import { complete } from '../../commands/completion.ts'
import { parseInput } from '../../commands/parse-input.ts'
import { choicesFor, completePath } from '../../commands/files/path-completion.ts'
import { runCommand, submit } from '../commands/submit.ts'
import { editorCommandFor } from '../editor/editor-keys.ts'
import { createEditor, edit } from '../editor/editor.ts'
import type { EditorState } from '../editor/editor.ts'
import { newer, older } from '../editor/input-history.ts'
import { chordOf } from '../input/keys.ts'
import type { KeyPress } from '../input/keys.ts'
import { currentDraft } from '../ui/ui-state.ts'
import { PROMPT_COLUMNS } from '../view/composer.ts'
import { selectedChat } from '../view/view-context.ts'

/** A key while no overlay is open: a command, an edit, or sending. */
export function pressInComposer(context: ActContext, press: KeyPress): void {
  const draft = currentDraft(context.view().ui)
  const chord = chordOf(press)
  const command = COMMANDS.find(
    ({ chords, onlyWhenEmpty }) =>
      chord !== undefined &&
      chords.includes(chord) &&
      (onlyWhenEmpty !== true || draft.text === ''),
  )
  if (command !== undefined) runCommand(context, command, '', chord)
  else if (chord === 'enter') submit(context)
  else if (chord === 'tab') completeDraft(context, draft)
  else if (chord === 'escape') dismiss(context)
  else if (chord === 'up' || chord === 'down') moveOrRecall(context, draft, chord)
  else editDraft(context, draft, press)
}

/** A paste is one edit, line ends and all; nothing in it is a key. */
export function pasteInComposer(context: ActContext, text: string): void {
  editDraft(context, currentDraft(context.view().ui), { type: 'text', text })
}

function editDraft(context: ActContext, draft: EditorState, press: KeyPress): void {
  const command = editorCommandFor(press)
  if (command === undefined) return
  const edited = edit(draft, command)
  if (edited === draft) return
  context.dispatch({ type: 'draft-edited', draft: edited })
  const chat = selectedChat(context.view())
  const isWriting = command.type === 'insert' && !edited.text.startsWith('/')
  if (isWriting && chat?.phase === 'active') context.peer.sendTyping(chat.name)
}

/** Up and down move in a text of several rows, and beyond its edges through what was sent before. */
function moveOrRecall(context: ActContext, draft: EditorState, type: 'up' | 'down'): void {
  const layout = context.layout()
  const width = layout.kind === 'panes' ? layout.textColumns - PROMPT_COLUMNS : Infinity
  const moved = edit(draft, { type, width })
  if (moved !== draft) {
    context.dispatch({ type: 'draft-edited', draft: moved })
    return
  }
  const { history } = context.view().ui
  const recalled = type === 'up' ? older(history, draft.text) : newer(history)
  if (recalled === undefined) return
  context.dispatch({ type: 'draft-edited', draft: createEditor(recalled.text) })
  context.dispatch({ type: 'history-moved', history: recalled.history })
}

function completeDraft(context: ActContext, draft: EditorState): void {
  const view = context.view()
  const input = parseInput(draft.text, COMMANDS)
  const takesPath = input.kind === 'command' && input.command.argument === 'path'
  if (takesPath && /\s/.test(draft.text) && draft.caret === draft.text.length) {
    completeDraftPath(context, draft)
    return
  }
  const chat = selectedChat(view)
  const completed = complete(draft.text, draft.caret, {
    commands: COMMANDS,
    peer: view.peer,
    chatMembers: (chat?.members ?? []).filter(({ self }) => !self).map(({ username }) => username),
    banned: chat?.banned ?? [],
  })
  if (completed === undefined) return
  const edited = edit(draft, { type: 'set', text: completed.text })
  showCompleted(context, { ...edited, caret: completed.caret }, completed.options)
}

/** The rest of the line is one path, spaces and all; nothing happens when something else was typed meanwhile. */
function completeDraftPath(context: ActContext, draft: EditorState): void {
  const [, command = '', typed = ''] = /^(\S+\s+)(.*)$/s.exec(draft.text) ?? []
  context.run(async () => {
    const { text, options } = completePath(typed, await choicesFor(typed, context.paths))
    if (currentDraft(context.view().ui) !== draft) return
    const edited = edit(draft, { type: 'set', text: command + text })
    showCompleted(context, edited, options)
  })
}

function showCompleted(context: ActContext, draft: EditorState, options: readonly string[]): void {
  context.dispatch({ type: 'draft-edited', draft })
  const text = options.join('  ')
  context.dispatch({ type: 'noticed', notice: text === '' ? undefined : { tone: 'plain', text } })
}

function dismiss(context: ActContext): void {
  const { ui, peer } = context.view()
  if (ui.notice !== undefined) context.dispatch({ type: 'noticed', notice: undefined })
  else {
    const alert = peer.alerts.at(-1)
    if (alert !== undefined) context.peer.dismissAlert(alert.id)
  }
}
