import type { ChatId, EntryId, Kid } from '../../protocol/ids.ts'
import { messagePrev } from './record-codec.ts'
import type { ChainPart, HistoryRecord } from '../history.ts'
import type { RecordReader } from './record-reader.ts'
import type { RowTable } from './row-table.ts'
import type { Run, Strand } from './table-parts.ts'

/** The chains of a chat without reading their messages; where some are missing a chain is in parts, the latest first. */
export function chainParts(
  chat: ChatId | undefined,
  table: RowTable,
  reader: RecordReader,
): readonly ChainPart[] {
  return table.parts.strands
    .filter((strand) => strand.chat === chat)
    .flatMap((strand) => partsOf(strand, table, reader))
}

function partsOf(strand: Strand, table: RowTable, reader: RecordReader): readonly ChainPart[] {
  const parts: ChainPart[] = []
  let runs: Run[] = []
  for (const run of table.strands.runs(strand)) {
    if (runs.at(-1)?.[1] === run[0] - 1) runs.push(run)
    else {
      parts.push(...partOf(strand, runs, table, reader))
      runs = [run]
    }
  }
  parts.push(...partOf(strand, runs, table, reader))
  return parts.toReversed()
}

/** Runs without a hole between them; a record at an end that cannot be read is left out. */
function partOf(
  { chat, author, highestClock }: Strand,
  runs: readonly Run[],
  table: RowTable,
  reader: RecordReader,
): readonly ChainPart[] {
  const read = (seq: number): HistoryRecord | undefined => {
    const [row] = table.chain(chat, author, seq, seq)
    return row === undefined ? undefined : reader.readNow(row)
  }
  let floor = runs[0]?.[0] ?? 1
  let seq = runs.at(-1)?.[1] ?? 0
  let first: HistoryRecord | undefined
  let last: HistoryRecord | undefined
  while (floor <= seq && (first = read(floor)) === undefined) floor++
  while (floor <= seq && (last = read(seq)) === undefined) seq--
  if (first === undefined || last === undefined) return []
  const stretches = runs
    .filter(([from, to]) => to >= floor && from <= seq)
    .flatMap(([from, to, number]) => {
      const epoch = table.parts.epochs[number]
      return epoch === undefined
        ? []
        : [{ from: Math.max(from, floor), to: Math.min(to, seq), epoch }]
    })
  const idAtSeq = (at: number): EntryId | undefined => idAt(chat, author, at, table, reader)
  const { id, clock } = last
  const below = messagePrev(first.raw)
  return [{ author, floor, seq, id, clock, highestClock, below, stretches, idAt: idAtSeq }]
}

/** Id of a message, read from the disk. */
export function idAt(
  chat: ChatId | undefined,
  author: Kid,
  seq: number,
  table: RowTable,
  reader: RecordReader,
): EntryId | undefined {
  const [row] = table.chain(chat, author, seq, seq)
  return row === undefined ? undefined : reader.readNow(row)?.id
}
