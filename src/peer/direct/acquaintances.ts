import { publicKeyFromSpki, type PublicKey } from '../../crypto/keys.ts'
import type { Identity } from '../../crypto/identity.ts'
import type { Kid } from '../../protocol/ids.ts'
import type { Username } from '../../protocol/names.ts'
import { fromB64, toB64 } from '../../shared/bytes.ts'
import { ProtocolError } from '../../shared/errors.ts'
import type { Document } from '../../store/documents/document.ts'
import type { Acquaintances as Stored } from '../../store/profile/schemas.ts'
import type { DirectPartner } from '../direct.ts'
import type { Directory } from '../people/directory.ts'

const NAME_MAX = 31
const NAMESAKE = '-2'

/** The people of direct mode: whoever was met, by key. */
export interface Acquaintances {
  /** No tracker's directory, only oneself and those who were met; names are this program's own. */
  readonly directory: Directory
  /** Somebody is there, and TLS has proved his key. What is learned counts at once; `saved` resolves when it is on disk. */
  meet(person: { readonly name: Username; readonly kid: Kid; readonly spki: Uint8Array }): Meeting
}

export interface Meeting extends Pick<DirectPartner, 'how' | 'lastMet'> {
  readonly username: Username
  readonly saved: Promise<void>
}

export interface AcquaintancesOptions {
  readonly identity: Identity
  readonly username: Username
  readonly stored: Document<Stored>
  /** Keys that were accepted in place of the first one seen. */
  readonly pins: ReadonlyMap<string, Kid>
  now(): number
}

type Acquaintance = Stored['acquaintances'][number]

export function createAcquaintances(options: AcquaintancesOptions): Acquaintances {
  const { identity, username, stored } = options
  const byKid = new Map<Kid, Acquaintance>()
  const newest = new Map<string, Kid>()
  const pinned = new Map<string, Kid>()

  function take(person: Acquaintance): void {
    byKid.set(person.kid, person)
    if (!pinned.has(person.name)) pinned.set(person.name, person.kid)
  }

  const { acquaintances } = stored.get()
  for (const person of acquaintances) take(person)
  for (const { name, kid } of acquaintances.toSorted((a, b) => a.lastMet - b.lastMet)) {
    newest.set(name, kid)
  }
  for (const [name, kid] of options.pins) pinned.set(name, kid)

  function keyOf(kid: Kid): PublicKey | undefined {
    if (kid === identity.kid) return identity.publicKey
    const spki = fromB64(byKid.get(kid)?.spki ?? '')
    return spki === undefined || spki.length === 0 ? undefined : publicKeyFromSpki(spki)
  }

  function usernameOf(kid: Kid): Username | undefined {
    return kid === identity.kid ? username : byKid.get(kid)?.name
  }

  /** Two people who are both called like this computer's user must not look like one. */
  function labelFor(name: Username): Username {
    if (name !== username) return name
    return `${name.slice(0, NAME_MAX - NAMESAKE.length)}${NAMESAKE}` as Username
  }

  return {
    directory: {
      head: [0, ''],
      keyOf,
      usernameOf,
      // A key that is not accepted yet has no way into a conversation: there is only one.
      nameOf: (kid) => usernameOf(kid) ?? kid.slice(0, 8),
      kidOf: (name) => (name === username ? identity.kid : pinned.get(name)),
      kidsOf: (name) =>
        [...byKid.values()].filter((one) => one.name === name).map((one) => one.kid),
      changedKidOf(name) {
        const kid = newest.get(name)
        return kid === pinned.get(name) ? undefined : kid
      },
      usernames: () => newest.keys(),
      append(records) {
        if (records.length > 0) throw new ProtocolError('BAD_RECORD', 'there is no tracker')
      },
      pin: (name, kid) => void pinned.set(name, kid),
    },
    meet({ name: claimed, kid, spki }) {
      const known = byKid.get(kid)
      // A name is a label for a key: whoever calls himself otherwise by now keeps his.
      const name = known?.name ?? labelFor(claimed)
      take({ name, kid, spki: toB64(spki), lastMet: options.now() })
      newest.set(name, kid)
      const isChanged = pinned.get(name) !== kid
      return {
        username: name,
        how: isChanged ? 'changed' : known === undefined ? 'new' : 'known',
        lastMet: known?.lastMet ?? null,
        saved: stored.update(() => ({ acquaintances: [...byKid.values()] })),
      }
    },
  }
}
