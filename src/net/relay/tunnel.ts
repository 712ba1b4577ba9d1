import { Duplex } from 'node:stream'
import { RELAY_DATA_BYTES, RELAY_WINDOW_BYTES } from '../../protocol/limits.ts'

/** How one end of a tunnel speaks to the tracker that carries it. */
export interface TunnelWire {
  /** False when it could not be sent. */
  send(bytes: Uint8Array): boolean
  credit(bytes: number): void
  end(): void
}

/**
 * One end of a stream of bytes that a tracker carries. Neither end has more than a window on its way; it moves on as the other
 * takes what came. Ends without an error, whatever the reason: what runs over it tells a good end from a bad one.
 */
export class Tunnel extends Duplex {
  readonly #wire: TunnelWire
  #allowance = RELAY_WINDOW_BYTES
  #unsent: { bytes: Buffer; readonly done: () => void } | undefined
  /** Bytes that came and for which the other end has no credit yet. */
  #taken = 0
  #isEnded = false

  constructor(wire: TunnelWire) {
    super({ highWaterMark: RELAY_DATA_BYTES })
    this.#wire = wire
  }

  /** Bytes from the other end. */
  hear(bytes: Buffer): void {
    if (this.#isEnded || this.destroyed) return
    this.#taken += bytes.length
    if (bytes.length === 0 || this.#taken > RELAY_WINDOW_BYTES) {
      this.destroy()
      return
    }
    if (this.push(bytes)) this.#giveCredit()
  }

  /** The other end has taken so many. */
  allow(bytes: number): void {
    this.#allowance += bytes
    if (this.#allowance > RELAY_WINDOW_BYTES) this.destroy()
    else this.#sendOn()
  }

  /** Nothing goes through any more. */
  finish(): void {
    if (this.#isEnded || this.destroyed) return
    this.#isEnded = true
    this.push(null)
    this.#sendOn()
  }

  override _read(): void {
    this.#giveCredit()
  }

  override _write(bytes: Buffer, _encoding: string, done: () => void): void {
    this.#unsent = { bytes, done }
    this.#sendOn()
  }

  override _final(done: () => void): void {
    this.#sayEnd()
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#sayEnd()
    this.#sendOn()
    done(error)
  }

  #giveCredit(): void {
    if (this.#taken === 0 || this.#isEnded || this.destroyed) return
    const bytes = this.#taken
    this.#taken = 0
    this.#wire.credit(bytes)
  }

  #sendOn(): void {
    const unsent = this.#unsent
    if (unsent === undefined) return
    while (unsent.bytes.length > 0 && this.#allowance > 0 && !this.#isEnded) {
      const piece = unsent.bytes.subarray(0, Math.min(this.#allowance, RELAY_DATA_BYTES))
      this.#allowance -= piece.length
      unsent.bytes = unsent.bytes.subarray(piece.length)
      if (this.#wire.send(piece)) continue
      this.destroy()
      return
    }
    // After the end nobody is there to hear the rest.
    if (unsent.bytes.length > 0 && !this.#isEnded) return
    this.#unsent = undefined
    unsent.done()
  }

  #sayEnd(): void {
    if (this.#isEnded) return
    this.#isEnded = true
    this.#wire.end()
  }
}
