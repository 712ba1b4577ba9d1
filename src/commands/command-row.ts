import type { CommandArgument, CommandGroup, CommandName } from '../i18n/catalogs/commands.ts'
import type { Refusal } from './refusals.ts'
import type { CommandScope } from './scope.ts'

/** What a command is in every face; a face adds how it is reached there and what it does. */
export interface CommandRow {
  readonly name: CommandName
  readonly group: CommandGroup
  /** Without the slash; the first one is shown, all of them work. */
  readonly slash: readonly string[]
  readonly argument?: CommandArgument
  /** Without its argument it asks for it, or shows a list. */
  readonly isArgumentOptional?: boolean
  /** What is typed after it is not remembered. */
  readonly isArgumentSecret?: boolean
  /** Words that do the same when they are all that was typed, as in the old programs. */
  readonly bareWords?: readonly string[]
  /** Why it cannot be used now. */
  readonly refusal?: (scope: CommandScope) => Refusal | undefined
}

export type CommandRows = Readonly<Partial<Record<CommandName, Omit<CommandRow, 'name'>>>>
