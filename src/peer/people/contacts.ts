import { verifyWrapKey } from '../../crypto/wrap-key.ts'
import type { Connection } from '../../net/connection.ts'
import type { Kid } from '../../protocol/ids.ts'
import { LOCATE_MAX } from '../../protocol/limits.ts'
import type { Result } from '../../protocol/wire/methods.ts'
import type { StoredContact } from '../../store/profile/schemas.ts'
import type { Address, WrapKeyRecord } from '../../protocol/records.ts'
import { isChatError } from '../../shared/errors.ts'
import type { Directory } from './directory.ts'

const LOCATE_TIMEOUT_MS = 2_000
/** The private half is kept for 30 days after its end, so a key that is a little old still reaches its owner. */
const GRACE_MS = 14 * 24 * 3_600_000

/** Where users can be reached and with what they can be sent secrets: from the tracker, else from them, else as last known. */
export interface Contacts {
  addressesOf(kid: Kid): Promise<readonly Address[]>
  /** Somebody is linked: where he can be dialled is asked now, for when nobody else can tell. */
  met(connection: Connection): Promise<void>
  /** Whether an address of this user was ever heard of. */
  hasAddress(kid: Kid): boolean
  wrapKeysOf(kids: readonly Kid[]): Promise<readonly WrapKeyRecord[]>
  all(): Iterable<StoredContact>
}

export interface ContactsOptions {
  readonly directory: Directory
  readonly known: Iterable<StoredContact>
  now(): number
  tracker(): Connection | undefined
  link(kid: Kid): Connection | undefined
  onChange(): void
}

export function createContacts(options: ContactsOptions): Contacts {
  const contacts = new Map<Kid, StoredContact>()
  for (const contact of options.known) contacts.set(contact.kid, contact)

  function take(found: Result<'locate'>['peers'][number]): void {
    const old = contacts.get(found.kid)
    const key = options.directory.keyOf(found.kid)
    const isGood =
      found.wrapKey !== null &&
      found.wrapKey.kid === found.kid &&
      key !== undefined &&
      verifyWrapKey(found.wrapKey, key, options.now())
    contacts.set(found.kid, {
      kid: found.kid,
      addresses: found.addresses.length > 0 ? found.addresses : (old?.addresses ?? []),
      wrapKey: isGood ? found.wrapKey : (old?.wrapKey ?? null),
    })
    options.onChange()
  }

  /** Best effort: who does not answer in time is left as last known. */
  async function ask(connection: Connection, kids: readonly Kid[]): Promise<void> {
    try {
      const { result } = await connection.request(
        'locate',
        { kids: [...kids] },
        { timeoutMs: LOCATE_TIMEOUT_MS },
      )
      for (const found of result.peers) if (kids.includes(found.kid)) take(found)
    } catch (error) {
      if (!isChatError(error)) throw error
    }
  }

  async function locate(kids: readonly Kid[]): Promise<void> {
    const tracker = options.tracker()
    if (tracker === undefined) {
      const links = kids.flatMap((kid) => options.link(kid) ?? [])
      await Promise.all(links.map((link) => ask(link, [link.kid])))
      return
    }
    for (let at = 0; at < kids.length; at += LOCATE_MAX) {
      await ask(tracker, kids.slice(at, at + LOCATE_MAX))
    }
  }

  function usableKey(kid: Kid, graceMs: number): WrapKeyRecord | undefined {
    const key = contacts.get(kid)?.wrapKey
    return key && options.now() < key.notAfter + graceMs ? key : undefined
  }

  return {
    async addressesOf(kid) {
      await locate([kid])
      return contacts.get(kid)?.addresses ?? []
    },
    met: (connection) => ask(connection, [connection.kid]),
    hasAddress: (kid) => (contacts.get(kid)?.addresses.length ?? 0) > 0,
    async wrapKeysOf(kids) {
      const missing = kids.filter((kid) => usableKey(kid, 0) === undefined)
      if (missing.length > 0) await locate(missing)
      return kids.flatMap((kid) => usableKey(kid, GRACE_MS) ?? [])
    },
    all: () => contacts.values(),
  }
}
