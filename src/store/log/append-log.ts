import { dirname } from 'node:path'
import { Low } from 'lowdb'
import { AppendingAdapter, type Tail } from './appending-adapter.ts'
import { damagedFile, damagedName, setAside, type OnDamaged } from '../disk/damaged.ts'
import type { Disk } from '../disk/disk.ts'
import { withDiskErrors } from '../disk/disk-error.ts'
import { nodeDisk } from '../disk/node-disk.ts'
import { replaceFile } from '../documents/document-adapter.ts'
import { createGroupCommit } from './group-commit.ts'
import {
  HEADER_BYTES_MAX,
  LINE_FEED,
  newLogId,
  parseLogHeader,
  plainLines,
  sealedLines,
  type LineCodec,
  type LogSeal,
} from './log-lines.ts'
import { readPlaces } from './read-places.ts'
import { scanLines } from './scan-lines.ts'

/** A file of records that only grows; each is a JSON line, sealed by itself when the log has a seal. */
export interface AppendLog {
  /** Names this very file when it is sealed; another after `replace`. */
  readonly id: string
  /** Where the next record goes. */
  readonly end: LogEnd
  /** Writes records and resolves with their places when they are durable; calls that wait meanwhile share one flush. When it rejects, none of them is there and the call may be repeated. */
  append(records: readonly Uint8Array[]): Promise<readonly LogPlace[]>
  /** Records by their places, neighbours with one read; undefined for one that is damaged. */
  read(places: readonly Place[]): Promise<readonly (LogRecord | undefined)[]>
  /** The same for one record, at once. */
  readNow(place: Place): LogRecord | undefined
  /** Puts a new file with only these records in place of this one; asked for when all earlier appends are done. */
  replace(records: () => readonly Uint8Array[]): Promise<void>
  close(): Promise<void>
}

export interface Place {
  readonly offset: number
  /** Bytes of the line with its end. */
  readonly length: number
}

export interface LogPlace extends Place {
  readonly number: number
}

export interface LogRecord {
  readonly number: number
  readonly bytes: Buffer
}

export interface LogEnd {
  readonly offset: number
  readonly number: number
}

export interface AppendLogOptions {
  readonly path: string
  readonly seal?: LogSeal | undefined
  readonly disk?: Disk | undefined
  /** Hears every record in order before the log opens. */
  readonly onRecord?: ((bytes: Buffer, place: LogPlace) => void) | undefined
  /** Asked once the log's id is known: from where records are not known yet. Nowhere: from the start. */
  readonly resume?: ((id: string, size: number) => Promise<LogEnd | undefined>) | undefined
  /**
   * With it, records that cannot be read are left out, a damaged tail and a log whose first line or all of whose records are damaged are
   * set aside, and it is told; without it opening throws PROFILE_DAMAGED and the file stays as it is. A record that a crash cut short
   * is no damage: it was never acknowledged and is cut off.
   */
  readonly onDamaged?: OnDamaged | undefined
}

export async function openAppendLog(options: AppendLogOptions): Promise<AppendLog> {
  const { path, disk = nodeDisk, seal, onDamaged } = options
  await withDiskErrors(path, () => disk.makeFolder(dirname(path)))
  const adapter = new AppendingAdapter(path, disk)
  const low = new Low<Tail>(adapter, { size: 0, pending: [] })
  try {
    await low.read()
    let id = seal === undefined ? '' : await readId(adapter, low.data, options)
    if (id === undefined) {
      await adapter.reopen()
      if (onDamaged === undefined) throw damagedFile(path, 'not a log')
      onDamaged({ path: await setAside(disk, path), reason: 'not a log' })
      await low.read()
      id = newLogId()
    }
    const codec = codecOf(seal, id)
    const number = await replay(adapter, low.data, codec, id, { ...options, disk })
    return logOf({ path, disk, seal, adapter, low, codec, id, number })
  } catch (error) {
    await adapter.close()
    throw error
  }
}

/** A new id for an empty log; undefined when the first line is not a log's. */
async function readId(
  adapter: AppendingAdapter,
  tail: Tail,
  options: AppendLogOptions,
): Promise<string | undefined> {
  const start = await adapter.readBytes(0, Math.min(HEADER_BYTES_MAX, tail.size))
  const feed = start.indexOf(LINE_FEED)
  if (feed !== -1) return parseLogHeader(start.subarray(0, feed))
  if (tail.size >= HEADER_BYTES_MAX && options.seal !== undefined) return undefined
  if (tail.size > 0) await adapter.cut(tail, 0)
  return newLogId()
}

/** Reads what is there, repairs the tail and returns the next record's number. */
async function replay(
  adapter: AppendingAdapter,
  tail: Tail,
  codec: LineCodec,
  id: string,
  options: AppendLogOptions & { readonly disk: Disk },
): Promise<number> {
  if (tail.size === 0) return 0
  const start = (await options.resume?.(id, tail.size)) ?? {
    offset: codec.header.length,
    number: 0,
  }
  let next = start.number
  let goodEnd = start.offset
  let firstBad: number | undefined
  let isHurt = false
  const read = (position: number, length: number): Promise<Buffer> =>
    adapter.readBytes(position, length)
  const wholeEnd = await scanLines(read, start.offset, tail.size, (line, offset) => {
    const record = codec.decode(line, next)
    if (record === undefined || record.number < next) {
      firstBad ??= offset
      if (codec === plainLines) next++
      return
    }
    isHurt ||= firstBad !== undefined || record.number > next
    firstBad = undefined
    next = record.number + 1
    goodEnd = offset + line.length + 1
    options.onRecord?.(record.bytes, { number: record.number, offset, length: line.length + 1 })
  })
  if (isHurt) tell(options, 'some records cannot be read')
  if (firstBad !== undefined) await saveTail(adapter, goodEnd, tail.size, options)
  if (firstBad !== undefined || wholeEnd < tail.size) await adapter.cut(tail, goodEnd)
  return next
}

/** Whole lines that are damaged may be worth repairing: they are copied aside before the log goes on over them. */
async function saveTail(
  adapter: AppendingAdapter,
  from: number,
  to: number,
  options: AppendLogOptions & { readonly disk: Disk },
): Promise<void> {
  if (options.onDamaged === undefined) throw damagedFile(options.path, 'the last records')
  const aside = damagedName(options.path)
  const bytes = await adapter.readBytes(from, to - from)
  await withDiskErrors(aside, () => replaceFile(options.disk, aside, bytes))
  options.onDamaged({ path: aside, reason: 'the last records cannot be read' })
}

function tell(options: AppendLogOptions, reason: string): void {
  if (options.onDamaged === undefined) throw damagedFile(options.path, reason)
  options.onDamaged({ path: options.path, reason })
}

function codecOf(seal: LogSeal | undefined, id: string): LineCodec {
  return seal === undefined ? plainLines : sealedLines(seal, id)
}

interface OpenLog {
  readonly path: string
  readonly disk: Disk
  readonly seal: LogSeal | undefined
  readonly adapter: AppendingAdapter
  readonly low: Low<Tail>
  readonly codec: LineCodec
  readonly id: string
  readonly number: number
}

function logOf(opened: OpenLog): AppendLog {
  const { path, disk, seal, adapter, low } = opened
  let { codec, id, number } = opened

  const commit = createGroupCommit<Uint8Array, LogPlace>(async (records) => {
    const lines: Buffer[] = low.data.size === 0 && codec.header.length > 0 ? [codec.header] : []
    const places: LogPlace[] = []
    let offset = low.data.size + (lines[0]?.length ?? 0)
    for (const record of records) {
      const line = codec.encode(record, number + places.length)
      places.push({ number: number + places.length, offset, length: line.length })
      lines.push(line)
      offset += line.length
    }
    low.data.pending = lines
    await low.write()
    number += places.length
    return places
  })

  const decode = (line: Buffer): LogRecord | undefined =>
    line.at(-1) === LINE_FEED ? codec.decode(line.subarray(0, -1), 0) : undefined

  return {
    get id() {
      return id
    },
    get end() {
      return { offset: low.data.size, number }
    },
    append: (records) => commit.add(records),
    async read(places) {
      const lines = await readPlaces((at, length) => adapter.readBytes(at, length), places)
      return lines.map(decode)
    },
    readNow: (place) => decode(adapter.readBytesNow(place.offset, place.length)),
    replace: (records) =>
      commit.alone(async () => {
        const newId = seal === undefined ? '' : newLogId()
        const newCodec = codecOf(seal, newId)
        const lines = records().map((record, at) => newCodec.encode(record, at))
        const bytes = Buffer.concat([newCodec.header, ...lines])
        await withDiskErrors(path, () => replaceFile(disk, path, bytes))
        await adapter.reopen()
        await low.read()
        codec = newCodec
        id = newId
        number = lines.length
      }),
    async close() {
      await commit.close()
      await adapter.close()
    },
  }
}
