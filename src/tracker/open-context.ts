import { entryId } from '../crypto/entry.ts'
import { kidOf, spkiOf, trackerIdOf } from '../crypto/keys.ts'
import type { AcceptedControl } from '../log/chat-log.ts'
import { createChatLog } from '../log/create-chat-log.ts'
import type { RawEntry } from '../protocol/entry.ts'
import type { ChatId } from '../protocol/ids.ts'
import type { TrackerStore } from '../store/tracker-store.ts'
import { createAccounts } from './accounts/accounts.ts'
import { createDirectoryBook } from './accounts/directory-book.ts'
import { createVaults } from './accounts/vaults.ts'
import { createBackoff } from './limits/backoff.ts'
import { createWatchers } from './presence/watchers.ts'
import { readControlEntry } from './rooms/control-entry.ts'
import { createRoomFeed } from './rooms/room-feed.ts'
import { createRooms } from './rooms/rooms.ts'
import { createWraps } from './rooms/wraps.ts'
import { createSessions } from './sessions.ts'
import type { TrackerContext } from './tracker-context.ts'

/** Everything that the request handlers work with, as the disk holds it. */
export function openContext(
  store: TrackerStore,
  { keys, now, log }: Pick<TrackerContext, 'keys' | 'now' | 'log'>,
): TrackerContext {
  const directory = createDirectoryBook({
    trackerKey: keys.privateKey,
    records: store.directory,
    append: (records) => store.appendDirectory(records),
  })
  // An account that the directory does not name was never answered.
  const known = store.accounts.filter(({ kid }) => directory.recordOf(kid) !== undefined)
  const rooms = createRooms({
    createLog: (chat) =>
      createChatLog({
        chat,
        self: kidOf(spkiOf(keys.publicKey)),
        dm: null,
        authorKey: (kid) => directory.keyOf(kid),
        trackerKey: keys.publicKey,
      }),
    append: (chat, entries) => store.appendRoom(chat, entries),
    restored: store.rooms.map(({ chat, entries }) => ({ chat, entries: readAll(entries, chat) })),
    now,
  })
  const wraps = createWraps({
    append: (chat, added) => store.appendWraps(chat, added),
    replace: (chat, contents) => store.replaceRoom(chat, contents),
    restored: store.rooms.flatMap(({ chat, wraps }) => {
      const room = rooms.get(chat)
      return room === undefined ? [] : [{ room, wraps }]
    }),
  })
  return {
    trackerId: trackerIdOf(spkiOf(keys.publicKey)),
    keys,
    now,
    log,
    store,
    accounts: createAccounts(known, directory.usernames()),
    directory,
    logins: createBackoff(),
    vaults: createVaults(store),
    sessions: createSessions(),
    watchers: createWatchers(),
    rooms,
    feed: createRoomFeed(),
    wraps,
  }
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
