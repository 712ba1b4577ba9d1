import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'

/** SHA-256 of what comes piece by piece. */
export interface RunningHash {
  update(bytes: Uint8Array): void
  digest(): Buffer
}

/** Hashed at once, before others get their turn. */
const PIECES_PER_TURN = 4

export function createRunningHash(): RunningHash {
  const hash = createHash('sha256')
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() }
}

/** SHA-256 of pieces that follow each other. */
export async function hashPieces(pieces: readonly Uint8Array[]): Promise<Buffer> {
  const hash = createRunningHash()
  for (const [index, piece] of pieces.entries()) {
    if (index > 0 && index % PIECES_PER_TURN === 0) await nextTurn()
    hash.update(piece)
  }
  return hash.digest()
}
