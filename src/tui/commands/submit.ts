import { parseInput } from '../../commands/parse-input.ts'
import { describeRefusal } from '../../commands/refusals.ts'
import { EMPTY_EDITOR } from '../editor/editor.ts'
import { remember } from '../editor/input-history.ts'
import { currentDraft } from '../ui/ui-state.ts'
import { admissionText } from '../../commands/room-news.ts'
import { scopeOf, selectedChat } from '../view/view-context.ts'
import type { ActContext } from './act-context.ts'
import { openKey, sendText } from './chat-actions.ts'
import type { Command } from './command.ts'
import { COMMANDS } from './command-table.ts'
import { openJoin } from './room/open.ts'

/** Enter in the composer: a command, a bare word of the old programs, or a message. */
export function submit(context: ActContext): void {
  const view = context.view()
  const { text } = currentDraft(view.ui)
  const chat = selectedChat(view)
  if (text.trim() === '') {
    if (chat?.blocked === 'KEY_CHANGED') openKey(context)
    else if (chat?.admission?.status === 'refused') openJoin(context, chat.name.slice(1))
    return
  }
  const input = parseInput(text, COMMANDS)
  switch (input.kind) {
    case 'unknown':
      tell(context, view.texts.notice.unknownCommand(input.name))
      return
    case 'command':
      submitCommand(context, input.command, input.argument, text)
      return
    case 'message':
      if (chat === undefined) tell(context, view.commandTexts.reasons.noChat)
      else if (chat.blocked === 'KEY_CHANGED') openKey(context)
      else if (chat.admission !== null) {
        tell(context, admissionText(chat.admission, view.roomTexts.join, view.now))
      } else if (chat.phase !== 'active') tell(context, view.roomTexts.readOnly[chat.phase])
      else {
        clear(context, text)
        sendText(context, chat.name, input.text)
      }
  }
}

/** Runs a command unless it cannot be used now, which is then said. */
export function runCommand(
  context: ActContext,
  command: Command,
  argument: string,
  chord = '',
): void {
  const view = context.view()
  const reason = command.refusal?.(scopeOf(view))
  if (reason === undefined) command.run(context, argument, chord)
  else tell(context, describeRefusal(view.language, scopeOf(view), reason))
}

function submitCommand(
  context: ActContext,
  command: Command,
  argument: string,
  typed: string,
): void {
  const { commandTexts, texts } = context.view()
  if (command.argument !== undefined && argument === '' && command.isArgumentOptional !== true) {
    const usage = `/${command.slash[0]} ${commandTexts.arguments[command.argument]}`
    tell(context, texts.notice.missingArgument(usage))
    return
  }
  clear(context, command.isArgumentSecret === true ? `/${command.slash[0]}` : typed)
  runCommand(context, command, argument)
}

function clear(context: ActContext, typed: string): void {
  const { history } = context.view().ui
  context.dispatch({ type: 'draft-edited', draft: EMPTY_EDITOR })
  context.dispatch({ type: 'history-moved', history: remember(history, typed) })
  context.dispatch({ type: 'noticed', notice: undefined })
}

function tell(context: ActContext, text: string): void {
  context.dispatch({ type: 'noticed', notice: { tone: 'error', text } })
}
