import { parseEntryHeader, type MessageHeader, type RawEntry } from '../../protocol/entry.ts'
import type { ChatId, EntryId } from '../../protocol/ids.ts'
import type { Mark } from '../../protocol/mark.ts'
import { encodeJson } from '../../protocol/strict-json.ts'
import { ProtocolError } from '../../shared/errors.ts'
import * as v from 'valibot'
import { closeAll, openTogether } from '../close-all.ts'
import type { OnDamaged } from '../disk/damaged.ts'
import type { Disk } from '../disk/disk.ts'
import { withDiskErrors } from '../disk/disk-error.ts'
import { openAppendLog, type AppendLog, type Place } from '../log/append-log.ts'
import { chatOfLog } from '../paths.ts'
import { LaneLineSchema, type LaneLine } from './schemas.ts'

export type { Place } from '../log/append-log.ts'

/** Messages and marks that wait at a tracker, a log for each chat. What is given up stays in it until it is written anew. */
export interface LaneLogs {
  /** Durable when it resolves, with the places of the messages. */
  append(chat: ChatId, added: LaneContents): Promise<readonly Place[]>
  /** Messages by their places; undefined for one that cannot be read any more. */
  read(chat: ChatId, places: readonly Place[]): Promise<readonly (RawEntry | undefined)[]>
  /** Puts only these messages and marks in place of all; the new places of the messages, undefined for one that was lost. */
  rewrite(
    chat: ChatId,
    kept: readonly Place[],
    marks: readonly Mark[],
  ): Promise<readonly (Place | undefined)[]>
  /** Bytes of a chat's log, of use or not. */
  size(chat: ChatId): number
  close(): Promise<void>
}

export interface LaneContents {
  readonly messages?: readonly {
    readonly id: EntryId
    readonly at: number
    readonly raw: RawEntry
  }[]
  readonly marks?: readonly Mark[]
}

export interface StoredMessage {
  readonly id: EntryId
  readonly header: MessageHeader
  /** When it came, in milliseconds. */
  readonly at: number
  readonly isSigned: boolean
  /** Of the entry itself. */
  readonly bytes: number
  readonly place: Place
}

export interface StoredLanes {
  readonly chat: ChatId
  /** In the order they were written, also those that were given up. */
  readonly messages: readonly StoredMessage[]
  readonly marks: readonly Mark[]
}

export async function openLaneLogs(options: {
  readonly folder: string
  readonly pathOf: (chat: ChatId) => string
  readonly disk: Disk
  readonly onDamaged?: OnDamaged | undefined
}): Promise<{ readonly logs: LaneLogs; readonly lanes: readonly StoredLanes[] }> {
  const { folder, pathOf, disk, onDamaged } = options
  const open = new Map<ChatId, Promise<AppendLog>>()
  const sizes = new Map<ChatId, number>()

  function logOf(
    chat: ChatId,
    onRecord: (bytes: Buffer, place: Place) => void = () => undefined,
  ): Promise<AppendLog> {
    const known = open.get(chat)
    if (known !== undefined) return known
    const opened = openAppendLog({ path: pathOf(chat), disk, onDamaged, onRecord })
    open.set(chat, opened)
    opened.catch(() => open.delete(chat))
    return opened
  }

  async function readLanes(): Promise<readonly StoredLanes[]> {
    const lanes: StoredLanes[] = []
    for (const name of await withDiskErrors(folder, () => disk.list(folder))) {
      const chat = chatOfLog(name)
      if (chat === undefined) continue
      const messages: StoredMessage[] = []
      const marks: Mark[] = []
      const log = await logOf(chat, (bytes, place) => {
        const line = parseLine(bytes)
        const message = line?.type === 'message' ? toStored(line, place) : undefined
        if (line?.type === 'mark') marks.push(line.mark)
        else if (message !== undefined) messages.push(message)
        else onDamaged?.({ path: pathOf(chat), reason: 'not the expected record' })
      })
      sizes.set(chat, log.end.offset)
      lanes.push({ chat, messages, marks })
    }
    return lanes
  }

  const logs: LaneLogs = {
    async append(chat, { messages = [], marks = [] }) {
      const log = await logOf(chat)
      const lines = [...messages.map(messageLine), ...marks.map(markLine)]
      const places = await log.append(lines.map(encodeJson))
      sizes.set(chat, log.end.offset)
      return places.slice(0, messages.length)
    },
    async read(chat, places) {
      const log = await logOf(chat)
      return (await log.read(places)).map((record) => {
        const line = record === undefined ? undefined : parseLine(record.bytes)
        return line?.type === 'message' ? toRaw(line) : undefined
      })
    },
    async rewrite(chat, kept, marks) {
      const log = await logOf(chat)
      const records = (await log.read(kept)).map((record) => record?.bytes)
      const lines = [...records, ...marks.map((mark) => encodeJson(markLine(mark)))]
      await log.replace(() => lines.filter((line) => line !== undefined))
      sizes.set(chat, log.end.offset)
      return placesOf(records)
    },
    size: (chat) => sizes.get(chat) ?? 0,
    async close() {
      const opened = await Promise.allSettled(open.values())
      await closeAll(opened.flatMap((log) => (log.status === 'fulfilled' ? [log.value] : [])))
    },
  }

  return await openTogether(async (keep) => ({ logs: keep(logs), lanes: await readLanes() }))
}

/** How many bytes of a log a mark takes. */
export function markLineBytes(mark: Mark): number {
  return encodeJson(markLine(mark)).length + 1
}

/** Where records stand that were written one after another from the start, each with a line's end. */
function placesOf(records: readonly (Buffer | undefined)[]): readonly (Place | undefined)[] {
  let offset = 0
  return records.map((record) => {
    if (record === undefined) return undefined
    const place = { offset, length: record.length + 1 }
    offset += place.length
    return place
  })
}

function parseLine(bytes: Buffer): LaneLine | undefined {
  const parsed = v.safeParse(LaneLineSchema, JSON.parse(bytes.toString('utf8')))
  return parsed.success ? parsed.output : undefined
}

function toStored(line: LaneLine & { type: 'message' }, place: Place): StoredMessage | undefined {
  const raw = toRaw(line)
  const { id, at } = line
  const bytes = raw.header.length + raw.body.length + (raw.signature?.length ?? 0)
  try {
    const header = parseEntryHeader(raw)
    if (header.lane !== 'message') return undefined
    return { id, header, at, isSigned: raw.signature !== undefined, bytes, place }
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}

function toRaw({ header, body, signature }: LaneLine & { type: 'message' }): RawEntry {
  return {
    header: Buffer.from(header, 'utf8'),
    body: Buffer.from(body, 'base64url'),
    signature: signature === null ? undefined : Buffer.from(signature, 'base64url'),
  }
}

function messageLine({ id, at, raw }: NonNullable<LaneContents['messages']>[number]): LaneLine {
  return {
    type: 'message',
    id,
    at,
    header: raw.header.toString('utf8'),
    body: raw.body.toString('base64url'),
    signature: raw.signature?.toString('base64url') ?? null,
  }
}

function markLine(mark: Mark): LaneLine {
  return { type: 'mark', mark }
}
