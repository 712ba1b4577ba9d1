import type { Connection } from '../../../net/connection.ts'
import type { Manifest } from '../../../protocol/files.ts'
import type { Kid } from '../../../protocol/ids.ts'
import { FILE_BLOCK_BYTES } from '../../../protocol/limits.ts'
import { ChatError } from '../../../shared/errors.ts'
import type { FileRequest } from '../serve-files.ts'
import type { ChunkSet } from './chunk-set.ts'
import type { BlockJob } from './lanes.ts'

/** What is on its way from one source, or being verified and written. */
const BYTES_PER_SOURCE = 8 * 1_024 * 1_024
/** The same from all sources together: it is held in memory. */
const BYTES_MAX = 32 * 1_024 * 1_024

/** A chunk on its way. All of it comes from one source, so that a wrong one tells who lied. */
export interface Fetch {
  readonly index: number
  readonly source: Kid
  /** The ciphertext, once all of it has come. */
  readonly pieces: readonly Buffer[]
}

/** Which chunks to ask whom for: the rarest first. Pure bookkeeping of one transfer. */
export interface Fetching {
  /** Who has what; said again as it changes. */
  setSource(connection: Connection, have: ChunkSet): void
  /** What he had under way is free for others. */
  dropSource(kid: Kid): void
  source(kid: Kid): { readonly connection: Connection; readonly have: ChunkSet } | undefined
  readonly sourceCount: number
  /** Links to all sources. */
  connections(): Iterable<Connection>
  nextJob(connection: Connection, blocksMax: number): BlockJob | undefined
  /** The chunk is written: nobody has to give it any more. */
  settle(index: number): void
}

export interface FetchingOptions {
  readonly request: FileRequest
  readonly manifest: Manifest
  /** Chunks that are here. */
  readonly have: ChunkSet
  onChunk(fetch: Fetch): void
  onFailed(kid: Kid, error: unknown): void
}

interface Source {
  readonly connection: Connection
  have: ChunkSet
  /** By the chunk's index. */
  readonly fetches: Map<number, RunningFetch>
}

interface RunningFetch extends Fetch {
  readonly pieces: Buffer[]
  readonly blockCount: number
  /** Blocks. */
  asked: number
  arrived: number
  /** Requests for blocks. */
  askedTimes: number
}

export function createFetching(options: FetchingOptions): Fetching {
  const { request, have } = options
  const { chunkSize, size } = options.manifest
  const sources = new Map<Kid, Source>()

  function bytesOf(index: number): number {
    return Math.min(chunkSize, size - index * chunkSize)
  }

  /** Chunks that one source may have under way. */
  function share(): number {
    // Also of the largest chunks, one is to be on its way while another is written.
    const least = sources.size === 1 ? 2 : 1
    const bytes = Math.min(BYTES_PER_SOURCE, BYTES_MAX / sources.size)
    return Math.max(least, Math.floor(bytes / chunkSize))
  }

  function pick(source: Source): number | undefined {
    return pickUnclaimed(source) ?? pickClaimed(source)
  }

  /** What somebody else has under way, when there is nothing else to do: he may be slow, or never give it. */
  function pickClaimed(source: Source): number | undefined {
    if (source.fetches.size > 0) return undefined
    for (let index = 0; index < have.length; index++)
      if (!have.has(index) && source.have.has(index)) return index
    return undefined
  }

  function pickUnclaimed(source: Source): number | undefined {
    const claimed = new Set([...sources.values()].flatMap(({ fetches }) => [...fetches.keys()]))
    let best: number | undefined
    let bestCount = Infinity
    for (let index = 0; index < have.length; index++) {
      if (have.has(index) || claimed.has(index) || !source.have.has(index)) continue
      if (sources.size === 1) return index
      let count = 0
      for (const other of sources.values()) if (other.have.has(index)) count++
      if (count >= bestCount) continue
      best = index
      bestCount = count
    }
    return best
  }

  function begin(source: Source): RunningFetch | undefined {
    if (source.fetches.size >= share()) return undefined
    const index = pick(source)
    if (index === undefined) return undefined
    const fetch: RunningFetch = {
      index,
      source: source.connection.kid,
      pieces: [],
      blockCount: Math.ceil(bytesOf(index) / FILE_BLOCK_BYTES),
      asked: 0,
      arrived: 0,
      askedTimes: 0,
    }
    source.fetches.set(index, fetch)
    return fetch
  }

  function take(
    source: Source,
    fetch: RunningFetch,
    nth: number,
    count: number,
    body: Buffer,
  ): void {
    if (source.fetches.get(fetch.index) !== fetch) return
    fetch.pieces[nth] = body
    fetch.arrived += count
    if (fetch.arrived === fetch.blockCount) options.onChunk(fetch)
  }

  function dropSource(kid: Kid): void {
    sources.get(kid)?.fetches.clear()
    sources.delete(kid)
  }

  return {
    get sourceCount() {
      return sources.size
    },
    connections: () => [...sources.values()].map(({ connection }) => connection),
    source: (kid) => sources.get(kid),
    setSource(connection, theirs) {
      const known = sources.get(connection.kid)
      if (known?.connection === connection) {
        known.have = theirs
        return
      }
      dropSource(connection.kid)
      sources.set(connection.kid, { connection, have: theirs, fetches: new Map() })
    },
    dropSource,
    nextJob(connection, blocksMax) {
      const source = sources.get(connection.kid)
      if (source?.connection !== connection) return undefined
      const running = [...source.fetches.values()].find(
        ({ asked, blockCount }) => asked < blockCount,
      )
      const fetch = running ?? begin(source)
      if (fetch === undefined) return undefined
      const { index, asked: block, blockCount } = fetch
      const count = Math.min(blocksMax, blockCount - block)
      const nth = fetch.askedTimes++
      fetch.asked += count
      const from = block * FILE_BLOCK_BYTES
      const bytes = Math.min(count * FILE_BLOCK_BYTES, bytesOf(index) - from)
      const fail = (error: unknown): void => {
        if (sources.get(connection.kid) === source) options.onFailed(connection.kid, error)
      }
      return {
        params: { ...request, index, block, count },
        onBlocks(body) {
          if (body.length === bytes) take(source, fetch, nth, count, body)
          else fail(new ChatError('FILE_INVALID'))
        },
        onFailed: fail,
      }
    },
    settle(index) {
      for (const { fetches } of sources.values()) fetches.delete(index)
    },
  }
}
