import type { ChatId, EntryId, Kid } from '../../protocol/ids.ts'
import { toB64 } from '../../shared/bytes.ts'
import type { LogEnd } from '../log/append-log.ts'
import { bytesOf } from './record-codec.ts'
import type { Row } from './row.ts'
import { StrandNumbers } from './strand-numbers.ts'

const HASH_BYTES = 32
const ROW_BYTES = 104
const HEAD_BYTES = 28

/** Authors and epochs of an index by number, in the order in which its batches name them. */
export interface Numbering {
  readonly strands: { readonly chat: ChatId; readonly author: Kid }[]
  readonly epochs: EntryId[]
  strand(chat: ChatId, author: Kid): number
  epoch(id: EntryId): number
  copy(): Numbering
}

export function createNumbering(
  strands: Numbering['strands'] = [],
  epochs: Numbering['epochs'] = [],
): Numbering {
  const strandNumbers = new StrandNumbers()
  for (const { chat, author } of strands) strandNumbers.add(chat, author)
  const epochNumbers = new Map<string, number>(epochs.map((it, index) => [it, index]))
  return {
    strands,
    epochs,
    strand(chat, author) {
      const known = strandNumbers.get(chat, author)
      if (known !== undefined) return known
      strands.push({ chat, author })
      return strandNumbers.add(chat, author)
    },
    epoch(id) {
      const known = epochNumbers.get(id)
      if (known !== undefined) return known
      epochs.push(id)
      epochNumbers.set(id, epochNumbers.size)
      return epochNumbers.size - 1
    },
    copy: () => createNumbering([...strands], [...epochs]),
  }
}

/** One batch: how far it covers the history, the authors and epochs that are new in it, the rows. */
export function encodeRows(rows: readonly Row[], covered: LogEnd, numbering: Numbering): Buffer {
  const knownStrands = numbering.strands.length
  const knownEpochs = numbering.epochs.length
  const body = Buffer.alloc(rows.length * ROW_BYTES)
  for (const [index, row] of rows.entries()) writeRow(body, index * ROW_BYTES, row, numbering)
  const head = Buffer.alloc(HEAD_BYTES)
  head.writeDoubleBE(covered.offset, 0)
  head.writeDoubleBE(covered.number, 8)
  head.writeUInt32BE(numbering.strands.length - knownStrands, 16)
  head.writeUInt32BE(numbering.epochs.length - knownEpochs, 20)
  head.writeUInt32BE(rows.length, 24)
  const names = [
    ...numbering.strands.slice(knownStrands).flatMap((it) => [it.chat, it.author]),
    ...numbering.epochs.slice(knownEpochs),
  ]
  return Buffer.concat([head, ...names.map(bytesOf), body])
}

/** Opposite of `encodeRows`, for bytes that opened under our own seal. */
export function decodeRows(
  bytes: Buffer,
  numbering: Numbering,
): { readonly rows: readonly Row[]; readonly covered: LogEnd } {
  const covered = { offset: bytes.readDoubleBE(0), number: bytes.readDoubleBE(8) }
  let at = HEAD_BYTES
  const name = (): string => toB64(bytes.subarray(at, (at += HASH_BYTES)))
  for (let left = bytes.readUInt32BE(16); left > 0; left--) {
    numbering.strand(name() as ChatId, name() as Kid)
  }
  for (let left = bytes.readUInt32BE(20); left > 0; left--) numbering.epoch(name() as EntryId)
  const rows: Row[] = []
  for (let left = bytes.readUInt32BE(24); left > 0; left--, at += ROW_BYTES) {
    rows.push(readRow(bytes, at, numbering))
  }
  return { rows, covered }
}

function writeRow(out: Buffer, at: number, row: Row, numbering: Numbering): void {
  out.set(row.id, at)
  if (row.prev !== null) out.set(row.prev, at + 32)
  out.writeDoubleBE(row.clock, at + 64)
  out.writeDoubleBE(row.seq, at + 72)
  out.writeDoubleBE(row.offset, at + 80)
  out.writeUInt32BE(row.length, at + 88)
  out.writeUInt32BE(numbering.strand(row.chat, row.author), at + 92)
  out.writeUInt32BE(row.epoch === null ? NO_EPOCH : numbering.epoch(row.epoch), at + 96)
  out[at + 100] = row.flags
  out[at + 101] = row.prev === null ? 0 : 1
}

function readRow(bytes: Buffer, at: number, numbering: Numbering): Row {
  const strand = numbering.strands[bytes.readUInt32BE(at + 92)]
  if (strand === undefined) throw new Error('an index row without an author')
  return {
    id: bytes.subarray(at, at + HASH_BYTES),
    chat: strand.chat,
    author: strand.author,
    prev: bytes[at + 101] === 1 ? bytes.subarray(at + 32, at + 64) : null,
    clock: bytes.readDoubleBE(at + 64),
    seq: bytes.readDoubleBE(at + 72),
    offset: bytes.readDoubleBE(at + 80),
    length: bytes.readUInt32BE(at + 88),
    epoch: numbering.epochs[bytes.readUInt32BE(at + 96)] ?? null,
    flags: bytes[at + 100] ?? 0,
  }
}

const NO_EPOCH = 0xff_ff_ff_ff
