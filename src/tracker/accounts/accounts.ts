import { usernameSkeleton, type Username } from '../../protocol/names.ts'
import type { Kid } from '../../protocol/ids.ts'
import { ChatError } from '../../shared/errors.ts'
import type { StoredAccount } from '../../store/tracker/schemas.ts'

/** What the tracker keeps of one user. */
export type Account = StoredAccount

/** Who has which name. Names are unique by look and never given out twice. Knows no disk and no sockets. */
export interface Accounts {
  readonly count: number
  byUsername(username: string): Account | undefined
  byKid(kid: Kid): Account | undefined
  /** Holds a name and a key until `release` or `put`; throws USERNAME_TAKEN when either has an account or is held. */
  reserve(username: Username, kid: Kid): { release(): void }
  put(account: Account): void
}

/** `usedNames`: every name of the directory, also of those who are gone. */
export function createAccounts(known: Iterable<Account>, usedNames: Iterable<string>): Accounts {
  const byUsername = new Map<string, Account>()
  const byKid = new Map<Kid, Account>()
  const taken = new Set<string>()
  const heldKids = new Set<Kid>()

  function put(account: Account): void {
    taken.add(usernameSkeleton(account.username))
    heldKids.delete(account.kid)
    byUsername.set(account.username, account)
    byKid.set(account.kid, account)
  }

  for (const account of known) put(account)
  for (const name of usedNames) taken.add(usernameSkeleton(name))

  return {
    get count() {
      return byUsername.size
    },
    byUsername: (username) => byUsername.get(username),
    byKid: (kid) => byKid.get(kid),
    reserve(username, kid) {
      const skeleton = usernameSkeleton(username)
      if (taken.has(skeleton) || heldKids.has(kid) || byKid.has(kid)) {
        throw new ChatError('USERNAME_TAKEN', { subject: username })
      }
      taken.add(skeleton)
      heldKids.add(kid)
      return {
        release() {
          taken.delete(skeleton)
          heldKids.delete(kid)
        },
      }
    },
    put,
  }
}
