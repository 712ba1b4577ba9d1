import type { Writable } from 'node:stream'

/** What a TLS socket writes together it copies first: worth it for small pieces only. */
const LARGE_BYTES = 64 * 1_024

/** Writes pieces one behind the other, small ones together; `onWritten` is called when all are on their way. */
export function writePieces(
  socket: Writable,
  pieces: readonly Uint8Array[],
  onWritten: () => void,
): void {
  socket.cork()
  for (const [index, piece] of pieces.entries()) {
    const isLarge = piece.length >= LARGE_BYTES
    if (isLarge) socket.uncork()
    if (index === pieces.length - 1) socket.write(piece, onWritten)
    else socket.write(piece)
    if (isLarge) socket.cork()
  }
  socket.uncork()
}
