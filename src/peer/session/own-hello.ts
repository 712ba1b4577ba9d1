import { VERSION } from '../../protocol/limits.ts'
import type { Username } from '../../protocol/names.ts'
import type { Hello } from '../../protocol/wire/hello.ts'
import type { Profile } from '../../store/profile.ts'
import type { Directory } from '../people/directory.ts'

/** What this user's program says of itself first. */
export function ownHello(profile: Profile, directory: Directory): Hello {
  return {
    kind: 'hello',
    versions: [VERSION],
    kid: profile.identity.kid,
    username: profile.username as Username,
    trackerId: profile.tracker.trackerId,
    directory: directory.head,
    caps: {},
  }
}
