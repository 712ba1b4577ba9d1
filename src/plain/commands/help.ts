import type { Refusal } from '../../commands/refusals.ts'
import { isLoggedIn } from '../../commands/scope.ts'
import type { CommandGroup } from '../../i18n/catalogs/commands.ts'
import type { Desk } from '../desk.ts'
import type { PlainCommand } from '../plain-command.ts'

const GROUPS: readonly CommandGroup[] = [
  ...(['program', 'rooms', 'chats', 'log', 'moderation', 'files'] as const),
]

/** What can be done from here, numbered; a number that is typed then means its line. */
export function tellMenu(desk: Desk, commands: readonly PlainCommand[]): void {
  const { plain } = desk.texts
  const entries = menuEntries(desk, commands)
  desk.say(plain.menuTitle)
  for (const [index, command] of entries.entries()) {
    desk.say(`${index + 1} ${desk.texts.commands.labels[command.name]} (${wordOf(command)})`)
  }
  desk.say(desk.selected === undefined ? plain.menuHint : plain.chat.howToWrite)
}

/** The lines of the menu in their order. */
export function menuEntries(
  desk: Desk,
  commands: readonly PlainCommand[],
): readonly PlainCommand[] {
  const menu = isLoggedIn(desk.scope) ? 'in' : 'out'
  return commands.filter(
    ({ menus, refusal }) =>
      (menus?.includes(menu) ?? false) && refusal?.(desk.scope) !== ('direct' satisfies Refusal),
  )
}

/** All commands, from the table that runs them. */
export function tellHelp(desk: Desk, commands: readonly PlainCommand[]): void {
  const texts = desk.texts.commands
  desk.say(...desk.texts.plain.help)
  for (const group of GROUPS) {
    desk.say(`${texts.groups[group]}:`)
    for (const command of commands.filter((one) => one.group === group)) {
      desk.say(`  ${usageOf(command, desk)} – ${texts.labels[command.name]}`)
    }
  }
}

function usageOf(command: PlainCommand, desk: Desk): string {
  const { argument, slash, words = [] } = command
  const names = [...words, ...slash.map((name) => `/${name}`), ...(command.bareWords ?? [])]
  const wanted = argument === undefined ? '' : ` ${desk.texts.commands.arguments[argument]}`
  return `${[...new Set(names)].join(', ')}${wanted}`
}

function wordOf({ words, slash }: PlainCommand): string {
  return words?.[0] ?? slash[0] ?? ''
}
