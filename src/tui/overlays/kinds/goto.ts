import { COMMANDS } from '../../commands/command-table.ts'
import { requestJoin, startDm } from '../../commands/chat-actions.ts'
import { selectChat } from '../../commands/select-chat.ts'
import { runCommand } from '../../commands/submit.ts'
import type { ActContext } from '../../commands/act-context.ts'
import { screenText } from '../../text/screen-text.ts'
import { fieldText } from '../../ui/overlay.ts'
import { chatsInOrder } from '../../../commands/chat-list.ts'
import { chatLine } from '../../view/sidebar.ts'
import { EMPTY_LINE, span, spreadLine } from '../../view/line.ts'
import type { Line } from '../../view/line.ts'
import { scopeOf } from '../../view/view-context.ts'
import type { ViewContext } from '../../view/view-context.ts'
import { formLines, pressInForm } from '../form.ts'
import { fuzzyScore } from '../fuzzy.ts'
import { clampIndex, listLines, moveChoice } from '../list.ts'
import type { OverlayDefinition } from '../overlay-view.ts'

/** Everything that has a name, found by a few of its letters. */
export const gotoOverlay: OverlayDefinition<'goto'> = {
  view(overlay, context, room) {
    const { texts } = context
    const form = formLines(overlay.form, { query: texts.overlay.gotoTitle }, room, 0)
    const targets = findTargets(context, fieldText(overlay.form, 'query'))
    const items = targets.map((target) => target.line(room.columns - 2))
    const list =
      items.length === 0
        ? [[span(texts.overlay.nothingFound, 'dim')]]
        : listLines(items, overlay.index, { columns: room.columns, rows: room.rows - 3 })
    return {
      title: texts.overlay.gotoTitle,
      lines: [...form.lines, EMPTY_LINE, ...list],
      fields: form.fields,
      keys: texts.overlay.gotoKeys,
    }
  },
  press(overlay, press, context) {
    const targets = findTargets(context.view(), fieldText(overlay.form, 'query'))
    const index = moveChoice(press, overlay.index, targets.length)
    if (index !== undefined) {
      context.dispatch({ type: 'overlay-changed', change: { index, problem: undefined } })
      return
    }
    if (press.type === 'key' && press.name === 'enter') {
      const target = targets[clampIndex(overlay.index, targets.length)]
      if (target === undefined) return
      context.dispatch({ type: 'overlay-closed', of: 'goto' })
      target.go(context)
      return
    }
    const form = pressInForm(overlay.form, press)
    if (form !== undefined) {
      context.dispatch({ type: 'overlay-changed', change: { form, index: 0 } })
    }
  },
}

interface Target {
  readonly name: string
  line(columns: number): Line
  go(context: ActContext): void
}

function findTargets(context: ViewContext, query: string): Target[] {
  const targets = allTargets(context)
  if (query.trim() === '') return targets
  return targets
    .map((target) => ({ target, score: fuzzyScore(query.trim(), target.name) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ target }) => target)
}

/** Chats first, then rooms to join, people to write to, and actions. */
function allTargets(context: ViewContext): Target[] {
  const { peer } = context
  const kinds = context.texts.overlay.gotoKinds
  const chats = chatsInOrder(peer).map((chat): Target => ({
    name: chat.name,
    line: (columns) => chatLine(chat, peer.users.get(chat.name.slice(1)), false, columns),
    go: (act) => selectChat(act, chat.name),
  }))
  const joinable = [...peer.rooms.values()]
    .filter(({ name, joined }) => !joined && !peer.chats.has(`#${name}`))
    .map((room): Target => ({
      name: `#${room.name}`,
      line: (columns) => labelled(`#${room.name}${room.private ? ' ⚿' : ''}`, kinds.room, columns),
      go: (act) => requestJoin(act, room.name),
    }))
  const people = [...peer.users.values()]
    .filter(({ username }) => !peer.chats.has(`@${username}`))
    .map((user): Target => ({
      name: `@${user.username}`,
      line: (columns) =>
        labelled(`${user.online ? '●' : '○'} ${user.username}`, kinds.user, columns),
      go: (act) => startDm(act, user.username),
    }))
  return [...chats, ...joinable, ...people, ...actionTargets(context)]
}

function actionTargets(context: ViewContext): Target[] {
  const { commandTexts, texts } = context
  return COMMANDS.filter(
    ({ isMovement, refusal }) => isMovement !== true && refusal?.(scopeOf(context)) === undefined,
  ).map((command) => ({
    name: commandTexts.labels[command.name],
    line: (columns) =>
      labelled(commandTexts.labels[command.name], texts.overlay.gotoKinds.action, columns),
    go: (act) => runCommand(act, command, ''),
  }))
}

function labelled(name: string, kind: string, columns: number): Line {
  return spreadLine([span(` ${screenText(name)}`)], [span(` ${kind}`, 'dim')], columns)
}
