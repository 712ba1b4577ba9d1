import type { CommandArgument, CommandGroup, CommandName } from '../../i18n/catalogs/commands.ts'
import type { ViewContext } from '../view/view-context.ts'
import type { ActContext } from './act-context.ts'
import type { Refusal } from './refusals.ts'

/** One row of the table that dispatch, help, footer, go-to and completion come from. */
export interface Command {
  readonly name: CommandName
  readonly group: CommandGroup
  /** Without the slash; the first one is shown, all of them work. */
  readonly slash: readonly string[]
  /** As `chordOf` names them; the first one is shown. */
  readonly chords: readonly string[]
  /** What F1 shows instead of the chords. */
  readonly keysShown?: string
  readonly argument?: CommandArgument
  /** Without its argument it opens a form or a list instead. */
  readonly isArgumentOptional?: boolean
  /** What is typed after it is not remembered. */
  readonly isArgumentSecret?: boolean
  /** The chords work only while nothing is typed, because they mean something in a text. */
  readonly onlyWhenEmpty?: boolean
  /** Shown in the footer; the smaller, the longer it stays when the window gets narrow. */
  readonly hint?: number
  /** Words that do the same when they are all that was typed, as in the old programs. */
  readonly bareWords?: readonly string[]
  /** Left out of go-to. */
  readonly isMovement?: boolean
  /** Why it cannot be used now. */
  readonly refusal?: (view: ViewContext) => Refusal | undefined
  run(context: ActContext, argument: string, chord: string): void
}
