/**
 * What waits to be written to one socket, in two lanes: bulk frames go when nothing else waits, so that a message is never
 * behind a file. A frame is never cut by another.
 */
export class SendQueue {
  #pieces: Uint8Array[] = []
  #piecesBytes = 0
  #bulkFrames: (readonly Uint8Array[])[] = []
  #bulkBytes = 0

  get isEmpty(): boolean {
    return this.#pieces.length === 0 && this.#bulkFrames.length === 0
  }

  get bytes(): number {
    return this.#piecesBytes
  }

  get bulkBytes(): number {
    return this.#bulkBytes
  }

  push(frame: readonly Uint8Array[], isBulk: boolean): void {
    if (isBulk) {
      this.#bulkFrames.push(frame)
      this.#bulkBytes += sizeOf(frame)
    } else {
      this.#pieces.push(...frame)
      this.#piecesBytes += sizeOf(frame)
    }
  }

  /** The next pieces to write, of at least `bytes` bytes if there are so many. */
  take(bytes: number): readonly Uint8Array[] {
    let taken = 0
    let count = 0
    while (count < this.#pieces.length && taken < bytes) taken += this.#pieces[count++]?.length ?? 0
    const pieces = this.#pieces.splice(0, count)
    this.#piecesBytes -= taken
    // Only when nothing else is left: behind half a frame its other half has to come.
    while (this.#pieces.length === 0 && taken < bytes) {
      const frame = this.#bulkFrames.shift()
      if (frame === undefined) break
      pieces.push(...frame)
      const size = sizeOf(frame)
      taken += size
      this.#bulkBytes -= size
    }
    return pieces
  }

  dropBulk(): void {
    this.#bulkFrames = []
    this.#bulkBytes = 0
  }
}

function sizeOf(frame: readonly Uint8Array[]): number {
  let bytes = 0
  for (const piece of frame) bytes += piece.length
  return bytes
}
