import type { ChatId, Kid } from '../../protocol/ids.ts'
import { Column } from './column.ts'
import { insertRows, lowerBound } from './row-order.ts'
import type { Run, Strand, TableParts } from './table-parts.ts'

/** The chains of all authors in a table. */
export class Strands {
  readonly #parts: TableParts
  readonly #numbers = new Map<string, number>()
  /** Messages that came after later ones of their author, by their number, until `settle`. */
  #late = new Map<Strand, Map<number, number>>()

  constructor(parts: TableParts) {
    this.#parts = parts
    for (const [number, { chat, author }] of parts.strands.entries()) {
      this.#numbers.set(chat + author, number)
    }
  }

  get(chat: ChatId | undefined, author: Kid): Strand | undefined {
    const number = chat === undefined ? undefined : this.#numbers.get(chat + author)
    return number === undefined ? undefined : this.#parts.strands[number]
  }

  numberOf(chat: ChatId, author: Kid): number {
    const known = this.#numbers.get(chat + author)
    if (known !== undefined) return known
    const { strands } = this.#parts
    const chatNumber = this.chatNumber(chat)
    strands.push({ chat, chatNumber, author, chain: new Column(), runs: [], highestClock: 0 })
    this.#numbers.set(chat + author, strands.length - 1)
    return strands.length - 1
  }

  /** Chats are numbered as they come; a new one would be the last. */
  chatNumber(chat: ChatId | undefined): number {
    const known = this.#parts.strands.find((strand) => strand.chat === chat)
    return known?.chatNumber ?? this.#chatCount
  }

  get lastChat(): ChatId | undefined {
    const last = this.#chatCount - 1
    return this.#parts.strands.findLast((strand) => strand.chatNumber === last)?.chat
  }

  /** Row of a message by its number. */
  find(chat: ChatId, author: Kid, seq: number): number | undefined {
    const strand = this.get(chat, author)
    if (strand === undefined) return undefined
    const { chain } = strand
    const at = this.#indexOf(chain, seq)
    const row = chain.get(at)
    const isHere = at < chain.length && this.#seq(row) === seq
    return isHere ? row : this.#late.get(strand)?.get(seq)
  }

  /** Adds the row of a message; of two with one number only the first counts. */
  link(strandNumber: number, row: number): void {
    const strand = this.#parts.strands[strandNumber]
    if (strand === undefined) throw new Error('a row without a strand')
    const { chain, runs } = strand
    const seq = this.#seq(row)
    strand.highestClock = Math.max(strand.highestClock, this.#parts.columns.clock.get(row))
    if (chain.length === 0 || this.#seq(chain.get(chain.length - 1)) < seq) {
      chain.push(row)
      if (runs !== undefined) this.#extend(runs, row)
      return
    }
    const late = this.#late.get(strand) ?? new Map<number, number>()
    const at = this.#indexOf(chain, seq)
    if (this.#seq(chain.get(at)) !== seq && !late.has(seq)) {
      this.#late.set(strand, late.set(seq, row))
    }
  }

  /** To be called after a batch: what came late is put in its place at once. */
  settle(): void {
    for (const [strand, late] of this.#late) {
      insertRows(strand.chain, [...late.values()], (a, b) => this.#seq(a) - this.#seq(b))
      strand.runs = undefined
    }
    this.#late = new Map()
  }

  /** The runs of a strand, in order. */
  runs(strand: Strand): readonly Run[] {
    if (strand.runs !== undefined) return strand.runs
    const runs: Run[] = []
    for (const row of strand.chain.slice(0)) this.#extend(runs, row)
    strand.runs = runs
    return runs
  }

  get #chatCount(): number {
    return this.#parts.strands.reduce((count, one) => Math.max(count, one.chatNumber + 1), 0)
  }

  #seq(row: number): number {
    return this.#parts.columns.seq.get(row)
  }

  /** First index of a chain whose message is number `seq` or later. */
  #indexOf(chain: Column, seq: number): number {
    return lowerBound(chain, (row) => this.#seq(row) - seq)
  }

  #extend(runs: Run[], row: number): void {
    const seq = this.#seq(row)
    const epoch = this.#parts.columns.epoch.get(row)
    const last = runs.at(-1)
    if (last !== undefined && last[1] === seq - 1 && last[2] === epoch) last[1] = seq
    else runs.push([seq, seq, epoch])
  }
}
