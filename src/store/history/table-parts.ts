import type { ChatId, EntryId, Kid } from '../../protocol/ids.ts'
import { Column } from './column.ts'

/** What a RowTable is made of: all of it rests in the index. */
export interface TableParts {
  readonly columns: Readonly<Record<ColumnName, Column>>
  /** Rows in the order of the screen. */
  readonly order: Column
  readonly strands: Strand[]
  readonly epochs: EntryId[]
  /** Rows of control entries. */
  readonly controls: Map<EntryId, number>
  /** Orders the lines of one clock; 0 for rows that are not here. */
  readonly ranks: Map<number, number>
  /** Rows of messages whose plaintext is not here yet. */
  readonly sealed: Set<number>
}

/** One author's part of one chat. */
export interface Strand {
  readonly chat: ChatId
  /** Chats of one file stand one after the other. */
  readonly chatNumber: number
  readonly author: Kid
  /** Rows of the messages, by their number, one for each. */
  readonly chain: Column
  /** The same messages in short; undefined when that has to be found out again. */
  runs: Run[] | undefined
  highestClock: number
}

/** Messages without a hole under one epoch: first, last, number of the epoch. */
export type Run = [from: number, to: number, epoch: number]

export const COLUMN_NAMES = [
  'clock',
  'seq',
  'strand',
  'epoch',
  'offset',
  'length',
  'flags',
  'id',
] as const
export type ColumnName = (typeof COLUMN_NAMES)[number]

export function createTableParts(): TableParts {
  const columns = Object.fromEntries(COLUMN_NAMES.map((name) => [name, new Column()]))
  return {
    columns: columns as Record<ColumnName, Column>,
    order: new Column(),
    strands: [],
    epochs: [],
    controls: new Map(),
    ranks: new Map(),
    sealed: new Set(),
  }
}
