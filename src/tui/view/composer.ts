import { viewEditor } from '../editor/editor-view.ts'
import { screenText } from '../text/screen-text.ts'
import { currentDraft } from '../ui/ui-state.ts'
import { cutLine, span } from './line.ts'
import type { Line } from './line.ts'
import { isLoggedIn } from '../../commands/scope.ts'
import { selectedChat } from './view-context.ts'
import type { ViewContext } from './view-context.ts'

/** What stands in the composer: a text with the caret, or why nothing can be written. */
export type ComposerView =
  | {
      readonly kind: 'text'
      readonly rows: readonly string[]
      readonly caret: { readonly row: number; readonly column: number }
      readonly placeholder: string
    }
  | { readonly kind: 'closed'; readonly reason: string; readonly columns: number }

/** Columns that the prompt takes before the text. */
export const PROMPT_COLUMNS = 2
const PROMPT = '> '

export function viewComposer(context: ViewContext, columns: number, maxRows: number): ComposerView {
  const { ui } = context
  const chat = selectedChat(context)
  const draft = currentDraft(ui)
  const reason = chat === undefined ? undefined : closedReason(context)
  // A command can always be typed.
  if (reason !== undefined && draft.text === '') return { kind: 'closed', reason, columns }
  const view = viewEditor(draft, columns - PROMPT_COLUMNS, maxRows)
  const isHome = chat === undefined && isLoggedIn(context)
  return {
    kind: 'text',
    rows: view.rows,
    caret: view.caret,
    placeholder: isHome && draft.text === '' ? homeHint(context) : '',
  }
}

export function composerLines(view: ComposerView): Line[] {
  if (view.kind === 'closed') return [cutLine([span(view.reason, 'warning')], view.columns)]
  return view.rows.map((text, index): Line => [
    span(index === 0 ? PROMPT : ' '.repeat(PROMPT_COLUMNS), 'accent'),
    text === '' && index === 0 ? span(view.placeholder, 'dim') : span(text),
  ])
}

function homeHint({ peer, texts }: ViewContext): string {
  return peer.direct === null ? texts.composer.noChat : texts.direct.noChat
}

function closedReason(context: ViewContext): string | undefined {
  const { texts, roomTexts } = context
  const chat = selectedChat(context)
  if (chat === undefined) return undefined
  if (chat.admission !== null) return roomTexts.join.closed[chat.admission.status]
  if (chat.phase !== 'active') return roomTexts.readOnly[chat.phase]
  if (chat.blocked !== null) return texts.composer.blocked(screenText(chat.name.slice(1)))
  return undefined
}
