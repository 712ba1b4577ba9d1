import { recordHash, sealRecord } from '../../crypto/directory.ts'
import { publicKeyFromSpki, type PrivateKey, type PublicKey } from '../../crypto/keys.ts'
import type { Kid } from '../../protocol/ids.ts'
import { DIRECTORY_RECORDS_PER_REPLY } from '../../protocol/limits.ts'
import { encodeParts } from '../../protocol/parts.ts'
import type { DirectoryHead, DirectoryRecord } from '../../protocol/records.ts'
import { encodeJson } from '../../protocol/strict-json.ts'

/** The tracker's own directory: the hash chain of who has which key, as its users get to read it. */
export interface DirectoryBook {
  readonly head: DirectoryHead
  /** Every name that was ever given out. */
  usernames(): Iterable<string>
  recordOf(kid: Kid): DirectoryRecord | undefined
  keyOf(kid: Kid): PublicKey | undefined
  /** Records after number `after`, as many as fit a reply, as its body. */
  read(after: number): Buffer
  /** Signs the next record; resolves when it is on disk. Those who ask meanwhile share the next write. */
  bind(claim: Claim): Promise<DirectoryRecord>
}

/** What a user signed, verified before. */
export type Claim = Pick<DirectoryRecord, 'username' | 'kid' | 'spki' | 'time' | 'userSig'>

export interface DirectoryBookOptions {
  readonly trackerKey: PrivateKey
  readonly records: readonly DirectoryRecord[]
  /** All of these or, when it throws, none. */
  readonly append: (records: readonly DirectoryRecord[]) => Promise<void>
}

interface Waiting {
  readonly claim: Claim
  resolve(record: DirectoryRecord): void
  reject(error: unknown): void
}

export function createDirectoryBook({
  trackerKey,
  records,
  append,
}: DirectoryBookOptions): DirectoryBook {
  const known = [...records]
  const byKid = new Map(known.map((record) => [record.kid, record]))
  const last = known.at(-1)
  let head: DirectoryHead = last === undefined ? [0, ''] : [last.n, recordHash(last)]
  let waiting: Waiting[] = []
  let isWriting = false

  async function writeAll(): Promise<void> {
    isWriting = true
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      try {
        const sealed = await sealAll(batch)
        await append(sealed.records)
        head = sealed.head
        for (const [index, record] of sealed.records.entries()) {
          known.push(record)
          byKid.set(record.kid, record)
          batch[index]?.resolve(record)
        }
      } catch (error) {
        for (const one of batch) one.reject(error)
      }
    }
    isWriting = false
  }

  async function sealAll(
    batch: readonly Waiting[],
  ): Promise<{ records: DirectoryRecord[]; head: DirectoryHead }> {
    const made: DirectoryRecord[] = []
    let at = head
    for (const { claim } of batch) {
      const record = await sealRecord(trackerKey, {
        ...follow(at),
        ...claim,
        type: 'bind',
        oldSig: null,
      })
      made.push(record)
      at = [record.n, recordHash(record)]
    }
    return { records: made, head: at }
  }

  return {
    get head() {
      return head
    },
    usernames: () => known.map((record) => record.username),
    recordOf: (kid) => byKid.get(kid),
    keyOf(kid) {
      const record = byKid.get(kid)
      return record && publicKeyFromSpki(Buffer.from(record.spki, 'base64url'))
    },
    read: (after) =>
      encodeParts(known.slice(after, after + DIRECTORY_RECORDS_PER_REPLY).map(encodeJson)),
    bind(claim) {
      return new Promise((resolve, reject) => {
        waiting.push({ claim, resolve, reject })
        if (!isWriting) void writeAll()
      })
    },
  }
}

function follow([n, hash]: DirectoryHead): Pick<DirectoryRecord, 'v' | 'n' | 'prev'> {
  return { v: 1, n: n + 1, prev: hash === '' ? null : hash }
}
