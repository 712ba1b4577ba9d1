import { safetyCode } from '../../crypto/fingerprint.ts'
import type { Kid } from '../../protocol/ids.ts'
import { parseUsername, type Username } from '../../protocol/names.ts'
import { ChatError } from '../../shared/errors.ts'
import type { Profile } from '../../store/profile.ts'
import type { Verification } from '../verification.ts'
import type { Directory } from './directory.ts'

export interface VerificationOptions {
  readonly self: Kid
  readonly directory: Directory
  readonly known: Profile['users']
  onChange(): void
}

/** Remembers on disk whose key was compared; a key that changes is compared anew. */
export function createVerification(options: VerificationOptions): Verification {
  const { self, directory, known } = options

  function keyOf(typed: string): { readonly username: Username; readonly kid: Kid } {
    const username = parseUsername(typed)
    const kid = username && directory.kidOf(username)
    if (username === undefined || kid === undefined) {
      throw new ChatError('UNKNOWN_USER', { subject: typed })
    }
    if (kid === self) throw new ChatError('DM_WITH_SELF')
    if (directory.changedKidOf(username) !== undefined) {
      throw new ChatError('KEY_CHANGED', { subject: username })
    }
    return { username, kid }
  }

  async function trust(typed: string, how: 'verified' | 'unverified'): Promise<void> {
    const { username, kid } = keyOf(typed)
    await known.update(({ users }) => ({
      users: {
        ...users,
        [username]: { kid, trust: how, accepted: users[username]?.accepted ?? [] },
      },
    }))
    options.onChange()
  }

  return {
    codeOf: async (username) => safetyCode(self, keyOf(username).kid),
    confirm: (username) => trust(username, 'verified'),
    withdraw: (username) => trust(username, 'unverified'),
  }
}

/** Whether this key of this user was compared. */
export function isVerified(known: Profile['users'], username: string, kid: Kid): boolean {
  const user = known.get().users[username as Username]
  return user?.trust === 'verified' && user.kid === kid
}
