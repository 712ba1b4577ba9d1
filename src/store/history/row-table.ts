import type { ChatId, EntryId, Kid } from '../../protocol/ids.ts'
import { compareText, toB64 } from '../../shared/bytes.ts'
import type { Place } from '../log/append-log.ts'
import type { OrderKey } from '../history.ts'
import { insertRows, lowerBound } from './row-order.ts'
import { IS_CONTROL, IS_LISTED, isSealed, REPLACES, type Row } from './row.ts'
import { Strands } from './strands.ts'
import { createTableParts, type Strand, type TableParts } from './table-parts.ts'

const START_BYTES = 4
const START_CHARS = 6

/**
 * Index of one history file in memory, about a dozen bytes an entry. Rows are numbered in the order of writing; the table knows
 * their order on the screen and each author's chain. One file may hold more than one chat id (a room made anew under its old
 * name, a DM after a key change): those stand one after the other.
 */
export class RowTable {
  readonly parts: TableParts
  readonly strands: Strands
  readonly #epochNumbers: Map<EntryId, number>
  readonly #controlIds: Map<number, EntryId>

  constructor(parts: TableParts = createTableParts()) {
    this.parts = parts
    this.strands = new Strands(parts)
    this.#epochNumbers = new Map(parts.epochs.map((epoch, number) => [epoch, number]))
    this.#controlIds = new Map([...parts.controls].map(([id, row]) => [row, id]))
  }

  get size(): number {
    return this.parts.columns.flags.length
  }

  /** Rows that stand on the screen. */
  get listed(): number {
    return this.parts.order.length
  }

  /** Adds rows in the order of writing. Of an entry that is known already only a replacement counts. */
  add(rows: readonly Row[]): void {
    const listed: number[] = []
    for (const row of rows) {
      const known = this.find(row)
      if (known !== undefined) {
        if ((row.flags & REPLACES) !== 0) this.#replace(known, row)
        continue
      }
      const number = this.#push(row)
      if ((row.flags & IS_LISTED) !== 0) listed.push(number)
    }
    this.strands.settle()
    insertRows(this.parts.order, listed, (a, b) => this.#compare(a, b))
  }

  /** Number of the row of an entry. */
  find(key: {
    readonly id: EntryId | Buffer
    readonly chat: ChatId
    readonly author: Kid
    readonly seq: number
  }): number | undefined {
    if (key.seq === 0) return this.parts.controls.get(textOf(key.id))
    const row = this.strands.find(key.chat, key.author, key.seq)
    return row !== undefined && this.parts.columns.id.get(row) === startOf(key.id) ? row : undefined
  }

  /** Rows of one author's messages from `from` to `to`, both included, by their number. */
  *chain(chat: ChatId | undefined, author: Kid, from: number, to: number): Iterable<number> {
    const strand = this.strands.get(chat, author)
    if (strand === undefined) return
    const { seq } = this.parts.columns
    const start = lowerBound(strand.chain, (row) => seq.get(row) - from)
    for (let at = start; at < strand.chain.length; at++) {
      const row = strand.chain.get(at)
      if (seq.get(row) > to) return
      yield row
    }
  }

  /** Row number of the listed item at a position. */
  at(position: number): number {
    return this.parts.order.get(position)
  }

  /** The row of an entry; `isIt` judges by the record, since the table knows only the start of ids. */
  findById(id: EntryId, isIt: (row: number) => boolean): number | undefined {
    const control = this.parts.controls.get(id)
    if (control !== undefined) return control
    // Faces ask for whatever somebody typed.
    const bytes = startBytes(id)
    if (bytes.length < START_BYTES) return undefined
    const start = startOf(bytes)
    let row = this.size
    while ((row = this.parts.columns.id.lastIndexOf(start, row - 1)) !== -1) {
      if (isIt(row)) return row
    }
    return undefined
  }

  /** Position of a row on the screen; undefined when it is not listed. */
  positionOf(row: number): number | undefined {
    if ((this.flags(row) & IS_LISTED) === 0) return undefined
    return lowerBound(this.parts.order, (other) => this.#compare(other, row))
  }

  /** Where an item of `chat` would stand. */
  positionBefore(chat: ChatId | undefined, key: OrderKey): number {
    const chatNumber = this.strands.chatNumber(chat)
    return lowerBound(this.parts.order, (row) => this.#compareToKey(row, chatNumber, key))
  }

  /** Gives a listed control entry another place on the screen; true when that is a new one. */
  placeControl(id: EntryId, clock: number, rank: number): boolean {
    const { columns, ranks, order, controls } = this.parts
    const row = controls.get(id)
    const position = row === undefined ? undefined : this.positionOf(row)
    if (row === undefined || position === undefined) return false
    if (columns.clock.get(row) === clock && ranks.get(row) === rank) return false
    order.remove(position)
    columns.clock.set(row, clock)
    ranks.set(row, rank)
    insertRows(order, [row], (a, b) => this.#compare(a, b))
    return this.positionOf(row) !== position
  }

  place(row: number): Place {
    const { offset, length } = this.parts.columns
    const start = offset.get(row)
    return { offset: start, length: length.get(row) || offset.get(row + 1) - start }
  }

  flags(row: number): number {
    return this.parts.columns.flags.get(row)
  }

  chat(row: number): ChatId | undefined {
    return this.#strandOf(row)?.chat
  }

  /** The chat that came last into this file. */
  get lastChat(): ChatId | undefined {
    return this.strands.lastChat
  }

  /** The epoch of a message's row. */
  epoch(row: number): EntryId | undefined {
    return this.parts.epochs[this.parts.columns.epoch.get(row)]
  }

  /** Whether a record can be the one that a row speaks of. */
  isRow(row: number, record: { readonly id: EntryId | Buffer; readonly chat: ChatId }): boolean {
    return this.parts.columns.id.get(row) === startOf(record.id) && this.chat(row) === record.chat
  }

  /** Bytes of the columns, for measuring. */
  get bytes(): number {
    const { columns, order, strands } = this.parts
    const all = [...Object.values(columns), order, ...strands.map(({ chain }) => chain)]
    return all.reduce((sum, column) => sum + column.bytes, 0)
  }

  #push(row: Row): number {
    const { columns, controls } = this.parts
    const number = this.size
    const strandNumber = this.strands.numberOf(row.chat, row.author)
    columns.clock.push(row.clock)
    columns.seq.push(row.seq)
    columns.strand.push(strandNumber)
    // A control entry has none; the number of its neighbours packs best.
    columns.epoch.push(
      row.epoch === null ? this.#lastEpoch(number) : this.#numberOfEpoch(row.epoch),
    )
    columns.id.push(startOf(row.id))
    if (number > 0) this.#shorten(number - 1, row.offset)
    for (const name of ['offset', 'length', 'flags'] as const) columns[name].push(0)
    this.#place(number, row)
    if ((row.flags & IS_CONTROL) !== 0) {
      const id = textOf(row.id)
      controls.set(id, number)
      this.#controlIds.set(number, id)
    } else this.strands.link(strandNumber, number)
    return number
  }

  /** A record's length goes without saying where the next one follows it. */
  #shorten(row: number, nextOffset: number): void {
    const { offset, length } = this.place(row)
    if (offset + length === nextOffset) this.parts.columns.length.set(row, 0)
  }

  #replace(number: number, row: Row): void {
    if (number > 0) this.parts.columns.length.set(number - 1, this.place(number - 1).length)
    this.#place(number, row)
  }

  #place(number: number, row: Row): void {
    const { columns, sealed } = this.parts
    columns.offset.set(number, row.offset)
    columns.length.set(number, row.length)
    columns.flags.set(number, row.flags & ~REPLACES)
    if (isSealed(row.flags)) sealed.add(number)
    else sealed.delete(number)
  }

  #numberOfEpoch(epoch: EntryId): number {
    const known = this.#epochNumbers.get(epoch)
    if (known !== undefined) return known
    this.parts.epochs.push(epoch)
    this.#epochNumbers.set(epoch, this.#epochNumbers.size)
    return this.#epochNumbers.size - 1
  }

  #lastEpoch(row: number): number {
    return row === 0 ? 0 : this.parts.columns.epoch.get(row - 1)
  }

  #strandOf(row: number): Strand | undefined {
    return this.parts.strands[this.parts.columns.strand.get(row)]
  }

  #compare(a: number, b: number): number {
    if (a === b) return 0
    const strandA = this.#strandOf(a)
    const strandB = this.#strandOf(b)
    if (strandA === undefined || strandB === undefined) return a - b
    const { clock, seq, id } = this.parts.columns
    const { ranks } = this.parts
    return (
      strandA.chatNumber - strandB.chatNumber ||
      clock.get(a) - clock.get(b) ||
      this.#laneOf(a) - this.#laneOf(b) ||
      (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0) ||
      compareText(strandA.author, strandB.author) ||
      seq.get(a) - seq.get(b) ||
      compareText(this.#controlIds.get(a) ?? '', this.#controlIds.get(b) ?? '') ||
      id.get(a) - id.get(b) ||
      a - b
    )
  }

  #compareToKey(row: number, chatNumber: number, key: OrderKey): number {
    const strand = this.#strandOf(row)
    if (strand === undefined) return -1
    const { clock, seq } = this.parts.columns
    return (
      strand.chatNumber - chatNumber ||
      clock.get(row) - key.clock ||
      this.#laneOf(row) - (key.lane === 'control' ? 0 : 1) ||
      compareText(strand.author, key.author) ||
      seq.get(row) - key.seq ||
      (key.lane === 'control' ? compareText(this.#controlIds.get(row) ?? '', key.id) : 0)
    )
  }

  /** Control entries stand before messages of the same clock. */
  #laneOf(row: number): number {
    return (this.flags(row) & IS_CONTROL) === 0 ? 1 : 0
  }
}

/** The first bytes of an id: enough to find an entry, proved by the record itself. */
function startOf(id: EntryId | Buffer): number {
  return (typeof id === 'string' ? startBytes(id) : id).readUInt32BE(0)
}

function startBytes(id: EntryId): Buffer {
  return Buffer.from(id.slice(0, START_CHARS), 'base64url')
}

function textOf(id: EntryId | Buffer): EntryId {
  return typeof id === 'string' ? id : (toB64(id) as EntryId)
}
