import type { Identity } from '../../crypto/identity.ts'
import { createWrapKey, WRAP_KEY_KEPT_MS } from '../../crypto/wrap-key.ts'
import type { PrivateKey } from '../../crypto/keys.ts'
import type { WrapKeyRecord } from '../../protocol/records.ts'
import type { Profile } from '../../store/profile.ts'
import type { StoredWrapKey } from '../../store/profile/wrap-key-file.ts'

/** This user's wrap keys: the one others should use now, and older ones that still open what was sent before. */
export interface OwnWrapKeyring {
  current(): WrapKeyRecord
  privateKeyOf(wrapKid: string): PrivateKey | undefined
  /** Whether the private key of this record is still kept. */
  isKept(record: WrapKeyRecord): boolean
  /** Keys that another machine of this user made. */
  add(keys: readonly StoredWrapKey[]): void
}

/** Opens the keyring: makes a new key when the newest has ended, deletes private keys that were kept long enough. */
export async function openOwnWrapKeys(
  profile: Pick<Profile, 'wrapKeys' | 'saveWrapKeys'>,
  identity: Identity,
  now: number,
): Promise<OwnWrapKeyring> {
  const isKept = (record: WrapKeyRecord): boolean => now < record.notAfter + WRAP_KEY_KEPT_MS
  const kept = profile.wrapKeys().filter(({ record }) => isKept(record))
  const newest = kept.findLast(({ record }) => record.notBefore <= now && now < record.notAfter)
  const current = newest ?? (await createWrapKey(identity, now))
  let keys = newest === undefined ? [...kept, current] : kept
  if (keys.length !== profile.wrapKeys().length || newest === undefined)
    await profile.saveWrapKeys(keys)
  return {
    current: () => current.record,
    privateKeyOf: (wrapKid) => keys.find((key) => key.record.wrapKid === wrapKid)?.privateKey,
    isKept,
    add(added) {
      keys = [...keys, ...added]
    },
  }
}
