import { entryId } from '../../crypto/entry.ts'
import { kidOf, spkiOf } from '../../crypto/keys.ts'
import type { AcceptedControl } from '../../log/chat-log.ts'
import { createChatLog } from '../../log/create-chat-log.ts'
import type { RawEntry } from '../../protocol/entry.ts'
import type { ChatId } from '../../protocol/ids.ts'
import type { DmMembers, RoomContents } from '../../store/tracker/room-logs.ts'
import type { TrackerStore } from '../../store/tracker-store.ts'
import { createEntryRates } from '../limits/entry-rates.ts'
import { readControlEntry } from '../rooms/control-entry.ts'
import { createRoom, type Room } from '../rooms/room.ts'
import { createRooms } from '../rooms/rooms.ts'
import { createWraps } from '../rooms/wraps.ts'
import type { TrackerContext } from '../tracker-context.ts'
import { createBox } from './box.ts'
import { createDms } from './dms.ts'
import type { MailboxLimits } from './mailbox-limits.ts'

/** The rooms and DMs as the disk holds them, with what waits of them. */
export function openChats(
  store: TrackerStore,
  options: Pick<TrackerContext, 'keys' | 'now' | 'directory'> & { readonly limits: MailboxLimits },
): Pick<TrackerContext, 'rooms' | 'dms' | 'wraps'> {
  const { keys, now, directory, limits } = options
  const rates = createEntryRates(now)
  const usage = { bytes: 0 }
  const lanes = new Map(store.lanes.map((one) => [one.chat, one]))
  const storedDms = store.dms.flatMap(({ chat, members, entries }) =>
    members === null ? [] : [{ chat, members, entries: readAll(entries, chat) }],
  )
  /** DMs whose log begins with their members already. */
  const begun = new Set(storedDms.map(({ chat }) => chat))

  function openRoom(
    chat: ChatId,
    dm: DmMembers | null,
    restored: readonly AcceptedControl[],
    append: (entries: readonly RawEntry[]) => Promise<void>,
  ): Room {
    const log = createChatLog({
      chat,
      self: kidOf(spkiOf(keys.publicKey)),
      dm,
      authorKey: (kid) => directory.keyOf(kid),
      trackerKey: keys.publicKey,
    })
    const waiting = lanes.get(chat)
    const box = { log, store: store.laneLogs, limits, usage, now, restored: waiting }
    return createRoom({ log, createBox: () => createBox(box), append, restored })
  }

  async function appendDm(
    chat: ChatId,
    members: DmMembers,
    contents: Partial<Omit<RoomContents, 'members'>>,
  ): Promise<void> {
    await store.appendDm(chat, begun.has(chat) ? contents : { ...contents, members })
    begun.add(chat)
  }

  const rooms = createRooms({
    createRoom: (chat, restored) =>
      openRoom(chat, null, restored, (entries) => store.appendRoom(chat, entries)),
    restored: store.rooms.map(({ chat, entries }) => ({ chat, entries: readAll(entries, chat) })),
    rates,
  })
  const dms = createDms({
    createRoom: (chat, members, restored) =>
      openRoom(chat, members, restored, (entries) => appendDm(chat, members, { entries })),
    restored: storedDms,
    rates,
  })
  const found = new Map([...rooms.all(), ...dms.all()].map((room) => [room.log.chat, room]))
  const wraps = createWraps({
    async append(chat, added) {
      const members = dms.membersOf(chat)
      if (members === undefined) await store.appendWraps(chat, added)
      else await appendDm(chat, members, { wraps: added })
    },
    async replace(chat, contents) {
      const members = dms.membersOf(chat)
      if (members === undefined) await store.replaceRoom(chat, { ...contents, members: null })
      else await store.replaceDm(chat, { ...contents, members })
    },
    restored: [...store.rooms, ...store.dms].flatMap(({ chat, wraps: shelved }) => {
      const room = found.get(chat)
      return room === undefined ? [] : [{ room, wraps: shelved }]
    }),
  })
  return { rooms, dms, wraps }
}

/** Each once: a file that was written anew while something was being added may hold it twice. */
function readAll(entries: readonly RawEntry[], chat: ChatId): readonly AcceptedControl[] {
  const byId = new Map<string, AcceptedControl>()
  for (const raw of entries) {
    const { header, event } = readControlEntry(raw, chat)
    const id = entryId(raw.header, raw.body)
    if (!byId.has(id)) byId.set(id, { lane: 'control', id, header, event, raw })
  }
  return [...byId.values()]
}
