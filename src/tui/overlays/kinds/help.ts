import type { CommandGroup } from '../../../i18n/catalogs/commands.ts'
import { chordLabel } from '../../commands/chord-label.ts'
import { COMMANDS } from '../../commands/command-table.ts'
import type { Command } from '../../commands/command.ts'
import { screenText } from '../../text/screen-text.ts'
import { padEnd } from '../../text/truncate.ts'
import { displayWidth } from '../../text/width.ts'
import { wrapText } from '../../text/wrap.ts'
import { cutLine, EMPTY_LINE, span } from '../../view/line.ts'
import type { Line } from '../../view/line.ts'
import type { ViewContext } from '../../view/view-context.ts'
import { fingerprintLines } from '../fingerprint-lines.ts'
import { scrollStep } from '../list.ts'
import { overlayRoom } from '../overlay-room.ts'
import type { OverlayDefinition } from '../overlay-view.ts'

/** All commands with their keys, from the table that runs them. */
export const helpOverlay: OverlayDefinition<'help'> = {
  view(overlay, context, room) {
    const lines = helpLines(context, room.columns)
    const top = Math.max(0, Math.min(overlay.index, lines.length - room.rows))
    return {
      title: context.texts.overlay.helpTitle,
      lines: lines.slice(top, top + room.rows),
      keys: context.texts.overlay.helpKeys,
    }
  },
  press(overlay, press, context) {
    if (press.type !== 'key') return
    if (press.name === 'f1' || press.name === 'enter') {
      context.dispatch({ type: 'overlay-closed', of: 'help' })
      return
    }
    const step = scrollStep(press)
    if (step === undefined) return
    const room = overlayRoom(context.view().ui)
    const last = Math.max(0, helpLines(context.view(), room.columns).length - room.rows)
    const index = Math.max(0, Math.min(overlay.index + step, last))
    context.dispatch({ type: 'overlay-changed', change: { index } })
  },
}

const GROUPS: readonly CommandGroup[] = ['chats', 'rooms', 'moderation', 'files', 'log', 'program']

function helpLines(context: ViewContext, columns: number): Line[] {
  const keys = COMMANDS.map(keysOf)
  const keyColumns = Math.min(Math.max(...keys.map(displayWidth)), Math.floor(columns / 3))
  const writing = wrapText(context.texts.overlay.helpWriting, columns)
  return [
    ...writing.map((text): Line => [span(text)]),
    ...GROUPS.filter((group) => COMMANDS.some((one) => one.group === group)).flatMap((group) => [
      EMPTY_LINE,
      [span(context.commandTexts.groups[group], 'strong')],
      ...COMMANDS.filter((command) => command.group === group).map((command) =>
        commandLine(command, context, keyColumns, columns),
      ),
    ]),
    ...tickLines(context, columns),
    ...keyFacts(context, columns),
  ]
}

/** What stands behind own messages. */
function tickLines({ texts }: ViewContext, columns: number): Line[] {
  const { ticks, ticksTitle } = texts.delivery
  const width = Math.max(...ticks.map(([tick]) => displayWidth(tick)))
  return [
    EMPTY_LINE,
    [span(ticksTitle, 'strong')],
    ...ticks.flatMap(([tick, meaning]) =>
      wrapText(meaning, columns - width - 4).map((line, index): Line => [
        span(`  ${padEnd(index === 0 ? tick : '', width)}  `, 'good'),
        span(line),
      ]),
    ),
  ]
}

/** What two people read to each other to be sure. */
function keyFacts({ peer, texts }: ViewContext, columns: number): Line[] {
  const { session, tracker } = peer
  const fact = (title: string, value: string): Line[] => [
    EMPTY_LINE,
    [span(screenText(title), 'strong')],
    ...fingerprintLines(value, columns - 2).map((line): Line => [span(`  ${line}`)]),
  ]
  return [
    ...(session.status === 'in'
      ? fact(texts.overlay.helpOwnKey(session.username), session.fingerprint)
      : []),
    ...(tracker.words === '' ? [] : fact(texts.overlay.helpTrackerKey, tracker.words)),
  ]
}

function commandLine(
  command: Command,
  { commandTexts }: ViewContext,
  keyColumns: number,
  columns: number,
): Line {
  const argument =
    command.argument === undefined ? '' : ` ${commandTexts.arguments[command.argument]}`
  const slash = command.slash[0] === undefined ? '' : `  /${command.slash[0]}${argument}`
  const more = command.slash.slice(1).map((name) => ` /${name}`)
  return cutLine(
    [
      span(`  ${padEnd(keysOf(command), keyColumns)}  `, 'accent'),
      span(commandTexts.labels[command.name]),
      span(slash, 'dim'),
      span(more.join(''), 'dim'),
    ],
    columns,
  )
}

function keysOf({ chords, keysShown }: Command): string {
  return keysShown ?? chords.slice(0, 2).map(chordLabel).join(', ')
}
