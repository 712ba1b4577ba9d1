import { randomBytes } from '../../crypto/hash.ts'
import { openBytes, sealBytes } from '../../crypto/seal.ts'
import { lp } from '../../protocol/parts.ts'
import { toB64 } from '../../shared/bytes.ts'
import { writeFully, type Disk, type DiskFile } from '../disk/disk.ts'
import type { LogEnd } from '../log/append-log.ts'
import { RowTable } from './row-table.ts'
import { decodeTable, encodeTable } from './table-codec.ts'

/** What the index says of a history. */
export interface IndexedState {
  readonly table: RowTable
  /** How far it covers the history. */
  readonly covered: LogEnd
  /** When the history was last written by us; 0 when that was not known. */
  readonly modifiedAt: number
}

/**
 * A history's index on disk: its table, sealed in pieces, replaced whole. It saves reading the history at the start and is never
 * needed: what is missing, stale or damaged is read from the history again. So it is not flushed.
 */
export interface IndexFile {
  /** Id of the log that the index was made of, unproven; undefined when there is no index. */
  logId(): Promise<string | undefined>
  /** undefined when there is none for this very log. */
  load(logId: string): Promise<IndexedState | undefined>
  save(logId: string, state: IndexedState): Promise<void>
  remove(): Promise<void>
}

export function createIndexFile(path: string, key: Buffer, disk: Disk): IndexFile {
  async function readHead(file: DiskFile): Promise<Head | undefined> {
    const bytes = await file.read(0, HEAD_BYTES)
    const found = HEAD.exec(bytes.toString('latin1'))
    return found?.[1] === undefined || found[2] === undefined
      ? undefined
      : { logId: found[1], stamp: found[2], length: found[0].length }
  }

  async function withFile<T>(work: (file: DiskFile) => Promise<T>): Promise<T | undefined> {
    const file = await disk.open(path, { create: false })
    if (file === undefined) return undefined
    try {
      return await work(file)
    } finally {
      await file.close()
    }
  }

  return {
    logId: () => withFile(async (file) => (await readHead(file))?.logId),
    load: (logId) =>
      withFile(async (file) => {
        const head = await readHead(file)
        if (head?.logId !== logId) return undefined
        const take = await createReader(file, key, head)
        const state = take(STATE_BYTES)
        const table = new RowTable(decodeTable(take))
        return {
          table,
          covered: { offset: state.readDoubleBE(0), number: state.readDoubleBE(8) },
          modifiedAt: state.readDoubleBE(16),
        }
      }),
    async save(logId, { table, covered, modifiedAt }) {
      const state = Buffer.alloc(STATE_BYTES)
      state.writeDoubleBE(covered.offset, 0)
      state.writeDoubleBE(covered.number, 8)
      state.writeDoubleBE(modifiedAt, 16)
      // Taken at once: while it is being written the table changes.
      const pieces = [...piecesOf(state, encodeTable(table.parts))]
      const stamp = toB64(randomBytes(STAMP_BYTES))
      const beside = `${path}.tmp`
      await disk.remove(beside)
      const file = await disk.open(beside, { create: true })
      if (file === undefined) throw new Error('a created file must open')
      try {
        const head = Buffer.from(`${JSON.stringify({ v: VERSION, log: logId, stamp })}\n`, 'latin1')
        await writeFully(file, [head], 0)
        let end = head.length
        for (const [number, piece] of pieces.entries()) {
          const box = sealBytes(key, piece, aadOf(logId, stamp, number))
          const length = Buffer.alloc(4)
          length.writeUInt32BE(box.length)
          await writeFully(file, [length, box], end)
          end += length.length + box.length
        }
      } finally {
        await file.close()
      }
      await disk.rename(beside, path)
    },
    remove: () => disk.remove(path),
  }
}

interface Head {
  readonly logId: string
  readonly stamp: string
  readonly length: number
}

/** Another one is not read. */
const VERSION = 4
const HEAD = /^\{"v":4,"log":"([\w-]{22})","stamp":"([\w-]{22})"\}\n/
const HEAD_BYTES = 128
const STAMP_BYTES = 16
const STATE_BYTES = 24
const PIECE_BYTES = 256 * 1024

/** Small buffers as few large ones. */
function* piecesOf(first: Buffer, rest: Iterable<Buffer>): Iterable<Buffer> {
  let collected: Buffer[] = [first]
  let size = first.length
  for (const part of rest) {
    collected.push(part)
    size += part.length
    if (size < PIECE_BYTES) continue
    yield Buffer.concat(collected)
    collected = []
    size = 0
  }
  yield Buffer.concat(collected)
}

/** The plaintext of all pieces in one place, part by part; throws when one does not open, or when there is no more. */
async function createReader(
  file: DiskFile,
  key: Buffer,
  head: Head,
): Promise<(length: number) => Buffer> {
  const size = await file.size()
  // Never from a pool: the table's columns live in it.
  const plain = Buffer.allocUnsafeSlow(size)
  let filled = 0
  for (let at = head.length, number = 0; at < size; number++) {
    const length = (await file.read(at, 4)).readUInt32BE()
    if (length > size - at) throw new Error('the index ends')
    const box = await file.read(at + 4, length)
    const piece = openBytes(key, box, aadOf(head.logId, head.stamp, number))
    if (piece === undefined) throw new Error('the index is damaged')
    plain.set(piece, filled)
    filled += piece.length
    at += 4 + length
  }
  let taken = 0
  return (length) => {
    if (length > filled - taken) throw new Error('the index ends')
    taken += length
    return plain.subarray(taken - length, taken)
  }
}

function aadOf(logId: string, stamp: string, number: number): Buffer {
  return lp('index', logId, stamp, String(number))
}
