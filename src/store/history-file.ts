import { dirname } from 'node:path'
import type { RawEntry } from '../protocol/entry.ts'
import type { ChatId } from '../protocol/ids.ts'
import { damagedFile, type OnDamaged } from './disk/damaged.ts'
import { withDiskErrors } from './disk/disk-error.ts'
import type { Disk } from './disk/disk.ts'
import { nodeDisk } from './disk/node-disk.ts'
import type { History } from './history.ts'
import { chainParts, idAt } from './history/chain-parts.ts'
import { indexPath, openIndexedLog } from './history/indexed-log.ts'
import { encodeRecord, rowOf } from './history/record-codec.ts'
import { createRecordReader, type RecordReader } from './history/record-reader.ts'
import { isSealed, REPLACES, type Row } from './history/row.ts'

export interface HistoryOptions {
  /** The history's file; its index stands beside it. */
  readonly path: string
  /** Seals the records: the vault's sub key for the disk. */
  readonly key: Buffer
  /**
   * The chat whose chains are read; without it the one that was written last. The file goes by the chat's name and may hold earlier
   * chats of that name, whose items stand before.
   */
  readonly chat?: ChatId | undefined
  readonly disk?: Disk | undefined
  readonly onDamaged?: OnDamaged | undefined
}

export async function openHistory(options: HistoryOptions): Promise<History> {
  const { path, key, disk = nodeDisk, onDamaged } = options
  const indexed = await withDiskErrors(path, () => openIndexedLog({ path, key, disk, onDamaged }))
  const { log, table } = indexed
  const reader = createRecordReader({ log, table, onUnreadable })
  let isHurt = false
  const chatOf = (): ChatId | undefined => options.chat ?? table.lastChat

  /** Told once; the next start finds everything that cannot be read. */
  function onUnreadable(): void {
    indexed.distrust()
    if (!isHurt) onDamaged?.({ path, reason: 'a record cannot be read' })
    isHurt = true
  }

  /** Rows count once their records are durable; the results of one group of writes come in its order. */
  async function write(records: readonly Buffer[]): Promise<void> {
    const places = await log.append(records)
    const rows: Row[] = []
    for (const [at, place] of places.entries()) {
      const row = rowOf(records[at] ?? NOTHING, place)
      if (row !== undefined) rows.push(row)
    }
    table.add(rows)
    for (const row of rows) forget(row)
    // Later places of the same group have no rows yet: the index reaches to the end of this call's records.
    const last = places.at(-1)
    if (last !== undefined) {
      indexed.saveSome({ offset: last.offset + last.length, number: last.number + 1 })
    }
  }

  function forget(row: Row): void {
    if ((row.flags & REPLACES) === 0) return
    const number = table.find(row)
    if (number !== undefined) reader.forget(number)
  }

  return {
    get count() {
      return table.listed
    },
    async append(records) {
      const wanted: Buffer[] = []
      for (const record of records) {
        const known = table.find(record)
        if (known === undefined) wanted.push(encodeRecord(record))
        else if (record.content !== null && isSealed(table.flags(known))) {
          wanted.push(encodeRecord(record, REPLACES))
        }
      }
      if (wanted.length > 0) await write(wanted)
    },
    async appendOpened({ author, seq, content }) {
      const [row] = table.chain(chatOf(), author, seq, seq)
      if (row === undefined) throw new Error('no such message in this history')
      if (!isSealed(table.flags(row))) return
      const [sealed] = await reader.read([row])
      if (sealed === undefined) throw damagedFile(path, 'a record cannot be read')
      await write([encodeRecord({ ...sealed, content }, REPLACES)])
    },
    async slice(from, to) {
      const rows: number[] = []
      const end = Math.min(to, table.listed)
      for (let at = Math.max(from, 0); at < end; at++) rows.push(table.at(at))
      return await reader.read(rows)
    },
    positionOf(id) {
      const row = table.findById(id, (found) => reader.readNow(found)?.id === id)
      return row === undefined ? undefined : table.positionOf(row)
    },
    place: (id, clock, rank) => table.placeControl(id, clock, rank),
    positionBefore: (key) => table.positionBefore(chatOf(), key),
    readChain: (author, from, to, maxBytes) =>
      readWithin(reader, table.chain(chatOf(), author, from, to), maxBytes),
    async sealedMessages(epoch) {
      const chat = chatOf()
      const rows = [...table.parts.sealed].filter(
        (row) => table.chat(row) === chat && (epoch === undefined || table.epoch(row) === epoch),
      )
      return await reader.read(rows.sort((a, b) => a - b))
    },
    async controls() {
      const chat = chatOf()
      const rows = [...table.parts.controls.values()].filter((row) => table.chat(row) === chat)
      return await reader.read(rows.sort((a, b) => a - b))
    },
    idAt: (author, seq) => idAt(chatOf(), author, seq, table, reader),
    chains: () => chainParts(chatOf(), table, reader),
    close: () => indexed.close(),
  }
}

/**
 * Gives a history another name, its index with it; false, and nothing happens, when that name is taken. The history must not be open.
 */
export async function renameHistory(
  from: string,
  to: string,
  disk: Disk = nodeDisk,
): Promise<boolean> {
  return await withDiskErrors(to, async () => {
    if (await isThere(disk, to)) return false
    if (!(await isThere(disk, from))) return true
    await disk.makeFolder(dirname(to))
    if (await isThere(disk, indexPath(from))) await disk.rename(indexPath(from), indexPath(to))
    await disk.rename(from, to)
    await disk.syncFolder(dirname(to))
    if (dirname(to) !== dirname(from)) await disk.syncFolder(dirname(from))
    return true
  })
}

/** Deletes a history and its index. The history must not be open. */
export async function removeHistory(path: string, disk: Disk = nodeDisk): Promise<void> {
  await withDiskErrors(path, async () => {
    await disk.remove(path)
    await disk.remove(indexPath(path))
    await disk.syncFolder(dirname(path))
  })
}

const NOTHING = Buffer.alloc(0)
const CHAIN_STEP = 64

/** Raw messages in order, as long as they fit, but at least one. */
async function readWithin(
  reader: RecordReader,
  rows: Iterable<number>,
  maxBytes: number,
): Promise<readonly RawEntry[]> {
  const wanted = [...rows]
  const found: RawEntry[] = []
  let size = 0
  for (let at = 0; at < wanted.length; at += CHAIN_STEP) {
    for (const { raw } of await reader.read(wanted.slice(at, at + CHAIN_STEP))) {
      size += raw.header.length + raw.body.length + (raw.signature?.length ?? 0)
      if (size > maxBytes && found.length > 0) return found
      found.push(raw)
    }
  }
  return found
}

async function isThere(disk: Disk, path: string): Promise<boolean> {
  return (await disk.modifiedAt(path)) !== undefined
}
