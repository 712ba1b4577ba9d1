import type { ChatId, EntryId, Kid } from '../../protocol/ids.ts'
import { compareText, toB64 } from '../../shared/bytes.ts'
import type { Place } from '../log/append-log.ts'
import type { OrderKey } from '../history.ts'
import { Column } from './column.ts'
import { IS_CONTROL, IS_LISTED, REPLACES, type Row } from './row.ts'
import { ScreenOrder } from './screen-order.ts'
import { StrandNumbers } from './strand-numbers.ts'

const TWO_32 = 2 ** 32

/**
 * Index of one history file in memory, about 40 bytes an entry. Rows are numbered in the order of writing; the table knows their
 * order on the screen and each author's chain. One file may hold more than one chat id (a room made anew under its old name, a DM
 * after a key change): those stand one after the other.
 */
export class RowTable {
  readonly #clock = new Column(32)
  readonly #seq = new Column(32)
  readonly #strand = new Column(16)
  readonly #epoch = new Column(16)
  readonly #offsetLow = new Column(32)
  readonly #offsetHigh = new Column(8)
  readonly #length = new Column(32)
  readonly #flags = new Column(8)
  readonly #idHigh = new Column(32)
  readonly #idLow = new Column(32)
  readonly #strands: Strand[] = []
  readonly #strandNumbers = new StrandNumbers()
  readonly #chats = new Map<ChatId, number>()
  readonly #epochNumbers = new Map<EntryId, number>()
  readonly #controls = new Map<EntryId, number>()
  readonly #controlIds = new Map<number, EntryId>()
  readonly #ranks = new Map<number, number>()
  readonly #order = new ScreenOrder((a, b) => this.#compare(a, b))

  get size(): number {
    return this.#flags.length
  }

  /** Rows that stand on the screen. */
  get listed(): number {
    return this.#order.length
  }

  /** Adds rows in the order of writing. Of an entry that is known already only a replacement counts; false for each row that did not. */
  add(rows: readonly Row[]): readonly boolean[] {
    const listed: number[] = []
    const isNew = rows.map((row) => {
      const known = this.find(row)
      if (known !== undefined) {
        if ((row.flags & REPLACES) !== 0) this.#place(known, row)
        return (row.flags & REPLACES) !== 0
      }
      const number = this.#push(row)
      if ((row.flags & IS_LISTED) !== 0) listed.push(number)
      return true
    })
    this.#order.insert(listed)
    return isNew
  }

  /** Number of the row of an entry. */
  find(key: {
    readonly id: EntryId | Buffer
    readonly chat: ChatId
    readonly author: Kid
    readonly seq: number
  }): number | undefined {
    if (key.seq === 0) return this.#controls.get(textOf(key.id))
    const [high, low] = halves(key.id)
    for (const row of this.chain(key.chat, key.author, key.seq, key.seq)) {
      if (this.#idHigh.get(row) === high && this.#idLow.get(row) === low) return row
    }
    return undefined
  }

  /** Rows of one author's messages from `from` to `to`, both included, by their number. */
  *chain(chat: ChatId | undefined, author: Kid, from: number, to: number): Iterable<number> {
    const number = chat === undefined ? undefined : this.#strandNumbers.get(chat, author)
    const strand = this.#strands[number ?? -1]
    if (strand === undefined) return
    for (let at = this.#chainIndex(strand, from); at < strand.chain.length; at++) {
      const row = strand.chain.get(at)
      if (this.#seq.get(row) > to) return
      yield row
    }
  }

  /** Row number of the listed item at a position. */
  at(position: number): number {
    return this.#order.at(position)
  }

  findById(id: EntryId): number | undefined {
    const control = this.#controls.get(id)
    if (control !== undefined) return control
    const [high, low] = halves(id)
    let row = this.size
    while ((row = this.#idHigh.lastIndexOf(high, row - 1)) !== -1) {
      if (this.#idLow.get(row) === low) return row
    }
    return undefined
  }

  /** Position of a row on the screen; undefined when it is not listed. */
  positionOf(row: number): number | undefined {
    if ((this.flags(row) & IS_LISTED) === 0) return undefined
    return this.#order.lowerBound((other) => this.#compare(other, row))
  }

  /** Where an item of `chat` would stand. */
  positionBefore(chat: ChatId | undefined, key: OrderKey): number {
    const known = chat === undefined ? undefined : this.#chats.get(chat)
    const chatNumber = known ?? this.#chats.size
    return this.#order.lowerBound((row) => this.#compareToKey(row, chatNumber, key))
  }

  /** Gives a listed control entry another place on the screen; true when that is a new one. */
  placeControl(id: EntryId, clock: number, rank: number): boolean {
    const row = this.#controls.get(id)
    const position = row === undefined ? undefined : this.positionOf(row)
    if (row === undefined || position === undefined) return false
    if (this.#clock.get(row) === clock && this.#ranks.get(row) === rank) return false
    this.#order.remove(position)
    this.#clock.set(row, clock)
    this.#ranks.set(row, rank)
    this.#order.insert([row])
    return this.positionOf(row) !== position
  }

  place(row: number): Place {
    const offset = this.#offsetHigh.get(row) * TWO_32 + this.#offsetLow.get(row)
    return { offset, length: this.#length.get(row) }
  }

  flags(row: number): number {
    return this.#flags.get(row)
  }

  chat(row: number): ChatId | undefined {
    return this.#strands[this.#strand.get(row)]?.chat
  }

  /** The chat that came last into this file. */
  get lastChat(): ChatId | undefined {
    return this.#strands.findLast((strand) => strand.chatNumber === this.#chats.size - 1)?.chat
  }

  isOf(row: number, epoch: EntryId): boolean {
    return this.#epoch.get(row) === this.#epochNumbers.get(epoch)
  }

  /** Whether a record can be the one that a row speaks of. */
  isRow(row: number, record: { readonly id: EntryId | Buffer; readonly chat: ChatId }): boolean {
    const [high, low] = halves(record.id)
    if (this.#idHigh.get(row) !== high || this.#idLow.get(row) !== low) return false
    return this.chat(row) === record.chat
  }

  /** Bytes of the columns, for measuring. */
  get bytes(): number {
    const columns = [this.#clock, this.#seq, this.#strand, this.#epoch, this.#offsetLow]
    columns.push(this.#offsetHigh, this.#length, this.#flags, this.#idHigh, this.#idLow)
    columns.push(...this.#strands.map((strand) => strand.chain))
    return columns.reduce((sum, column) => sum + column.bytes, this.#order.bytes)
  }

  #push(row: Row): number {
    const number = this.size
    const strandNumber = this.#numberOfStrand(row.chat, row.author)
    const [high, low] = halves(row.id)
    this.#clock.push(row.clock)
    this.#seq.push(row.seq)
    this.#strand.push(strandNumber)
    this.#epoch.push(row.epoch === null ? 0 : this.#numberOfEpoch(row.epoch))
    this.#offsetLow.push(0)
    this.#offsetHigh.push(0)
    this.#length.push(0)
    this.#flags.push(0)
    this.#idHigh.push(high)
    this.#idLow.push(low)
    this.#place(number, row)
    if ((row.flags & IS_CONTROL) !== 0) {
      const id = textOf(row.id)
      this.#controls.set(id, number)
      this.#controlIds.set(number, id)
    } else this.#link(strandNumber, row.seq, number)
    return number
  }

  #place(number: number, row: Row): void {
    this.#offsetLow.set(number, row.offset % TWO_32)
    this.#offsetHigh.set(number, Math.floor(row.offset / TWO_32))
    this.#length.set(number, row.length)
    this.#flags.set(number, row.flags & ~REPLACES)
  }

  #link(strandNumber: number, seq: number, row: number): void {
    const strand = this.#strands[strandNumber]
    if (strand === undefined) throw new Error('a row without a strand')
    const last = strand.chain.length - 1
    const isNext = last < 0 || this.#seq.get(strand.chain.get(last)) <= seq
    strand.chain.insert(isNext ? last + 1 : this.#chainIndex(strand, seq + 1), row)
  }

  /** First index of a chain whose message is number `seq` or later. */
  #chainIndex(strand: Strand, seq: number): number {
    let low = 0
    let high = strand.chain.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#seq.get(strand.chain.get(middle)) < seq) low = middle + 1
      else high = middle
    }
    return low
  }

  #numberOfStrand(chat: ChatId, author: Kid): number {
    const known = this.#strandNumbers.get(chat, author)
    if (known !== undefined) return known
    const chatNumber = this.#chats.get(chat) ?? this.#chats.size
    this.#chats.set(chat, chatNumber)
    this.#strands.push({ chat, chatNumber, author, chain: new Column(32) })
    return this.#strandNumbers.add(chat, author)
  }

  /** 0 is no epoch. */
  #numberOfEpoch(epoch: EntryId): number {
    const known = this.#epochNumbers.get(epoch)
    if (known !== undefined) return known
    this.#epochNumbers.set(epoch, this.#epochNumbers.size + 1)
    return this.#epochNumbers.size
  }

  #compare(a: number, b: number): number {
    if (a === b) return 0
    const strandA = this.#strands[this.#strand.get(a)]
    const strandB = this.#strands[this.#strand.get(b)]
    if (strandA === undefined || strandB === undefined) return a - b
    return (
      strandA.chatNumber - strandB.chatNumber ||
      this.#clock.get(a) - this.#clock.get(b) ||
      this.#laneOf(a) - this.#laneOf(b) ||
      (this.#ranks.get(a) ?? 0) - (this.#ranks.get(b) ?? 0) ||
      compareText(strandA.author, strandB.author) ||
      this.#seq.get(a) - this.#seq.get(b) ||
      compareText(this.#controlIds.get(a) ?? '', this.#controlIds.get(b) ?? '') ||
      this.#idHigh.get(a) - this.#idHigh.get(b) ||
      this.#idLow.get(a) - this.#idLow.get(b)
    )
  }

  #compareToKey(row: number, chatNumber: number, key: OrderKey): number {
    const strand = this.#strands[this.#strand.get(row)]
    if (strand === undefined) return -1
    return (
      strand.chatNumber - chatNumber ||
      this.#clock.get(row) - key.clock ||
      this.#laneOf(row) - (key.lane === 'control' ? 0 : 1) ||
      compareText(strand.author, key.author) ||
      this.#seq.get(row) - key.seq ||
      (key.lane === 'control' ? compareText(this.#controlIds.get(row) ?? '', key.id) : 0)
    )
  }

  /** Control entries stand before messages of the same clock. */
  #laneOf(row: number): number {
    return (this.flags(row) & IS_CONTROL) === 0 ? 1 : 0
  }
}

/** One author's part of one chat. */
interface Strand {
  readonly chat: ChatId
  readonly chatNumber: number
  readonly author: Kid
  /** Rows of the messages, by their number. */
  readonly chain: Column
}

/** The first eight bytes of an id: enough to find an entry, proved by the record itself. */
function halves(id: EntryId | Buffer): readonly [number, number] {
  const bytes = typeof id === 'string' ? Buffer.from(id.slice(0, 11), 'base64url') : id
  return [bytes.readUInt32BE(0), bytes.readUInt32BE(4)]
}

function textOf(id: EntryId | Buffer): EntryId {
  return typeof id === 'string' ? id : (toB64(id) as EntryId)
}
