import { recordHash, verifyRecord } from '../../crypto/directory.ts'
import { publicKeyFromSpki, type PublicKey } from '../../crypto/keys.ts'
import type { Kid, TrackerId } from '../../protocol/ids.ts'
import type { DirectoryHead, DirectoryRecord } from '../../protocol/records.ts'

/** Who is who: the verified, pinned copy of the tracker's directory. */
export interface Directory {
  readonly head: DirectoryHead
  keyOf(kid: Kid): PublicKey | undefined
  usernameOf(kid: Kid): string | undefined
  /** How the owner of this key is shown: by his username, unless it is somebody else's as far as this user has accepted. */
  nameOf(kid: Kid): string
  /** The key that counts for this username: the pinned one, even when the directory names another by now. */
  kidOf(username: string): Kid | undefined
  /** Every key that this username ever stood for. */
  kidsOf(username: string): readonly Kid[]
  /** The directory's newest key for a username whose pinned key is another; undefined when they agree. */
  changedKidOf(username: string): Kid | undefined
  usernames(): Iterable<string>
  /** Verifies that `records` continue the chain and takes them in; throws ProtocolError BAD_RECORD and takes none. */
  append(records: readonly DirectoryRecord[]): void
  pin(username: string, kid: Kid): void
}

/** Between a username and the start of a key that claims it; no username may contain it. */
const CLAIM = '~'

export interface DirectoryOptions {
  readonly trackerId: TrackerId
  readonly trackerKey: PublicKey
  /** Verified when they were stored. */
  readonly records: readonly DirectoryRecord[]
  /** Keys that were accepted in place of the first one seen. */
  readonly pins: ReadonlyMap<string, Kid>
}

export function createDirectory(options: DirectoryOptions): Directory {
  const byKid = new Map<Kid, DirectoryRecord>()
  const newest = new Map<string, DirectoryRecord>()
  const pinned = new Map<string, Kid>()
  let head: DirectoryHead = [0, '']

  function take(record: DirectoryRecord, hash: DirectoryHead[1]): void {
    head = [record.n, hash]
    newest.set(record.username, record)
    byKid.set(record.kid, record)
    if (!pinned.has(record.username)) pinned.set(record.username, record.kid)
  }

  for (const record of options.records) take(record, '')
  const last = options.records.at(-1)
  if (last !== undefined) head = [last.n, recordHash(last)]
  for (const [username, kid] of options.pins) pinned.set(username, kid)

  return {
    get head() {
      return head
    },
    keyOf: (kid) => keyIn(byKid.get(kid)),
    usernameOf: (kid) => byKid.get(kid)?.username,
    nameOf(kid) {
      const record = byKid.get(kid)
      if (record === undefined) return kid.slice(0, 8)
      const { username, n } = record
      const accepted = byKid.get(pinned.get(username) ?? kid)
      // A key from before the accepted one was his; a later one is only said to be, by the tracker.
      const isClaim = accepted !== undefined && n > accepted.n
      return isClaim ? `${username}${CLAIM}${kid.slice(0, 4)}` : username
    },
    kidOf: (username) => pinned.get(username),
    kidsOf: (username) =>
      [...byKid.values()].filter((record) => record.username === username).map(({ kid }) => kid),
    changedKidOf(username) {
      const record = newest.get(username)
      if (record === undefined) return undefined
      return record.type === 'revoke' || record.kid !== pinned.get(username)
        ? record.kid
        : undefined
    },
    usernames: () => newest.keys(),
    append(records) {
      const verified: (readonly [DirectoryRecord, DirectoryHead[1]])[] = []
      let previous = head
      for (const record of records) {
        const earlier = verified.findLast(([{ username }]) => username === record.username)?.[0]
        const oldKey = keyIn(earlier ?? newest.get(record.username))
        verifyRecord(record, previous, options.trackerKey, options.trackerId, oldKey)
        const hash = recordHash(record)
        verified.push([record, hash])
        previous = [record.n, hash]
      }
      for (const [record, hash] of verified) take(record, hash)
    },
    pin: (username, kid) => void pinned.set(username, kid),
  }
}

function keyIn(record: DirectoryRecord | undefined): PublicKey | undefined {
  return record && publicKeyFromSpki(Buffer.from(record.spki, 'base64url'))
}
