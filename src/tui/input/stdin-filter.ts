import { Readable } from 'node:stream'
import { createInputFilter, type FilteredInput, type MouseInput } from './input-filter.ts'

/** The part of a terminal's input stream that is used here; `process.stdin` fits. */
export interface TtyInput {
  readonly isTTY?: boolean
  setRawMode?(isRaw: boolean): unknown
  setEncoding(encoding: 'utf8'): unknown
  on(event: 'data', listener: (chunk: string) => void): unknown
  on(event: 'end' | 'close', listener: () => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  pause(): unknown
  resume(): unknown
  ref?(): unknown
  unref?(): unknown
}

export interface StdinFilterOptions {
  readonly source: TtyInput
  readonly onMouse?: (event: MouseInput) => void
  readonly onFocus?: (hasFocus: boolean) => void
  /** The terminal is gone. */
  readonly onClose?: () => void
}

/** A lone Escape waits this long for the rest of a sequence. */
const ESCAPE_WAIT_MS = 10
/** A reply that has begun may arrive in pieces over a slow line. */
const REPLY_WAIT_MS = 200

/**
 * Stands for the terminal's input in front of Ink: passes keys, text and pastes, keeps mouse, focus and replies to itself.
 * It reads from the source only in raw mode, so that a program that the terminal is lent to gets what is typed there.
 */
export class StdinFilter extends Readable {
  readonly isTTY = true
  readonly #source: TtyInput
  readonly #options: StdinFilterOptions
  readonly #filter = createInputFilter()
  #timer: NodeJS.Timeout | undefined
  #isListening = false

  constructor(options: StdinFilterOptions) {
    super({ encoding: 'utf8', read: () => {} })
    this.#source = options.source
    this.#options = options
  }

  setRawMode(isRaw: boolean): this {
    this.#source.setRawMode?.(isRaw)
    if (isRaw) this.#listen()
    else this.#source.pause()
    return this
  }

  ref(): this {
    this.#source.ref?.()
    return this
  }

  unref(): this {
    this.#source.unref?.()
    return this
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    clearTimeout(this.#timer)
    this.#source.pause()
    callback(error)
  }

  #listen(): void {
    if (!this.#isListening) {
      this.#isListening = true
      this.#source.setEncoding('utf8')
      this.#source.on('data', (chunk) => this.#receive(this.#filter.push(chunk)))
      for (const event of ['end', 'close'] as const) this.#source.on(event, () => this.#close())
      // A terminal that hangs up reads as an error.
      this.#source.on('error', () => this.#close())
    }
    this.#source.resume()
  }

  #receive(inputs: readonly FilteredInput[]): void {
    clearTimeout(this.#timer)
    if (this.destroyed || this.readableEnded) return
    for (const input of inputs) {
      if (input.type === 'pass') this.push(input.text)
      else if (input.type === 'focus') this.#options.onFocus?.(input.hasFocus)
      else this.#options.onMouse?.(input)
    }
    const { pending } = this.#filter
    if (pending === 'nothing') return
    const waitMs = pending === 'escape' ? ESCAPE_WAIT_MS : REPLY_WAIT_MS
    this.#timer = setTimeout(() => this.#receive(this.#filter.flush()), waitMs)
  }

  #close(): void {
    if (this.destroyed) return
    this.destroy()
    this.#options.onClose?.()
  }
}
