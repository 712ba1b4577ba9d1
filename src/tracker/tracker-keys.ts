import { createTrackerCertificate } from '../crypto/certificate.ts'
import { generateRsaKey } from '../crypto/keys.ts'
import { ChatError } from '../shared/errors.ts'
import type { TrackerKeys } from '../store/tracker/key-files.ts'
import type { TrackerStore } from '../store/tracker-store.ts'

/**
 * The keys that users have pinned; new ones on the first run. Throws PROFILE_DAMAGED when there are users but no key: with another
 * one this would be another tracker to all of them.
 */
export async function provideTrackerKeys(store: TrackerStore, name: string): Promise<TrackerKeys> {
  if (store.keys !== undefined) return store.keys
  if (store.directory.length > 0) throw new ChatError('PROFILE_DAMAGED', { subject: 'keys' })
  const { privateKey, publicKey } = await generateRsaKey()
  const certificate = createTrackerCertificate({ privateKey, publicKey, name })
  await store.saveKeys({ privateKey, certificate })
  return { privateKey, publicKey, certificate }
}
