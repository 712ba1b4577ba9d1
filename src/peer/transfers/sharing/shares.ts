import type { Connection, Handlers } from '../../../net/connection.ts'
import { OwnedShareSchema, type FileOffer, type OwnedShare } from '../../../protocol/files.ts'
import type { Hash, Kid } from '../../../protocol/ids.ts'
import { SHARES_PER_REPLY } from '../../../protocol/limits.ts'
import { decodeParts } from '../../../protocol/parts.ts'
import { encodeJson, parseStrictJson } from '../../../protocol/strict-json.ts'
import { ChatError, isChatError, withSubject } from '../../../shared/errors.ts'
import type { StoredShare } from '../../../store/transfers/schemas.ts'
import type { TransferStore } from '../../../store/transfers/transfer-store.ts'
import type { Files, OwnShare } from '../../files.ts'
import { createOwnShares, describeShare } from './own-shares.ts'

const REACH_TIMEOUT_MS = 5_000
/** More of all users together are not listed. */
const LISTED_MAX = 50_000

/** Shares of everybody: one's own, the tracker's list, and asking their owners for them. */
export interface Shares {
  readonly actions: Pick<Files, 'share' | 'unshare' | 'listShares'>
  readonly methods: Pick<Handlers['methods'], 'shares.get'>
  /** What leads to somebody's share. Throws UNKNOWN_USER, PEER_UNREACHABLE, UNKNOWN_SHARE. */
  ask(username: string, name: string): Promise<{ readonly owner: Kid; readonly offer: FileOffer }>
  find(manifest: Hash): StoredShare | undefined
  check(): void
  onTrackerOnline(): void
  /** Owners that are being asked. */
  wantedKids(): Iterable<Kid>
  close(): Promise<void>
}

export interface ShareDirectory {
  /** The key of this user, after a look at the tracker's directory when it is not known; throws UNKNOWN_USER. */
  kidOf(username: string): Promise<Kid>
  isOnline(kid: Kid): boolean
}

export interface SharesOptions {
  readonly self: Kid
  readonly username: string
  readonly store: TransferStore
  readonly people: ShareDirectory
  nameOf(kid: Kid): string
  reach(kid: Kid, timeoutMs: number): Promise<Connection | undefined>
  tracker(): Connection | undefined
  onWantedChanged(): void
  onShares(shares: readonly OwnShare[]): void
  onTrouble(error: unknown): void
}

export function createShares(options: SharesOptions): Shares {
  const { people, onTrouble } = options
  const wanted = new Set<Kid>()
  const own = createOwnShares({
    username: options.username,
    store: options.store,
    publish,
    onChange: options.onShares,
    onTrouble,
  })

  /** A tracker that cannot be reached hears it when it is back. */
  async function publish(): Promise<void> {
    const list = own.listed().map(({ name, size, sha256 }) => ({ name, size, sha256 }))
    try {
      await options.tracker()?.request('shares.publish', {}, { body: encodeJson(list) })
    } catch (error) {
      if (!isChatError(error)) throw error
    }
  }

  async function readList(of: Kid | null): Promise<readonly OwnedShare[]> {
    const tracker = options.tracker()
    if (tracker === undefined) throw new ChatError('TRACKER_UNREACHABLE')
    let shares: readonly OwnedShare[] = []
    let from: number | null = 0
    while (from !== null && shares.length < LISTED_MAX) {
      const reply: { result: { next: number | null }; body: Buffer } = await tracker.request(
        'shares.list',
        { of, from },
      )
      const parts = decodeParts(reply.body, SHARES_PER_REPLY)
      shares = [...shares, ...parts.map((part) => parseStrictJson(OwnedShareSchema, part))]
      const { next } = reply.result
      from = next !== null && next > from ? next : null
    }
    return shares
  }

  return {
    actions: {
      share: (path) => own.share(path),
      unshare: (name) => own.unshare(name),
      async listShares(username) {
        const of = username === undefined ? null : await people.kidOf(username)
        return (await readList(of)).map((share) => describeShare(options.nameOf(share.kid), share))
      },
    },
    methods: {
      'shares.get': async ({ params }) => ({ result: { offer: await own.offerOf(params.name) } }),
    },
    async ask(username, name) {
      const owner = await people.kidOf(username)
      if (owner === options.self) throw new ChatError('UNKNOWN_SHARE', { subject: name })
      if (!people.isOnline(owner)) throw new ChatError('PEER_UNREACHABLE', { subject: username })
      wanted.add(owner)
      try {
        options.onWantedChanged()
        const link = await options.reach(owner, REACH_TIMEOUT_MS)
        if (link === undefined) throw new ChatError('PEER_UNREACHABLE', { subject: username })
        const { result } = await link.request('shares.get', { name })
        return { owner, offer: result.offer }
      } catch (error) {
        throw isChatError(error) ? withSubject(error, name) : error
      } finally {
        wanted.delete(owner)
      }
    },
    find: (manifest) => own.find(manifest),
    check: () => void own.check().catch(onTrouble),
    onTrackerOnline() {
      own.check().then(publish).catch(onTrouble)
    },
    wantedKids: () => wanted,
    close: () => own.close(),
  }
}
