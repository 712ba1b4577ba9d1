import { openBytes, sealBytes } from '../../crypto/seal.ts'
import { lp } from '../../protocol/parts.ts'
import type { LogEnd } from '../log/append-log.ts'
import { writeFully, type Disk, type DiskFile } from '../disk/disk.ts'
import { createNumbering, decodeRows, encodeRows, type Numbering } from './row-codec.ts'
import type { Row } from './row.ts'

const BATCH_ROWS = 1_024
const HEAD_BYTES = 4

/**
 * A history's index on disk: sealed batches of rows of a fixed size. It saves reading the history at the start and is never needed:
 * what is missing, stale or damaged is read from the history again. So it is written without waiting and without flushing.
 */
export class SideIndex {
  readonly #path: string
  readonly #key: Buffer
  readonly #logId: string
  readonly #disk: Disk
  readonly #batches: Batch[] = []
  #numbering: Numbering = createNumbering()
  #pending: Row[] = []
  #file: DiskFile | undefined
  #end = 0
  #flushing: Promise<void> | undefined

  /** `logId` binds the index to this very history file. */
  constructor(options: { path: string; key: Buffer; logId: string; disk: Disk }) {
    this.#path = options.path
    this.#key = options.key
    this.#logId = options.logId
    this.#disk = options.disk
  }

  /** Gives the rows of all good batches, and returns up to where they cover the history. */
  async load(onRows: (rows: readonly Row[]) => void): Promise<LogEnd | undefined> {
    this.#file = await this.#disk.open(this.#path, { create: false })
    if (this.#file === undefined) return undefined
    const bytes = await this.#file.read(0, await this.#file.size())
    let covered: LogEnd | undefined
    while (this.#end + HEAD_BYTES < bytes.length) {
      const length = bytes.readUInt32BE(this.#end)
      const at = this.#end + HEAD_BYTES
      const plain = this.#open(bytes.subarray(at, at + length))
      if (plain === undefined) break
      const batch = decodeRows(plain, this.#numbering)
      onRows(batch.rows)
      covered = batch.covered
      this.#batches.push({ offset: at, length })
      this.#end = at + length
    }
    return covered
  }

  /** Forgets everything, on disk too. */
  async clear(): Promise<void> {
    await this.#flushing
    this.#batches.length = 0
    this.#numbering = createNumbering()
    this.#pending = []
    this.#end = 0
    await this.#file?.truncate(0)
  }

  /** Takes up rows that are in the history. */
  take(rows: readonly Row[]): void {
    for (const row of rows) this.#pending.push(row)
  }

  /** Writes what is pending when it is much; the pending rows reach to `end`. */
  flushSome(end: LogEnd): void {
    if (this.#pending.length >= BATCH_ROWS && this.#flushing === undefined) void this.flush(end)
  }

  /** Writes what is pending; a disk that fails leaves it pending. */
  async flush(end: LogEnd): Promise<void> {
    const before = this.#flushing
    const own = (async () => {
      await before
      if (this.#pending.length > 0) await this.#write(end).catch(() => undefined)
    })()
    this.#flushing = own
    await own
    if (this.#flushing === own) this.#flushing = undefined
  }

  /** Every row in the order of writing; to be used up at once. */
  *rows(): Iterable<Row> {
    const numbering = createNumbering()
    for (const [number, batch] of this.#batches.entries()) {
      const box = this.#file?.readNow(batch.offset, batch.length)
      const plain = box === undefined ? undefined : this.#open(box, number)
      if (plain === undefined) throw new Error('the index changed under us')
      yield* decodeRows(plain, numbering).rows
    }
    yield* this.#pending
  }

  async close(): Promise<void> {
    await this.#flushing
    await this.#file?.close()
  }

  async #write(end: LogEnd): Promise<void> {
    const rows = this.#pending.slice()
    const numbering = this.#numbering.copy()
    const box = sealBytes(
      this.#key,
      encodeRows(rows, end, numbering),
      this.#aad(this.#batches.length),
    )
    const bytes = Buffer.alloc(HEAD_BYTES + box.length)
    bytes.writeUInt32BE(box.length)
    bytes.set(box, HEAD_BYTES)
    this.#file ??= await this.#disk.open(this.#path, { create: true })
    if (this.#file === undefined) throw new Error('a created file must open')
    await writeFully(this.#file, bytes, this.#end)
    this.#batches.push({ offset: this.#end + HEAD_BYTES, length: box.length })
    this.#end += bytes.length
    this.#numbering = numbering
    this.#pending = this.#pending.slice(rows.length)
  }

  #open(box: Buffer, number = this.#batches.length): Buffer | undefined {
    return openBytes(this.#key, box, this.#aad(number))
  }

  #aad(batch: number): Buffer {
    return lp('index', this.#logId, String(batch))
  }
}

interface Batch {
  readonly offset: number
  readonly length: number
}
