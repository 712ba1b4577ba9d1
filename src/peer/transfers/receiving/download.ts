import type { Connection } from '../../../net/connection.ts'
import type { Kid } from '../../../protocol/ids.ts'
import {
  ChatError,
  isChatError,
  ProtocolError,
  type ChatErrorCode,
} from '../../../shared/errors.ts'
import { createLogger } from '../../../shared/logger.ts'
import type { StoredTransfer } from '../../../store/transfers/schemas.ts'
import type { TransferStore } from '../../../store/transfers/transfer-store.ts'
import { ChunkSet } from './chunk-set.ts'
import { createFetching, type Fetch, type Fetching } from './fetching.ts'
import { openIncoming, type IncomingFile, type PartialFile } from './incoming-file.ts'
import type { Lanes, LaneUser } from './lanes.ts'
import { manifestHash } from '../prepare.ts'
import type { FileRequest } from '../serve-files.ts'

const log = createLogger('files')
/** How often it is written down how far a file has come. */
const PROGRESS_MS = 1_000
/** Whoever has only a part, or nothing yet, is asked again after this. */
const ASK_AGAIN_MS = 2_000

/** One file on its way to this peer, from when it is accepted until it is whole. */
export interface Download {
  /** Somebody who may have it is linked. */
  offerSource(connection: Connection): void
  /** What is here already, for others; undefined before the manifest is. */
  readonly partial: PartialFile | undefined
  /** Ends it; what has come stays. */
  stop(): Promise<void>
}

export interface DownloadOptions {
  readonly record: StoredTransfer
  readonly store: TransferStore
  readonly lanes: Lanes
  /** Name of the file when it is done. */
  readonly name: string
  /** Links to people who may have it: the author, and the members of the chat. */
  candidates(): Iterable<Connection>
  /** Where it is being received. */
  onPart(path: string): Promise<void>
  /** `isMoving`: somebody gives something; else `reason` says why not, where the author has told. */
  onProgress(bytes: number, isMoving: boolean, reason: ChatErrorCode | null): void
  /** Every way to end but `stop`; `path` is where the whole file lies. */
  onDone(path: string): Promise<void>
  onFailed(code: ChatErrorCode): void
  onTrouble(error: unknown): void
}

interface Opened {
  readonly file: IncomingFile
  readonly fetching: Fetching
}

export function startDownload(options: DownloadOptions): Download {
  const { record, store, lanes } = options
  const { offer, author } = record
  const request: FileRequest = { chat: record.chat, manifest: offer.manifest }
  const user: LaneUser = { nextJob: (...wanted) => opened?.fetching.nextJob(...wanted) }
  const ending = new AbortController()
  const asking = new Set<Kid>()
  const banned = new Set<Kid>()
  const working = new Set<Promise<void>>()
  let opened: Opened | undefined
  let opening: Promise<Opened> | undefined
  let progressTimer: NodeJS.Timeout | undefined
  let isFinishing = false
  let reason: ChatErrorCode | null = null

  const isEnded = (): boolean => ending.signal.aborted
  const sourceCount = (): number => opened?.fetching.sourceCount ?? 0

  function tell(): void {
    const isMoving = sourceCount() > 0
    if (isMoving) reason = null
    if (!isEnded()) options.onProgress(opened?.file.bytes ?? 0, isMoving, reason)
  }

  /** Runs what nobody waits for; the disk's refusals and a false manifest end the transfer. */
  function run(task: () => Promise<void>): void {
    const done = task()
      .catch((error: unknown) => {
        if (isChatError(error)) fail(error.code)
        else if (error instanceof ProtocolError) fail('FILE_INVALID')
        else options.onTrouble(error)
      })
      .finally(() => working.delete(done))
    working.add(done)
  }

  function fail(code: ChatErrorCode): void {
    if (isEnded()) return
    log('failed', { code })
    end().then(() => options.onFailed(code), options.onTrouble)
  }

  function stopAsking(): void {
    ending.abort()
    clearInterval(asker)
    clearTimeout(progressTimer)
    lanes.leave(user)
  }

  async function end(): Promise<void> {
    stopAsking()
    await Promise.allSettled(working)
    // It would only spare looking for what is here.
    await opened?.file.saveProgress().catch(() => undefined)
    await opened?.file.close()
  }

  function noteProgress(): void {
    progressTimer ??= setTimeout(() => {
      progressTimer = undefined
      run(async () => opened?.file.saveProgress())
    }, PROGRESS_MS).unref()
  }

  /** A source that cannot or does not want to now is asked again later, unless it never will. */
  function lose(kid: Kid, error: unknown): void {
    if (!isChatError(error)) return options.onTrouble(error)
    log('source lost', { kid, code: error.code })
    opened?.fetching.dropSource(kid)
    pumpAll()
    if (kid === author && error.code === 'FILE_PAUSED') reason = error.code
    if (FINAL.has(error.code)) {
      banned.add(kid)
      // Without its author nobody else can be expected to have it.
      if (kid === author && sourceCount() === 0) fail(error.code)
    }
    tell()
  }

  /** What the other side answers; its refusals concern it alone. */
  async function hear(
    connection: Connection,
    method: 'files.manifest' | 'files.have',
  ): Promise<Buffer | undefined> {
    try {
      return (await connection.request(method, request)).body
    } catch (error) {
      lose(connection.kid, error)
      return undefined
    }
  }

  async function open(manifestBytes: Buffer): Promise<Opened> {
    const { name, onPart } = options
    const { signal } = ending
    const file = await openIncoming({ record, manifestBytes, store, name, onPart, signal })
    const { manifest, have } = file
    const fetching = createFetching({
      request,
      manifest,
      have,
      onChunk: (fetch) => run(() => takeChunk(file, fetch)),
      onFailed: lose,
    })
    opened = { file, fetching }
    tell()
    if (have.isFull) await finish(file)
    return opened
  }

  async function openWith(connection: Connection): Promise<Opened | undefined> {
    if (opening !== undefined) return await opening
    const bytes = await hear(connection, 'files.manifest')
    if (bytes === undefined) return undefined
    if (manifestHash(bytes) !== offer.manifest) {
      lose(connection.kid, new ChatError('FILE_INVALID'))
      return undefined
    }
    opening ??= store.writeManifest(offer.manifest, bytes).then(() => open(Buffer.from(bytes)))
    return await opening
  }

  async function ask(connection: Connection): Promise<void> {
    const { kid } = connection
    const known = opened?.fetching.source(kid)
    const isKnownWhole = known?.connection === connection && known.have.isFull
    if (isEnded() || isKnownWhole || banned.has(kid) || asking.has(kid)) return
    asking.add(kid)
    try {
      const found = await openWith(connection)
      const bits = found && (await hear(connection, 'files.have'))
      if (found === undefined || bits === undefined || isEnded()) return
      const have = new ChunkSet(found.file.manifest.chunks.length, bits)
      if (have.count === 0) return
      found.fetching.setSource(connection, have)
      tell()
      lanes.pump(connection, user)
    } finally {
      asking.delete(kid)
    }
  }

  async function takeChunk(file: IncomingFile, fetch: Fetch): Promise<void> {
    const isGood = await file.take(fetch)
    if (isEnded()) return
    if (!isGood) return lose(fetch.source, new ChatError('FILE_INVALID'))
    opened?.fetching.settle(fetch.index)
    tell()
    noteProgress()
    if (file.have.isFull) return await finish(file)
    pumpAll()
  }

  /** Whoever had nothing left to give may have something now. */
  function pumpAll(): void {
    if (isEnded()) return
    for (const connection of opened?.fetching.connections() ?? []) lanes.pump(connection, user)
  }

  async function finish(file: IncomingFile): Promise<void> {
    if (isFinishing) return
    isFinishing = true
    const path = await file.finish(options.name)
    stopAsking()
    await options.onDone(path)
  }

  function askAll(): void {
    for (const connection of options.candidates()) run(() => ask(connection))
  }

  const asker = setInterval(askAll, ASK_AGAIN_MS).unref()
  run(async () => {
    const known = await store.readManifest(offer.manifest)
    if (known !== undefined && manifestHash(known) === offer.manifest)
      await (opening ??= open(known))
    askAll()
  })

  return {
    offerSource: (connection) => run(() => ask(connection)),
    get partial() {
      return opened?.file
    },
    async stop() {
      if (!isEnded()) await end()
    },
  }
}

/** What a source answers that will not be otherwise later. */
const FINAL: ReadonlySet<ChatErrorCode> = new Set([
  'FILE_CHANGED',
  'FILE_INVALID',
  'FILE_WITHDRAWN',
])
