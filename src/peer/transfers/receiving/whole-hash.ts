import { setImmediate as nextTurn } from 'node:timers/promises'
import { createRunningHash, type RunningHash } from '../../../crypto/files/file-hash.ts'
import type { Manifest } from '../../../protocol/files.ts'
import { toB64 } from '../../../shared/bytes.ts'
import { createMutex } from '../../../shared/mutex.ts'

/** Hashed at once, before others get their turn. */
const TURN_BYTES = 1_024 * 1_024
/** Chunks that came this early wait in memory for those before them; others are read from the disk again. */
const EARLY_MAX = 8

/** Verifies every file of a transfer as a whole while its chunks come, in whatever order. */
export interface WholeHash {
  /** This chunk was written; resolves when no more can be hashed before others come. Throws the disk's ChatErrors. */
  take(index: number, plaintext: readonly Buffer[]): Promise<void>
  /** Whether all files are what the manifest says. Asked when all chunks are there. */
  verify(): Promise<boolean>
}

export function createWholeHash(
  manifest: Manifest,
  has: (index: number) => boolean,
  read: (position: number, length: number) => Promise<Buffer>,
): WholeHash {
  const { size, chunkSize, files } = manifest
  const turns = createMutex()
  const early = new Map<number, readonly Buffer[]>()
  let position = 0
  let file = 0
  let left = files[0]?.size ?? 0
  let hash: RunningHash = createRunningHash()
  let isGood = true

  async function update(pieces: readonly Buffer[]): Promise<void> {
    let turnBytes = 0
    for (const bytes of pieces) {
      for (let at = 0; at < bytes.length;) {
        closeFinished()
        if (turnBytes >= TURN_BYTES) {
          await nextTurn()
          turnBytes = 0
        }
        const piece = bytes.subarray(at, at + Math.min(left, TURN_BYTES))
        hash.update(piece)
        at += piece.length
        left -= piece.length
        turnBytes += piece.length
        position += piece.length
      }
    }
    closeFinished()
  }

  /** Also files without a byte. */
  function closeFinished(): void {
    while (left === 0 && file < files.length) {
      if (toB64(hash.digest()) !== files[file]?.sha256) isGood = false
      hash = createRunningHash()
      left = files[++file]?.size ?? 0
    }
  }

  const lengthAt = (at: number): number => Math.min(chunkSize, size - at)

  async function goOn(): Promise<void> {
    while (position < size) {
      const index = position / chunkSize
      const next =
        early.get(index) ?? (has(index) ? [await read(position, lengthAt(position))] : undefined)
      if (next === undefined) return
      early.delete(index)
      await update(next)
    }
  }

  return {
    async take(index, plaintext) {
      const ahead = index - position / chunkSize
      if (ahead < 0) return
      if (ahead < EARLY_MAX) early.set(index, plaintext)
      await turns.run(goOn)
    },
    verify: () =>
      turns.run(async () => {
        await goOn()
        closeFinished()
        return isGood && position === size
      }),
  }
}
