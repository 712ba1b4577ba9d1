import type { CommandRow } from '../../commands/command-row.ts'
import type { ActContext } from './act-context.ts'

/** One row of the table that dispatch, help, footer, go-to and completion come from. */
export interface Command extends CommandRow {
  /** As `chordOf` names them; the first one is shown. */
  readonly chords: readonly string[]
  /** What F1 shows instead of the chords. */
  readonly keysShown?: string
  /** The chords work only while nothing is typed, because they mean something in a text. */
  readonly onlyWhenEmpty?: boolean
  /** Shown in the footer; the smaller, the longer it stays when the window gets narrow. */
  readonly hint?: number
  /** Left out of go-to. */
  readonly isMovement?: boolean
  run(context: ActContext, argument: string, chord: string): void
}
