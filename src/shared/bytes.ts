/** base64url without padding (RFC 4648 §5), the `b64` of the protocol. */
export function toB64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url')
}

/** Decodes canonical base64url; undefined when `text` is anything else. */
export function fromB64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : undefined
}

/** Orders byte strings or text by code unit, the same on every machine; for `Array.prototype.sort`. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Bytes `from` to `to` (excluded) of pieces that follow each other, as views of them. */
export function slicePieces(pieces: readonly Buffer[], from: number, to: number): Buffer[] {
  const slices: Buffer[] = []
  let start = 0
  for (const piece of pieces) {
    const end = start + piece.length
    if (start < to && end > from)
      slices.push(piece.subarray(Math.max(0, from - start), Math.min(piece.length, to - start)))
    start = end
  }
  return slices
}
