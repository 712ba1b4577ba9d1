import type { TLSSocket } from 'node:tls'
import { encodeFrameHead, FrameDecoder, type Frame } from '../../protocol/wire/frame.ts'
import { FRAME_BYTES_BEFORE_READY, SEND_QUEUE_BYTES } from '../../protocol/limits.ts'
import type { Message } from '../../protocol/wire/message.ts'
import { encodeJson } from '../../protocol/strict-json.ts'
import {
  ChatError,
  isChatErrorCode,
  PROTOCOL_ERROR_CODES,
  ProtocolError,
  type ProtocolErrorCode,
} from '../../shared/errors.ts'
import { createLogger } from '../../shared/logger.ts'
import type { CloseReason } from '../connection.ts'
import { sharedKeeper, type Keeper } from './keeper.ts'
import { SendQueue } from './send-queue.ts'
import { writePieces } from './write-pieces.ts'

const log = createLogger('net')

/** Handed to the socket at once: large enough for full speed, small enough to see a stalled receiver. */
const WRITE_BYTES = 256 * 1_024
/** For the last frames to reach the other side before the socket is torn down. */
const FAREWELL_MS = 1_000

export interface LinkOptions {
  readonly keeper?: Keeper | undefined
  /** Hears of every rule that the other side broke. */
  readonly onViolation?: ((code: ProtocolErrorCode) => void) | undefined
}

/**
 * Frames over one TLS socket: bounded in both directions, kept alive, closed once with one reason. During the handshake
 * frames are taken one at a time with `read`; after it `deliverTo` hands over each as it comes.
 */
export class FrameLink {
  readonly socket: TLSSocket
  readonly #keeper: Keeper
  readonly #onViolation: ((code: ProtocolErrorCode) => void) | undefined
  readonly #decoder = new FrameDecoder(FRAME_BYTES_BEFORE_READY)
  #receive: ((frame: Frame) => void) | undefined
  #reader: { resolve(frame: Frame): void; reject(error: unknown): void } | undefined
  #isPaused = false
  #heardAtMs = performance.now()
  #pingedAtMs = 0
  #frameStartedAtMs = 0

  readonly #queue = new SendQueue()
  #writingBytes = 0
  #isFlushScheduled = false
  #sentAtMs = 0
  #drainWaiters: (() => void)[] | undefined

  #reason: CloseReason | undefined
  #onClosed: ((reason: CloseReason) => void)[] = []

  constructor(socket: TLSSocket, options: LinkOptions = {}) {
    this.socket = socket
    this.#keeper = options.keeper ?? sharedKeeper
    this.#onViolation = options.onViolation
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => this.#hear(chunk))
    socket.on('end', () => this.#end('ended'))
    socket.on('error', () => this.#end('lost'))
    socket.on('close', () => this.#end('lost'))
    this.#keeper.add(this)
  }

  get isOpen(): boolean {
    return this.#reason === undefined
  }

  /** Bytes that wait to be sent. */
  get queuedBytes(): number {
    return this.#queue.bytes + this.#queue.bulkBytes + this.#writingBytes
  }

  /** What is bulk waits elsewhere and stops nothing else. */
  get isSendQueueFull(): boolean {
    return this.#queue.bytes + this.#writingBytes >= SEND_QUEUE_BYTES
  }

  get isBulkQueueFull(): boolean {
    return this.#queue.bulkBytes >= SEND_QUEUE_BYTES
  }

  /** Frames sent in one tick leave together, bulk ones after all others. `body` must not change afterwards. */
  send(header: object, body: Uint8Array = EMPTY, isBulk = false): void {
    if (this.#reason !== undefined) return
    const head = encodeFrameHead(encodeJson(header), body.length)
    if (this.queuedBytes === 0) this.#sentAtMs = performance.now()
    this.#queue.push(body.length > 0 ? [head, body] : [head], isBulk)
    if (this.#isFlushScheduled || this.#writingBytes > 0) return
    this.#isFlushScheduled = true
    process.nextTick(flush, this)
  }

  /** Resolves when there is room in the send queue, or when the link is gone. */
  async waitForDrain(): Promise<void> {
    while (this.isOpen && this.isSendQueueFull) await this.#nextDrain()
  }

  async waitForBulkDrain(): Promise<void> {
    while (this.isOpen && this.isBulkQueueFull) await this.#nextDrain()
  }

  #nextDrain(): Promise<void> {
    return new Promise((resolve) => {
      this.#drainWaiters ??= []
      this.#drainWaiters.push(resolve)
    })
  }

  /** The next frame; rejects with CONNECTION_LOST when the link goes, or with what made it go. */
  read(): Promise<Frame> {
    return new Promise((resolve, reject) => {
      if (this.#reason !== undefined) return reject(lostBy(this.#reason))
      this.#reader = { resolve, reject }
      this.#pump()
    })
  }

  /** From now on every frame goes to `receive`, and may be as long as `limitBytes`. */
  deliverTo(receive: (frame: Frame) => void, limitBytes: number): void {
    this.#decoder.setLimit(limitBytes)
    this.#receive = receive
    this.#pump()
  }

  /** Takes no more frames until `resume`: the receiver lags. What the other side sends waits with it. */
  pause(): void {
    this.#isPaused = true
    this.socket.pause()
  }

  resume(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    this.#heardAtMs = performance.now()
    this.#frameStartedAtMs = this.#heardAtMs
    this.#pump()
    if (!this.#isPaused) this.socket.resume()
  }

  /** Calls `listener` once, when the link is gone; at once if it is already. */
  onClosed(listener: (reason: CloseReason) => void): void {
    if (this.#reason === undefined) this.#onClosed.push(listener)
    else listener(this.#reason)
  }

  /** Ends the link after what is queued. A reason that is a code is told to the other side. */
  close(reason: CloseReason = 'closed'): void {
    if (this.#reason !== undefined) return
    if (/^[A-Z]/.test(reason))
      this.send({ kind: 'error', id: null, code: reason, retryAfterMs: null } satisfies Message)
    this.#end(reason)
  }

  /** The other side ended the link and said why. */
  acceptRefusal(code: string): void {
    const isKnown = isChatErrorCode(code) || isProtocolErrorCode(code)
    this.#end(isKnown ? code : 'ended')
  }

  /**
   * The one place where broken rules end up: whoever finds one throws ProtocolError into here; it is answered by its code, the
   * link is closed and the violation counted. A ChatError is a refusal and told likewise. Anything else is a bug.
   */
  fail(error: unknown): void {
    if (!(error instanceof ProtocolError) && !(error instanceof ChatError)) {
      this.close('lost')
      return reportBug(error)
    }
    if (this.#reason !== undefined) return
    if (error instanceof ProtocolError) {
      log('violation', { code: error.code, detail: error.message, from: this.socket.remoteAddress })
      this.#onViolation?.(error.code)
    }
    const reader = this.#reader
    this.#reader = undefined
    this.close(error.code)
    reader?.reject(error)
  }

  /** Called by the keeper now and then. */
  check(nowMs: number): void {
    const { pingMs, deadMs, frameMs } = this.#keeper.times
    if (this.queuedBytes > 0 && nowMs - this.#sentAtMs > deadMs) return this.#end('dead')
    if (this.#isPaused) return
    const silentMs = nowMs - this.#heardAtMs
    if (silentMs > deadMs) return this.#end('dead')
    if (this.#decoder.isMidFrame && nowMs - this.#frameStartedAtMs > frameMs)
      return this.fail(new ProtocolError('FRAME_TOO_SLOW'))
    if (this.#receive === undefined || silentMs < pingMs || nowMs - this.#pingedAtMs < pingMs)
      return
    this.#pingedAtMs = nowMs
    this.send({ kind: 'ping' } satisfies Message)
  }

  #hear(chunk: Buffer): void {
    if (this.#reason !== undefined) return
    this.#heardAtMs = performance.now()
    if (!this.#decoder.isMidFrame) this.#frameStartedAtMs = this.#heardAtMs
    this.#decoder.push(chunk)
    this.#pump()
  }

  #pump(): void {
    try {
      while (!this.#isPaused && this.#reason === undefined) {
        if (this.#receive === undefined && this.#reader === undefined) return
        const frame = this.#decoder.next()
        if (frame === undefined) return
        this.#frameStartedAtMs = this.#heardAtMs
        if (this.#receive !== undefined) {
          this.#receive(frame)
          continue
        }
        const reader = this.#reader
        this.#reader = undefined
        reader?.resolve(frame)
      }
    } catch (error) {
      this.fail(error)
    }
  }

  /** Writes what has gathered, one piece in flight at a time. */
  flush(): void {
    this.#isFlushScheduled = false
    if (this.#writingBytes > 0 || this.#queue.isEmpty || this.socket.destroyed) return
    const pieces = this.#queue.take(WRITE_BYTES)
    for (const piece of pieces) this.#writingBytes += piece.length
    writePieces(this.socket, pieces, () => this.#wrote())
  }

  #wrote(): void {
    this.#writingBytes = 0
    this.#sentAtMs = performance.now()
    if (!this.isSendQueueFull) this.#wakeDrainWaiters()
    if (!this.#queue.isEmpty) this.flush()
    else if (this.#reason !== undefined) this.socket.end()
  }

  #wakeDrainWaiters(): void {
    const waiters = this.#drainWaiters
    this.#drainWaiters = undefined
    for (const wake of waiters ?? []) wake()
  }

  #end(reason: CloseReason): void {
    if (this.#reason !== undefined) return
    this.#reason = reason
    this.#keeper.remove(this)
    log('closed', { reason, from: this.socket.remoteAddress })
    if (reason === 'lost' || reason === 'dead') this.socket.destroy()
    else this.#sayFarewell()
    this.#wakeDrainWaiters()
    this.#reader?.reject(lostBy(reason))
    this.#reader = undefined
    for (const listener of this.#onClosed.splice(0)) listener(reason)
  }

  /** Sends what is queued, then ends; what still comes in is read and ignored, so that the end gets through. */
  #sayFarewell(): void {
    this.#isPaused = true
    this.#queue.dropBulk()
    this.socket.resume()
    const timer = setTimeout(() => this.socket.destroy(), FAREWELL_MS).unref()
    this.socket.once('close', () => clearTimeout(timer))
    if (this.queuedBytes === 0) this.socket.end()
  }
}

const EMPTY = new Uint8Array(0)

function flush(link: FrameLink): void {
  link.flush()
}

function lostBy(reason: CloseReason): ChatError {
  return new ChatError('CONNECTION_LOST', { subject: reason })
}

function isProtocolErrorCode(code: string): code is ProtocolErrorCode {
  return (PROTOCOL_ERROR_CODES as readonly string[]).includes(code)
}

/** Out of every try and every promise, to the crash guard. */
function reportBug(error: unknown): void {
  process.nextTick(() => {
    throw error
  })
}
