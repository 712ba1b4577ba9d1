import type { FileOffer } from '../../../protocol/files.ts'
import type { Hash } from '../../../protocol/ids.ts'
import { ChatError, isChatError } from '../../../shared/errors.ts'
import { createMutex } from '../../../shared/mutex.ts'
import type { StoredShare } from '../../../store/transfers/schemas.ts'
import type { Scan } from '../../../store/transfers/source.ts'
import type { TransferStore } from '../../../store/transfers/transfer-store.ts'
import type { OwnShare, Share } from '../../files.ts'
import { prepareOffer } from '../prepare.ts'

/** Files that were moved or written to are noticed within this time, or when somebody asks for them. */
const CHECK_MS = 30_000

/** What this user offers to everybody on the tracker. */
export interface OwnShares {
  share(path: string): Promise<Share>
  unshare(name: string): Promise<void>
  /** What leads to the file, which is what it was when it was listed; throws UNKNOWN_SHARE. */
  offerOf(name: string): Promise<FileOffer>
  find(manifest: Hash): StoredShare | undefined
  /** Looks after the files: for those that are gone or changed. */
  check(): Promise<void>
  /** What others may see. */
  listed(): readonly StoredShare[]
  close(): Promise<void>
}

export interface OwnSharesOptions {
  readonly username: string
  readonly store: TransferStore
  /** Tells the tracker what is listed now. */
  publish(): Promise<void>
  onChange(shares: readonly OwnShare[]): void
  onTrouble(error: unknown): void
}

export function createOwnShares(options: OwnSharesOptions): OwnShares {
  const { store, username } = options
  const turns = createMutex()
  const closing = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const statuses = new Map<string, OwnShare['status']>()
  const all = (): readonly StoredShare[] => store.get().shares
  const statusOf = (name: string): OwnShare['status'] => statuses.get(name) ?? 'changed'

  function tell(): void {
    options.onChange(
      all().map((share) => ({
        ...describeShare(username, share),
        path: share.path,
        status: statusOf(share.name),
      })),
    )
  }

  /** Reads the file and lists it in place of what was listed by its name. */
  async function list(scan: Scan): Promise<StoredShare> {
    const source = store.openSource(scan.files)
    const { signal } = closing
    const { offer, manifest, manifestBytes } = await prepareOffer(scan, source, {
      signal,
      onProgress: () => undefined,
    }).finally(() => void source.close())
    await store.writeManifest(offer.manifest, manifestBytes)
    const [file] = manifest.files
    const [found] = scan.files
    if (file === undefined || found === undefined) throw new Error('a file has a file')
    const share: StoredShare = {
      name: scan.name,
      size: scan.size,
      sha256: file.sha256,
      path: scan.path,
      modifiedAtMs: found.modifiedAtMs,
      offer,
    }
    const old = all().find(({ name }) => name === share.name)
    const others = all().filter((other) => other !== old)
    await store.update((value) => ({ ...value, shares: [...others, share] }))
    if (old !== undefined) await store.removeManifest(old.offer.manifest)
    statuses.set(share.name, 'listed')
    return share
  }

  async function lookAfter(share: StoredShare): Promise<void> {
    const { name, path, size, modifiedAtMs } = share
    try {
      const scan = await store.scan(path)
      const [file] = scan.files
      const isSame = file?.size === size && file.modifiedAtMs === modifiedAtMs && !scan.isFolder
      if (isSame) return void statuses.set(name, 'listed')
      statuses.set(name, 'changed')
      tell()
      await list(scan)
    } catch (error) {
      if (!isChatError(error)) throw error
      statuses.set(name, 'missing')
    }
  }

  async function check(): Promise<void> {
    tell()
    const before = JSON.stringify([all(), [...statuses]])
    for (const share of all()) if (!closing.signal.aborted) await lookAfter(share)
    if (JSON.stringify([all(), [...statuses]]) === before) return
    tell()
    await options.publish()
  }

  function checkRegularly(): void {
    timer ??= setInterval(() => {
      turns.run(check).catch(options.onTrouble)
    }, CHECK_MS).unref()
  }

  return {
    share: (path) =>
      turns.run(async () => {
        const scan = await store.scan(path)
        if (scan.isFolder) throw new ChatError('UNSUPPORTED', { subject: path })
        const namesake = all().find(({ name }) => name === scan.name)
        if (namesake !== undefined && namesake.path !== scan.path)
          throw new ChatError('SHARE_EXISTS', { subject: scan.name })
        const share = await list(scan)
        tell()
        await options.publish()
        return describeShare(username, share)
      }),
    unshare: (name) =>
      turns.run(async () => {
        const share = all().find((one) => one.name === name)
        if (share === undefined) throw new ChatError('UNKNOWN_SHARE', { subject: name })
        await store.update((value) => ({
          ...value,
          shares: value.shares.filter((other) => other !== share),
        }))
        statuses.delete(name)
        await store.removeManifest(share.offer.manifest)
        tell()
        await options.publish()
      }),
    offerOf: (name) =>
      turns.run(async () => {
        const share = all().find((one) => one.name === name)
        if (share !== undefined) await lookAfter(share)
        const current = all().find((one) => one.name === name)
        if (current === undefined || statusOf(name) !== 'listed')
          throw new ChatError('UNKNOWN_SHARE', { subject: name })
        return current.offer
      }),
    find: (manifest) => all().find(({ offer }) => offer.manifest === manifest),
    check() {
      checkRegularly()
      return turns.run(check)
    },
    listed: () => all().filter(({ name }) => statusOf(name) === 'listed'),
    async close() {
      clearInterval(timer)
      closing.abort()
      await turns.run(async () => undefined)
    },
  }
}

/** A share as its owner and others see it. */
export function describeShare(
  username: string,
  { name, size, sha256 }: Pick<StoredShare, 'name' | 'size' | 'sha256'>,
): Share {
  return { username, name, size, sha256: Buffer.from(sha256, 'base64url').toString('hex') }
}
