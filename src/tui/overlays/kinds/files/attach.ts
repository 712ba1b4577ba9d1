import {
  choicesFor,
  completePath,
  expandHome,
  pathOf,
  readPath,
} from '../../../../commands/files/path-completion.ts'
import type { PathEntry } from '../../../../commands/files/path-completion.ts'
import type { ActContext } from '../../../commands/act-context.ts'
import { sendFile, shareFile } from '../../../commands/files/file-actions.ts'
import { createEditor } from '../../../editor/editor.ts'
import { screenText } from '../../../text/screen-text.ts'
import { wrapText } from '../../../text/wrap.ts'
import { fieldText } from '../../../ui/overlay.ts'
import type { Form } from '../../../ui/overlay.ts'
import { topOverlay } from '../../../ui/ui-state.ts'
import { EMPTY_LINE, span } from '../../../view/line.ts'
import type { Line } from '../../../view/line.ts'
import { formLines, pressInForm } from '../../form.ts'
import { clampIndex, listLines, moveChoice } from '../../list.ts'
import type { OverlayDefinition, OverlayOf } from '../../overlay-view.ts'

/** A path is typed, completed or walked to; Enter sends or shares what is chosen. */
export const attachOverlay: OverlayDefinition<'attach'> = {
  view(overlay, context, room) {
    const { attach } = context.texts.files
    const form = formLines(overlay.form, { path: attach.path }, room, 0)
    const warning =
      overlay.chat === undefined ? wrapText(attach.shareText, room.columns) : ([] as const)
    const rows = rowsOf(overlay)
    const items = rows.map((row): Line => rowLine(row, attach.wholeFolder))
    const listRows = Math.max(1, room.rows - 3 - warning.length)
    const list =
      items.length > 0
        ? listLines(items, overlay.index, { columns: room.columns, rows: listRows })
        : overlay.choices === undefined
          ? []
          : [[span(attach.empty, 'dim')]]
    const { chat } = overlay
    return {
      title: chat === undefined ? attach.shareTitle : attach.sendTitle(screenText(chat)),
      lines: [
        ...form.lines,
        EMPTY_LINE,
        ...list,
        ...warning.map((text): Line => [span(text, 'warning')]),
      ],
      fields: form.fields,
      keys: attach.keys,
    }
  },
  press(overlay, press, context) {
    const rows = rowsOf(overlay)
    const index = moveChoice(press, overlay.index, rows.length)
    const name = press.type === 'key' ? press.name : undefined
    if (index !== undefined) {
      context.dispatch({ type: 'overlay-changed', change: { index, problem: undefined } })
    } else if (name === 'enter')
      enter(overlay, rows[clampIndex(overlay.index, rows.length)], context)
    else if (name === 'tab') completeField(overlay, context)
    else {
      const form = pressInForm(overlay.form, press)
      if (form !== undefined) setForm(form, context)
    }
  },
}

/** Reads what may follow whenever something else stands in the field, however it came there. */
export function followAttach(context: ActContext): void {
  const overlay = topOverlay(context.view().ui)
  if (overlay?.kind !== 'attach') return
  const typed = fieldText(overlay.form, 'path')
  if (overlay.asked === typed) return
  context.dispatch({ type: 'overlay-filled', overlay: { ...overlay, asked: typed } })
  context.run(async () => {
    const choices = await choicesFor(typed, context.paths)
    const now = context.view().ui.overlays.find(({ kind }) => kind === 'attach')
    // Something else was typed meanwhile, whose answer comes by itself.
    if (now?.kind !== 'attach' || now.asked !== typed) return
    context.dispatch({ type: 'overlay-filled', overlay: { ...now, choices } })
  })
}

type Row =
  | { readonly type: 'entry'; readonly entry: PathEntry; readonly path: string }
  /** The folder whose entries are listed. */
  | { readonly type: 'whole'; readonly path: string }

/** Only the folder that is typed to its end can be meant as a whole; shares are single files. */
function rowsOf({ choices, chat, asked }: OverlayOf<'attach'>): readonly Row[] {
  if (choices === undefined) return []
  const { folder, entries } = choices
  const isWhole = folder !== '' && asked === folder && chat !== undefined
  return [
    ...entries.map((entry): Row => ({ type: 'entry', entry, path: pathOf(folder, entry) })),
    ...(isWhole ? [{ type: 'whole', path: folder } as const] : []),
  ]
}

function rowLine(row: Row, wholeFolder: (folder: string) => string): Line {
  if (row.type === 'whole') return [span(wholeFolder(screenText(row.path)), 'accent')]
  return [span(screenText(pathOf('', row.entry)), row.entry.isFolder ? 'strong' : 'plain')]
}

function enter(overlay: OverlayOf<'attach'>, row: Row | undefined, context: ActContext): void {
  const typed = fieldText(overlay.form, 'path')
  const { home } = context.paths
  if (row?.type === 'entry' && row.entry.isFolder) setPath(overlay.form, row.path, context)
  else if (row !== undefined) take(overlay, expandHome(row.path, home), context)
  else if (typed.trim() !== '') take(overlay, readPath(typed, home), context)
}

function take({ chat }: OverlayOf<'attach'>, path: string, context: ActContext): void {
  context.dispatch({ type: 'overlay-closed', of: 'attach' })
  if (chat === undefined) shareFile(context, path)
  else sendFile(context, chat, path)
}

/** As far as it is certain; when that is no further, the chosen one. */
function completeField(overlay: OverlayOf<'attach'>, context: ActContext): void {
  const typed = fieldText(overlay.form, 'path')
  context.run(async () => {
    const { text } = completePath(typed, await choicesFor(typed, context.paths))
    const now = topOverlay(context.view().ui)
    // What was typed meanwhile is kept.
    if (now?.kind !== 'attach' || fieldText(now.form, 'path') !== typed) return
    const rows = now.asked === typed ? rowsOf(now) : []
    const chosen = rows[clampIndex(now.index, rows.length)]
    setPath(now.form, text === typed && chosen !== undefined ? chosen.path : text, context)
  })
}

function setPath(form: Form, path: string, context: ActContext): void {
  const fields = form.fields.map((field) =>
    field.name === 'path' ? { ...field, editor: createEditor(path) } : field,
  )
  setForm({ ...form, fields }, context)
}

function setForm(form: Form, context: ActContext): void {
  context.dispatch({ type: 'overlay-changed', change: { form, index: 0, problem: undefined } })
}
