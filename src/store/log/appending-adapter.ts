import type { Adapter } from 'lowdb'
import { ChatError } from '../../shared/errors.ts'
import { writeFully, type Disk, type DiskFile } from '../disk/disk.ts'
import { diskError, withDiskErrors } from '../disk/disk-error.ts'

/** What lowdb holds of a file that only grows: how far it is good, and what is to be added. */
export interface Tail {
  /** Bytes known to be whole and durable. */
  size: number
  pending: readonly Buffer[]
}

/**
 * A lowdb adapter whose `write` costs what is new and not what is there: it adds `pending` after the good bytes and flushes. When that
 * fails the file is cut back to its good length, at once or before the next write.
 */
export class AppendingAdapter implements Adapter<Tail> {
  readonly #path: string
  readonly #disk: Disk
  #file: DiskFile | undefined
  #isTorn = false
  #isClosed = false

  constructor(path: string, disk: Disk) {
    this.#path = path
    this.#disk = disk
  }

  async read(): Promise<Tail> {
    return await withDiskErrors(this.#path, async () => {
      this.#file ??= await this.#disk.open(this.#path, { create: false })
      return { size: (await this.#file?.size()) ?? 0, pending: [] }
    })
  }

  async write(tail: Tail): Promise<void> {
    const bytes = oneBuffer(tail.pending)
    await withDiskErrors(this.#path, async () => {
      const file = (this.#file ??= await this.#disk.open(this.#path, { create: true }))
      if (file === undefined) throw new Error('a created file must open')
      try {
        if (this.#isTorn) await this.#cutBack(file, tail.size)
        this.#isTorn = true
        await writeFully(file, [bytes], tail.size)
        await file.sync()
        this.#isTorn = false
      } catch (error) {
        await this.#cutBack(file, tail.size).catch(() => undefined)
        throw error
      }
    })
    tail.size += bytes.length
    tail.pending = []
  }

  /** Drops what stands after `size`: a record that a crash cut short. */
  async cut(tail: Tail, size: number): Promise<void> {
    const file = this.#file
    if (file === undefined) return
    await withDiskErrors(this.#path, async () => {
      await file.truncate(size)
      await file.sync()
    })
    tail.size = size
  }

  async readBytes(position: number, length: number): Promise<Buffer> {
    const file = this.#openFile()
    if (file === undefined) return Buffer.alloc(0)
    return await withDiskErrors(this.#path, () => file.read(position, length))
  }

  readBytesNow(position: number, length: number): Buffer {
    try {
      return this.#openFile()?.readNow(position, length) ?? Buffer.alloc(0)
    } catch (cause) {
      throw diskError(cause, this.#path)
    }
  }

  /** Takes up another file in place of this one, which `path` names from now on. */
  async reopen(): Promise<void> {
    await this.#file?.close()
    this.#file = undefined
    this.#isTorn = false
  }

  async close(): Promise<void> {
    this.#isClosed = true
    const file = this.#file
    this.#file = undefined
    await file?.close()
  }

  /** undefined when nothing was ever written. */
  #openFile(): DiskFile | undefined {
    if (this.#isClosed) throw new ChatError('CANCELLED', { subject: this.#path })
    return this.#file
  }

  async #cutBack(file: DiskFile, size: number): Promise<void> {
    await file.truncate(size)
    this.#isTorn = false
  }
}

function oneBuffer(parts: readonly Buffer[]): Buffer {
  const [first] = parts
  return parts.length === 1 && first !== undefined ? first : Buffer.concat(parts)
}
