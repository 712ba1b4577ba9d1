import { isIssuedBy } from '../../crypto/certificate.ts'
import { deriveLoginToken } from '../../crypto/password.ts'
import type { Username } from '../../protocol/names.ts'
import { ChatError, isChatError } from '../../shared/errors.ts'
import type { Disk } from '../../store/disk/disk.ts'
import {
  createProfile,
  openProfile,
  readProfileCertificate,
  type Profile,
} from '../../store/profile.ts'
import type { Credentials } from '../peer.ts'
import { requireUsername } from './credentials.ts'
import { fetchBackup } from './fetch-backup.ts'
import type { TrackerPlace } from './meet-tracker.ts'

export interface AccountPlace extends TrackerPlace {
  readonly dataDir: string
  readonly disk: Disk | undefined
  /** Whether the tracker keeps a sealed backup of the keys; undefined: as it was decided for the profile. */
  readonly keyBackup?: boolean | undefined
  now(): number
  /** Something on the disk was damaged, set aside and begun anew. */
  onDamaged(damage: { readonly path: string }): void
}

export interface OpenAccount {
  readonly profile: Profile
  /** Proves the password to the tracker. */
  readonly token: Buffer
}

/**
 * The profile of a user: of this machine, or brought here from the backup at the tracker. Throws WRONG_PASSWORD, PROFILE_IN_USE,
 * PROFILE_DAMAGED, and for somebody without a profile here NO_PROFILE_HERE, NO_BACKUP, TRACKER_UNREACHABLE, TRACKER_CHANGED,
 * TOO_MANY_ATTEMPTS.
 */
export async function openAccount(
  place: AccountPlace,
  { username: typed, password }: Credentials,
): Promise<OpenAccount> {
  const username = requireUsername(typed)
  const profile = await openHere(place, { username, password }).catch((error: unknown) => {
    if (!isChatError(error, 'NO_PROFILE_HERE')) throw error
    return bringHere(place, { username, password })
  })
  try {
    const token = await deriveLoginToken(password, profile.tracker.trackerId, username)
    if (place.keyBackup !== undefined) await profile.keys.wantBackup(place.keyBackup)
    return { profile, token }
  } catch (error) {
    await profile.close()
    throw error
  }
}

interface Owner {
  readonly username: Username
  readonly password: string
}

async function openHere(place: AccountPlace, owner: Owner): Promise<Profile> {
  const { dataDir, disk, onDamaged } = place
  try {
    return await openProfile({ dataDir, disk, onDamaged, ...owner })
  } catch (error) {
    if (!isChatError(error, 'WRONG_PASSWORD')) throw error
    const backup = await fetchChanged(place, owner, error)
    return await openProfile({ dataDir, disk, onDamaged, ...owner, backup })
  }
}

/** The password may have been changed on another machine: then the tracker knows it and gives the vault that it opens. */
async function fetchChanged(place: AccountPlace, owner: Owner, wrong: ChatError): Promise<Buffer> {
  const certificate = await readProfileCertificate(place.dataDir, owner.username, place.disk)
  // What is typed here concerns the tracker that this user knows and no other one.
  const isKnown = (trackerSpki: Buffer): boolean =>
    certificate !== undefined && isIssuedBy(certificate, trackerSpki)
  try {
    return (await fetchBackup(place, owner, isKnown)).sealed
  } catch (error) {
    if (!isChatError(error)) throw error
    throw TELLING.has(error.code) ? error : wrong
  }
}

/** What the tracker says that the user can do something about; else the password is simply the wrong one. */
const TELLING: ReadonlySet<string> = new Set(['NO_BACKUP', 'TOO_MANY_ATTEMPTS'])

async function bringHere(place: AccountPlace, owner: Owner): Promise<Profile> {
  const { dataDir, disk, onDamaged } = place
  const { sealed, certificate, tracker } = await fetchBackup(place, owner).catch(
    (error: unknown) => {
      // Whoever has not registered yet is told so, too; the tracker does not say which of both is wrong.
      if (!isChatError(error, 'WRONG_PASSWORD')) throw error
      throw new ChatError('NO_PROFILE_HERE', { subject: owner.username, cause: error })
    },
  )
  const profile = await createProfile({
    dataDir,
    disk,
    onDamaged,
    ...owner,
    backup: sealed,
    certificate,
    tracker,
  }).catch((error: unknown) => {
    // Not the keys of this password, or none at all: the tracker gave what it cannot have from this user.
    const isForged = isChatError(error, 'WRONG_PASSWORD') || isChatError(error, 'PROFILE_DAMAGED')
    throw isForged ? new ChatError('TRACKER_UNTRUSTED', { cause: error }) : error
  })
  const trackerSpki = Buffer.from(tracker.spki, 'base64url')
  if (isIssuedBy(certificate, trackerSpki, profile.identity.kid)) return profile
  await profile.discard()
  throw new ChatError('TRACKER_UNTRUSTED')
}
