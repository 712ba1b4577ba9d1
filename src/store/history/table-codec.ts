import type { EntryId } from '../../protocol/ids.ts'
import { Column } from './column.ts'
import {
  COLUMN_NAMES,
  type ColumnName,
  type Run,
  type Strand,
  type TableParts,
} from './table-parts.ts'

/** A table's bytes, in small parts: first what is not numbers, then the columns. */
export function* encodeTable(parts: TableParts): Iterable<Buffer> {
  const names: Names = {
    strands: parts.strands.map(({ chat, chatNumber, author, runs, highestClock }) => ({
      chat,
      chatNumber,
      author,
      runs: runs ?? null,
      highestClock,
    })),
    epochs: parts.epochs,
    controls: [...parts.controls],
    ranks: [...parts.ranks],
    sealed: [...parts.sealed],
  }
  const json = Buffer.from(JSON.stringify(names), 'utf8')
  const head = Buffer.alloc(ALIGNED)
  head.writeUInt32LE(json.length)
  yield head
  yield json
  // Numbers are used where they lie, and for that they must lie at places that eight divides.
  yield Buffer.alloc(paddingOf(json.length))
  for (const name of COLUMN_NAMES) yield* parts.columns[name].encode()
  yield* parts.order.encode()
  for (const { chain } of parts.strands) yield* chain.encode()
}

/** Opposite of `encodeTable`, for bytes that opened under our own seal; `take` throws when there are no more. */
export function decodeTable(take: (length: number) => Buffer): TableParts {
  const length = take(ALIGNED).readUInt32LE()
  const names = JSON.parse(take(length).toString('utf8')) as Names
  take(paddingOf(length))
  const columns = Object.fromEntries(COLUMN_NAMES.map((name) => [name, Column.decode(take)]))
  const order = Column.decode(take)
  return {
    columns: columns as Record<ColumnName, Column>,
    order,
    strands: names.strands.map((strand) => ({
      ...strand,
      runs: strand.runs ?? undefined,
      chain: Column.decode(take),
    })),
    epochs: names.epochs,
    controls: new Map(names.controls),
    ranks: new Map(names.ranks),
    sealed: new Set(names.sealed),
  }
}

const ALIGNED = 8

function paddingOf(length: number): number {
  return (ALIGNED - (length % ALIGNED)) % ALIGNED
}

interface Names {
  readonly strands: readonly (Omit<Strand, 'chain' | 'runs'> & { readonly runs: Run[] | null })[]
  readonly epochs: EntryId[]
  readonly controls: readonly (readonly [EntryId, number])[]
  readonly ranks: readonly (readonly [number, number])[]
  readonly sealed: readonly number[]
}
