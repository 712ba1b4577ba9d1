import { hashB64 } from '../../crypto/hash.ts'
import type { Hash } from '../../protocol/ids.ts'
import { ChatError } from '../../shared/errors.ts'
import { createMutex } from '../../shared/mutex.ts'
import type { TrackerStore } from '../../store/tracker-store.ts'

/** The sealed backups of users' keys; what is in them is nobody's business here. */
export interface Vaults {
  read(username: string): Promise<Buffer | undefined>
  /** null when there is none; cheap, since everybody who logs in is told. */
  hashOf(username: string): Promise<Hash | null>
  /**
   * Puts `sealed` in place of the backup whose hash is `replaces` (null: of none); on disk when it resolves. Throws BACKUP_CHANGED
   * when another one is kept by now: it may hold keys that this one lacks.
   */
  replace(username: string, sealed: Buffer, replaces: Hash | null): Promise<void>
  remove(username: string): Promise<void>
}

export function createVaults(
  store: Pick<TrackerStore, 'readVault' | 'saveVault' | 'removeVault'>,
): Vaults {
  /** Between the comparison and the writing nobody else writes; backups change too seldom to need a turn for each user. */
  const turns = createMutex()
  const hashes = new Map<string, Hash | null>()

  async function read(username: string): Promise<Buffer | undefined> {
    const kept = await store.readVault(username)
    hashes.set(username, kept === undefined ? null : hashB64('backup', kept))
    return kept
  }

  return {
    read: (username) => turns.run(() => read(username)),
    async hashOf(username) {
      const known = hashes.get(username)
      if (known !== undefined) return known
      await turns.run(() => read(username))
      return hashes.get(username) ?? null
    },
    replace: (username, sealed, replaces) =>
      turns.run(async () => {
        const kept = await read(username)
        // Our answer to the same request got lost on its way.
        if (kept?.equals(sealed) === true) return
        if (hashes.get(username) !== replaces) {
          throw new ChatError('BACKUP_CHANGED', { subject: username })
        }
        hashes.delete(username)
        await store.saveVault(username, sealed)
      }),
    remove: (username) =>
      turns.run(async () => {
        hashes.delete(username)
        await store.removeVault(username)
      }),
  }
}
