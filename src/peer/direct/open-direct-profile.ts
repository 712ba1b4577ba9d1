import { createIdentity } from '../../crypto/identity.ts'
import { trackerIdOf } from '../../crypto/keys.ts'
import type { Username } from '../../protocol/names.ts'
import { toB64 } from '../../shared/bytes.ts'
import { isChatError } from '../../shared/errors.ts'
import { openDirectSecret } from '../../store/direct-secret.ts'
import type { OnDamaged } from '../../store/disk/damaged.ts'
import type { Disk } from '../../store/disk/disk.ts'
import { createProfile, openProfile, type Profile } from '../../store/profile.ts'
import { selfSigned } from '../account/meet-tracker.ts'

/**
 * The profile of this name for direct mode, made at the first use: a key of its own, and no password but the folder's secret.
 * Throws PROFILE_IN_USE, PROFILE_DAMAGED and the disk's.
 */
export async function openDirectProfile(options: {
  readonly dataDir: string
  readonly username: Username
  readonly disk: Disk
  readonly onDamaged: OnDamaged
}): Promise<Profile> {
  const { username } = options
  const location = { ...options, password: await openDirectSecret(options.dataDir, options.disk) }
  try {
    return await openProfile(location)
  } catch (error) {
    if (!isChatError(error, 'NO_PROFILE_HERE')) throw error
  }
  const identity = await createIdentity()
  const { spki } = identity
  return await createProfile({
    ...location,
    identity,
    certificate: selfSigned(identity, username),
    // Nobody else answers for who is who: one's own key stands in the tracker's place.
    tracker: { trackerId: trackerIdOf(spki), spki: toB64(spki), host: '', port: 0 },
  })
}
