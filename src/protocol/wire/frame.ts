import { ProtocolError } from '../../shared/errors.ts'
import { FRAME_HEADER_BYTES } from '../limits.ts'

/**
 * `u32be length ‖ u16be headerLength ‖ header ‖ body`: `length` counts what follows it. What is in a header is not this
 * file's business, only where it ends.
 */
export interface Frame {
  readonly header: Buffer
  readonly body: Buffer
}

const LENGTH_BYTES = 4
const PREFIX_BYTES = 6
/** `{}` is the shortest header. */
const HEADER_BYTES_MIN = 2
const GATHER_BYTES_MIN = 1_024
/** A frame of the largest usual size is gathered in one buffer once a TLS record of it (16 KiB) is here. */
const GROWTH = 17

/** Everything of a frame before its body, which may be written right after it without a copy. */
export function encodeFrameHead(header: Uint8Array, bodyBytes: number): Buffer {
  if (header.length < HEADER_BYTES_MIN || header.length > FRAME_HEADER_BYTES)
    throw new RangeError(`a frame's header cannot have ${header.length} bytes`)
  const head = Buffer.allocUnsafe(PREFIX_BYTES + header.length)
  head.writeUInt32BE(PREFIX_BYTES - LENGTH_BYTES + header.length + bodyBytes, 0)
  head.writeUInt16BE(header.length, LENGTH_BYTES)
  head.set(header, PREFIX_BYTES)
  return head
}

export function encodeFrame(header: Uint8Array, body: Uint8Array = EMPTY): Buffer {
  return Buffer.concat([encodeFrameHead(header, body.length), body])
}

/**
 * Cuts a stream of bytes into frames: `push` what arrived, then take `next` until it gives undefined. A frame that lies within
 * one chunk is a view of it; one that is spread over several is gathered in a buffer that grows with what really came, so
 * that a length announced costs nothing.
 */
export class FrameDecoder {
  #limitBytes: number
  #chunk: Buffer = EMPTY
  #at = 0
  #gathered: Buffer = EMPTY
  #gatheredBytes = 0

  /** `limitBytes` bounds a frame's length field. */
  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes
  }

  setLimit(limitBytes: number): void {
    this.#limitBytes = limitBytes
  }

  /** Whether a frame has begun that is not complete yet; meaningful once `next` gave undefined. */
  get isMidFrame(): boolean {
    return this.#gatheredBytes > 0
  }

  push(chunk: Buffer): void {
    const rest = this.#chunk.length - this.#at
    this.#chunk = rest === 0 ? chunk : Buffer.concat([this.#chunk.subarray(this.#at), chunk])
    this.#at = 0
  }

  /** Throws ProtocolError FRAME_TOO_LARGE or BAD_FRAME; the decoder is of no use afterwards. */
  next(): Frame | undefined {
    const frame = this.#gatheredBytes === 0 ? (this.#cut() ?? this.#gather()) : this.#gather()
    if (this.#at === this.#chunk.length) {
      this.#chunk = EMPTY
      this.#at = 0
    }
    return frame
  }

  /** A frame that lies whole in the chunk. */
  #cut(): Frame | undefined {
    const available = this.#chunk.length - this.#at
    if (available < PREFIX_BYTES) return undefined
    const sizeBytes = this.#sizeOf(this.#chunk, this.#at, available)
    if (available < sizeBytes) return undefined
    const start = this.#at
    this.#at += sizeBytes
    return split(this.#chunk.subarray(start, this.#at))
  }

  #gather(): Frame | undefined {
    while (this.#at < this.#chunk.length) {
      const wanted = this.#sizeOf(this.#gathered, 0, this.#gatheredBytes)
      const taken = Math.min(wanted - this.#gatheredBytes, this.#chunk.length - this.#at)
      this.#reserve(this.#gatheredBytes + taken, wanted)
      this.#chunk.copy(this.#gathered, this.#gatheredBytes, this.#at, this.#at + taken)
      this.#at += taken
      this.#gatheredBytes += taken
      // Judged as soon as its bytes are there, not when the next chunk comes.
      if (this.#gatheredBytes < this.#sizeOf(this.#gathered, 0, this.#gatheredBytes)) continue
      const bytes = this.#gathered.subarray(0, this.#gatheredBytes)
      this.#gathered = EMPTY
      this.#gatheredBytes = 0
      return split(bytes)
    }
    return undefined
  }

  /** How many bytes the frame at `at` has as far as the `known` first ones tell: at least what tells more. */
  #sizeOf(bytes: Buffer, at: number, known: number): number {
    if (known < LENGTH_BYTES) return LENGTH_BYTES
    const length = bytes.readUInt32BE(at)
    if (length > this.#limitBytes) throw new ProtocolError('FRAME_TOO_LARGE', String(length))
    if (length < PREFIX_BYTES - LENGTH_BYTES + HEADER_BYTES_MIN)
      throw new ProtocolError('BAD_FRAME', 'too short')
    if (known < PREFIX_BYTES) return PREFIX_BYTES
    const headerBytes = bytes.readUInt16BE(at + LENGTH_BYTES)
    if (headerBytes < HEADER_BYTES_MIN || headerBytes > length - (PREFIX_BYTES - LENGTH_BYTES))
      throw new ProtocolError('BAD_FRAME', 'header does not fit')
    return LENGTH_BYTES + length
  }

  #reserve(neededBytes: number, frameBytes: number): void {
    if (neededBytes <= this.#gathered.length) return
    const roomy = Math.max(GROWTH * neededBytes, GATHER_BYTES_MIN)
    const grown = Buffer.allocUnsafeSlow(Math.max(neededBytes, Math.min(frameBytes, roomy)))
    this.#gathered.copy(grown, 0, 0, this.#gatheredBytes)
    this.#gathered = grown
  }
}

const EMPTY = Buffer.alloc(0)

function split(frame: Buffer): Frame {
  const bodyAt = PREFIX_BYTES + frame.readUInt16BE(LENGTH_BYTES)
  return { header: frame.subarray(PREFIX_BYTES, bodyAt), body: frame.subarray(bodyAt) }
}
