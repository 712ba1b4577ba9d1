import type { CommandRow } from '../commands/command-row.ts'
import type { Desk } from './desk.ts'

/** One row of the table that menu, help and dispatch of this face come from. */
export interface PlainCommand extends CommandRow {
  /** Words of the old programs that need no slash, also in a chat; the first is shown. */
  readonly words?: readonly string[]
  /** Place in the menus: of somebody who is not logged in, of somebody who is in no chat. */
  readonly menus?: readonly ('out' | 'in')[]
  run(desk: Desk, argument: string): Promise<void>
}
