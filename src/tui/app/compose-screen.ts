import { frameOverlay } from '../overlays/frame.ts'
import { showField } from '../overlays/field-view.ts'
import type { ShownField } from '../overlays/field-view.ts'
import { wrapText } from '../text/wrap.ts'
import { currentDraft, topOverlay } from '../ui/ui-state.ts'
import { composerLines, PROMPT_COLUMNS, viewComposer } from '../view/composer.ts'
import type { ComposerView } from '../view/composer.ts'
import { computeLayout } from '../view/layout.ts'
import type { Layout, Rect } from '../view/layout.ts'
import { span } from '../view/line.ts'
import type { Line } from '../view/line.ts'
import { mainPaneLines } from '../view/main-pane.ts'
import { sidebarLines } from '../view/sidebar.ts'
import { noticeLines, statusLine } from '../view/status-line.ts'
import { isLoggedIn } from '../../commands/scope.ts'
import type { ViewContext } from '../view/view-context.ts'

/** The whole screen as lines in rectangles; later ones lie over earlier ones. */
export interface ScreenPicture {
  readonly panes: readonly {
    readonly name: string
    readonly rect: Rect
    readonly lines: readonly Line[]
  }[]
  readonly fields: readonly ShownField[]
  readonly cursor: { readonly x: number; readonly y: number } | undefined
}

/** f(peer state, ui state, size). */
export function composeScreen(context: ViewContext): ScreenPicture {
  const layout = layoutOf(context)
  if (layout.kind === 'too-small') return tooSmall(context, layout)
  const composer = viewComposer(context, layout.textColumns, layout.composerRows)
  const panes = [
    ...(layout.sidebar === undefined
      ? []
      : [{ name: 'sidebar', rect: layout.sidebar, lines: sidebarLines(context, layout.sidebar) }]),
    { name: 'main', rect: layout.main, lines: mainPaneLines(context, layout, composer) },
    ...(layout.notice === undefined
      ? []
      : [{ name: 'notice', rect: layout.notice, lines: noticeLines(context, layout.columns) }]),
    { name: 'status', rect: layout.status, lines: [statusLine(context, layout.columns)] },
  ]
  const overlay = topOverlay(context.ui)
  if (overlay === undefined) {
    return { panes, fields: [], cursor: composerCursor(composer, layout) }
  }
  const framed = frameOverlay(context, overlay)
  const fields = framed.fields.map(showField)
  return {
    panes: [...panes, { name: 'overlay', rect: framed.rect, lines: framed.lines }],
    fields,
    cursor: overlay.isBusy ? undefined : fieldCursor(fields),
  }
}

export function layoutOf(context: ViewContext): Layout {
  const { columns, rows, isSidebarShown } = context.ui
  const sized = (composerLines: number): Layout =>
    computeLayout({
      columns,
      rows,
      composerLines,
      noticeLines: noticeLines(context, columns).length,
      isSidebarShown: isSidebarShown && isLoggedIn(context),
    })
  const layout = sized(1)
  if (layout.kind === 'too-small' || currentDraft(context.ui).text === '') return layout
  const wanted = composerLines(viewComposer(context, layout.textColumns, Infinity)).length
  return wanted === 1 ? layout : sized(wanted)
}

function composerCursor(
  composer: ComposerView,
  layout: Extract<Layout, { kind: 'panes' }>,
): ScreenPicture['cursor'] {
  const x = layout.main.x + 2
  const y = layout.main.y + layout.main.rows - 1 - layout.composerRows
  if (composer.kind === 'closed') return { x, y }
  return { x: x + PROMPT_COLUMNS + composer.caret.column, y: y + composer.caret.row }
}

function fieldCursor(fields: readonly ShownField[]): ScreenPicture['cursor'] {
  const focused = fields.find(({ caretColumn }) => caretColumn !== undefined)
  if (focused?.caretColumn === undefined) return undefined
  return { x: focused.column + focused.caretColumn, y: focused.row }
}

function tooSmall(context: ViewContext, { columns, rows }: Layout): ScreenPicture {
  const lines = wrapText(context.texts.tooSmall, columns)
    .slice(0, rows)
    .map((text): Line => [span(text, 'warning')])
  const rect = { x: 0, y: 0, columns, rows }
  return { panes: [{ name: 'too-small', rect, lines }], fields: [], cursor: undefined }
}
