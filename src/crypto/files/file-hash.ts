import { createHash, webcrypto } from 'node:crypto'

/** SHA-256 in the thread pool. */
export async function sha256InBackground(bytes: Uint8Array): Promise<Buffer> {
  // Buffers of this program never lie in shared memory; the type of the standard library wants to be told.
  const view = bytes as Uint8Array<ArrayBuffer>
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', view))
}

/** SHA-256 of what comes piece by piece. */
export interface RunningHash {
  update(bytes: Uint8Array): void
  digest(): Buffer
}

export function createRunningHash(): RunningHash {
  const hash = createHash('sha256')
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() }
}
