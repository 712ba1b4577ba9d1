import type { RawEntry } from '../../protocol/entry.ts'
import type { ChatId, Kid } from '../../protocol/ids.ts'
import type { Wrap } from '../../protocol/records.ts'
import { closeAll, openTogether } from '../close-all.ts'
import type { OnDamaged } from '../disk/damaged.ts'
import type { Disk } from '../disk/disk.ts'
import { withDiskErrors } from '../disk/disk-error.ts'
import { chatOfLog } from '../paths.ts'
import { openRecordLog, type RecordLog } from '../log/record-log.ts'
import { RoomLineSchema, type RoomLine } from './schemas.ts'

/** The control entries of rooms, or of DMs, and the wraps of their epochs: a log for each chat. */
export interface RoomLogs {
  append(chat: ChatId, contents: Partial<RoomContents>): Promise<void>
  /** Puts only this in place of all that is kept of a room. */
  replace(chat: ChatId, contents: RoomContents): Promise<void>
  close(): Promise<void>
}

export interface RoomContents {
  /** Of a DM; null for a room. */
  readonly members: DmMembers | null
  readonly entries: readonly RawEntry[]
  readonly wraps: readonly SourcedWrap[]
}

export type DmMembers = readonly [Kid, Kid]

/** A wrap and who brought it. */
export interface SourcedWrap {
  readonly source: Kid
  readonly wrap: Wrap
}

export interface StoredRoom extends RoomContents {
  readonly chat: ChatId
}

export async function openRoomLogs(options: {
  readonly folder: string
  readonly pathOf: (chat: ChatId) => string
  readonly disk: Disk
  readonly onDamaged?: OnDamaged | undefined
}): Promise<{ readonly logs: RoomLogs; readonly rooms: readonly StoredRoom[] }> {
  const { folder, pathOf, disk, onDamaged } = options
  const open = new Map<ChatId, Promise<RecordLog<RoomLine>>>()

  function logOf(chat: ChatId, onRecord: (line: RoomLine) => void): Promise<RecordLog<RoomLine>> {
    const known = open.get(chat)
    if (known !== undefined) return known
    const opened = openRecordLog({
      path: pathOf(chat),
      schema: RoomLineSchema,
      disk,
      onDamaged,
      onRecord,
    })
    open.set(chat, opened)
    opened.catch(() => open.delete(chat))
    return opened
  }

  async function readRooms(): Promise<readonly StoredRoom[]> {
    const rooms: StoredRoom[] = []
    for (const name of await withDiskErrors(folder, () => disk.list(folder))) {
      const chat = chatOfLog(name)
      if (chat === undefined) continue
      const entries: RawEntry[] = []
      const wraps: SourcedWrap[] = []
      let members: DmMembers | null = null
      await logOf(chat, (line) => {
        if (line.type === 'dm') members = line.members
        else if (line.type === 'wrap') wraps.push({ source: line.source, wrap: line.wrap })
        else entries.push(toEntry(line))
      })
      rooms.push({ chat, members, entries, wraps })
    }
    return rooms
  }

  const logs: RoomLogs = {
    async append(chat, contents) {
      const log = await logOf(chat, () => undefined)
      await log.append(toLines(contents))
    },
    async replace(chat, contents) {
      const log = await logOf(chat, () => undefined)
      await log.replace(() => toLines(contents))
    },
    async close() {
      const opened = await Promise.allSettled(open.values())
      await closeAll(opened.flatMap((log) => (log.status === 'fulfilled' ? [log.value] : [])))
    },
  }

  return await openTogether(async (keep) => ({ logs: keep(logs), rooms: await readRooms() }))
}

function toLines(contents: Partial<RoomContents>): readonly RoomLine[] {
  const { members = null, entries = [], wraps = [] } = contents
  return [
    ...(members === null ? [] : [{ type: 'dm' as const, members: [...members] as [Kid, Kid] }]),
    ...entries.map(({ header, body, signature }) => ({
      type: 'entry' as const,
      // Both are JSON; as text, whoever looks after a tracker can read them.
      header: header.toString('utf8'),
      body: body.toString('utf8'),
      signature: signature?.toString('base64url') ?? null,
    })),
    ...wraps.map(({ source, wrap }) => ({ type: 'wrap' as const, source, wrap })),
  ]
}

function toEntry(line: RoomLine & { type: 'entry' }): RawEntry {
  return {
    header: Buffer.from(line.header, 'utf8'),
    body: Buffer.from(line.body, 'utf8'),
    signature: line.signature === null ? undefined : Buffer.from(line.signature, 'base64url'),
  }
}
