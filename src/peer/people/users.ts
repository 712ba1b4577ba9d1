import { formatFingerprint } from '../../crypto/fingerprint.ts'
import type { Kid } from '../../protocol/ids.ts'
import type { PeerEvent } from '../peer.ts'
import type { LinkWay, UserState } from '../state.ts'
import type { Directory } from './directory.ts'

/** Who is there: the directory's people with their presence, as the state shows them. */
export interface Users {
  isOnline(kid: Kid): boolean
  /** Online as far as the tracker tells; without a tracker, whoever was met before may be where he was. */
  mayBeOnline(kid: Kid): boolean
  /** The tracker's list of who is online, in place of all that was known. */
  reset(online: Iterable<Kid>): void
  changed(online: readonly Kid[], offline: readonly Kid[]): void
  /** The tracker is gone: only links tell who is there. */
  forgetPresence(): void
  /** How the link to somebody goes; null: there is none. */
  linked(kid: Kid, via: LinkWay | null): void
  /** The directory grew, or a key was accepted. */
  refresh(): void
}

export interface UsersOptions {
  readonly self: Kid
  readonly directory: Directory
  isVerified(username: string, kid: Kid): boolean
  /** Whether it is known where this user was last. */
  hasAddress(kid: Kid): boolean
  onChange(users: readonly UserState[]): void
  /** Presence of somebody changed. */
  onPresence(): void
  emit(event: PeerEvent): void
}

export function createUsers(options: UsersOptions): Users {
  const { directory } = options
  let present = new Set<Kid>()
  /** Whether the tracker tells who is there, or has not been asked yet. */
  let isInformed = true
  const linked = new Map<Kid, LinkWay>()
  const shown = new Map<string, UserState>()

  function isOnline(kid: Kid): boolean {
    return present.has(kid) || linked.has(kid)
  }

  function describe(username: string): UserState | undefined {
    const kid = directory.kidOf(username)
    if (kid === undefined || kid === options.self) return undefined
    const changed = directory.changedKidOf(username)
    const known = options.isVerified(username, kid) ? 'verified' : 'unverified'
    return {
      username,
      // What waits for a decision is what has to be compared.
      fingerprint: formatFingerprint(changed ?? kid),
      online: isOnline(kid),
      trust: changed !== undefined ? 'changed' : known,
      via: linked.get(kid) ?? null,
    }
  }

  /** Tells only what is other than before. */
  function update(usernames: Iterable<string>): void {
    const news: UserState[] = []
    for (const username of usernames) {
      const user = describe(username)
      const old = shown.get(username)
      if (user === undefined || (old !== undefined && isSame(user, old))) continue
      shown.set(username, user)
      news.push(user)
      if (user.online !== (old?.online ?? false)) {
        options.emit({ type: 'presence', username, online: user.online })
      }
    }
    if (news.length === 0) return
    options.onChange(news)
    options.onPresence()
  }

  function namesOf(kids: Iterable<Kid>): readonly string[] {
    return [...kids].flatMap((kid) => directory.usernameOf(kid) ?? [])
  }

  return {
    isOnline,
    mayBeOnline: (kid) => isOnline(kid) || (!isInformed && options.hasAddress(kid)),
    reset(online) {
      present = new Set(online)
      isInformed = true
      update(directory.usernames())
      options.onPresence()
    },
    changed(online, offline) {
      for (const kid of online) present.add(kid)
      for (const kid of offline) present.delete(kid)
      update(namesOf([...online, ...offline]))
    },
    forgetPresence() {
      present = new Set()
      isInformed = false
      update(directory.usernames())
      options.onPresence()
    },
    linked(kid, via) {
      if (via === null) linked.delete(kid)
      else linked.set(kid, via)
      update(namesOf([kid]))
    },
    refresh: () => update(directory.usernames()),
  }
}

function isSame(a: UserState, b: UserState): boolean {
  return (
    a.online === b.online &&
    a.trust === b.trust &&
    a.via === b.via &&
    a.fingerprint === b.fingerprint
  )
}
