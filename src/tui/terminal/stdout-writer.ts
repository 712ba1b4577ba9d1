import { Writable } from 'node:stream'

/** How bytes get to the terminal; `node:fs` fits, and belongs to others. */
export interface WritePort {
  write(
    fd: number,
    bytes: Uint8Array,
    callback: (error: NodeJS.ErrnoException | null, written: number) => void,
  ): void
  writeSync(fd: number, bytes: Uint8Array): number
}

/** The part of `process.stdout` that tells the size of the terminal. */
export interface TtySize {
  readonly columns: number
  readonly rows: number
  on(event: 'resize', listener: () => void): unknown
  off(event: 'resize', listener: () => void): unknown
}

export interface StdoutWriterOptions {
  readonly fd: number
  readonly port: WritePort
  readonly size: TtySize
  /** May rewrite what is written, one call per `write`. */
  readonly rewrite?: (text: string) => string
  readonly stallMs?: number
}

/** A write that takes longer than this means that the terminal does not read. */
const STALL_MS = 100
/** A non-blocking descriptor that takes nothing is tried again after this, then ever later. */
const RETRY_MS = 5
const RETRY_MAX_MS = 50
const RETRIES_AT_EXIT = 100

/**
 * The terminal's output without `process.stdout`, whose writes block the event loop when the terminal stops reading. One write
 * is in flight, what comes meanwhile is joined into the next one.
 */
export class StdoutWriter extends Writable {
  readonly isTTY = true
  readonly #options: StdoutWriterOptions
  readonly #resized = (): void => void this.emit('resize')
  readonly #flowListeners = new Set<() => void>()
  #state: 'asynchronous' | 'synchronous' | 'silent' = 'asynchronous'
  #startedAt: number | undefined
  #wasStalled = false
  #finish: (() => void) | undefined

  constructor(options: StdoutWriterOptions) {
    super({ decodeStrings: false, defaultEncoding: 'utf8' })
    this.#options = options
    options.size.on('resize', this.#resized)
  }

  get columns(): number {
    return this.#options.size.columns
  }

  get rows(): number {
    return this.#options.size.rows
  }

  /** Whether the terminal has stopped reading; it makes no sense to draw until `onFlowing`. */
  get isStalled(): boolean {
    const { stallMs = STALL_MS } = this.#options
    const isStalled = this.#startedAt !== undefined && performance.now() - this.#startedAt > stallMs
    this.#wasStalled ||= isStalled
    return isStalled
  }

  /** Calls `listener` when a terminal that was seen stalled reads again; returns the way to stop. */
  onFlowing(listener: () => void): () => void {
    this.#flowListeners.add(listener)
    return () => void this.#flowListeners.delete(listener)
  }

  /** Resolves when everything written so far is at the terminal. */
  async drained(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.write('', () => resolve())
    })
  }

  /**
   * For a process that ends: writes what waits and then `last()` before it returns, and drops whatever is written after that.
   * A terminal that does not read is left alone, it would keep the process.
   */
  endSync(last: () => string = () => ''): void {
    if (this.#state === 'silent') return
    this.#state = this.isStalled ? 'silent' : 'synchronous'
    this.#finish?.()
    if (this.#state === 'synchronous') this.#writeSync(Buffer.from(last()))
    this.#state = 'silent'
    this.#options.size.off('resize', this.#resized)
  }

  override _write(chunk: string | Buffer, _encoding: string, callback: () => void): void {
    this.#send([chunk], callback)
  }

  override _writev(chunks: readonly { chunk: string | Buffer }[], callback: () => void): void {
    this.#send(
      chunks.map(({ chunk }) => chunk),
      callback,
    )
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#options.size.off('resize', this.#resized)
    callback(error)
  }

  #send(chunks: readonly (string | Buffer)[], callback: () => void): void {
    const { rewrite = (text: string) => text } = this.#options
    const bytes = Buffer.from(chunks.map((chunk) => rewrite(chunk.toString())).join(''))
    if (bytes.length === 0 || this.#state === 'silent') return callback()
    if (this.#state === 'synchronous') {
      this.#writeSync(bytes)
      return callback()
    }
    this.#startedAt = performance.now()
    this.#finish = () => {
      this.#finish = undefined
      this.#startedAt = undefined
      callback()
      if (this.#wasStalled) this.#tellFlowing()
    }
    this.#writeAsync(bytes)
  }

  #writeAsync(bytes: Buffer, retryMs = RETRY_MS): void {
    this.#options.port.write(this.#options.fd, bytes, (error, written) => {
      if (this.#state !== 'asynchronous') return
      if (error?.code === 'EAGAIN') {
        const laterMs = Math.min(retryMs * 2, RETRY_MAX_MS)
        setTimeout(() => this.#writeAsync(bytes, laterMs), retryMs)
        return
      }
      // The terminal is gone: there is nobody to write to, and stdin tells that it ended.
      if (error !== null) this.#state = 'silent'
      else if (written < bytes.length) return this.#writeRest(bytes.subarray(written))
      this.#finish?.()
    })
  }

  /** Something was taken, so the terminal reads. */
  #writeRest(bytes: Buffer): void {
    this.#startedAt = performance.now()
    this.#writeAsync(bytes)
  }

  #writeSync(bytes: Buffer): void {
    let rest = bytes
    for (let tries = 0; rest.length > 0 && tries < RETRIES_AT_EXIT; tries += 1) {
      try {
        rest = rest.subarray(this.#options.port.writeSync(this.#options.fd, rest))
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) return
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS)
      }
    }
  }

  #tellFlowing(): void {
    this.#wasStalled = false
    for (const listener of [...this.#flowListeners]) listener()
  }
}
