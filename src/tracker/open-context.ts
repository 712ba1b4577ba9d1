import { kidOf, spkiOf, trackerIdOf } from '../crypto/keys.ts'
import type { TrackerStore } from '../store/tracker-store.ts'
import { createAccounts } from './accounts/accounts.ts'
import { createDirectoryBook } from './accounts/directory-book.ts'
import { createVaults } from './accounts/vaults.ts'
import { createBackoff } from './limits/backoff.ts'
import { createInactivity } from './governance/inactivity.ts'
import { createWishes } from './governance/wishes.ts'
import { createWitnesses } from './governance/witnesses.ts'
import type { Kid } from '../protocol/ids.ts'
import type { MailboxLimits } from './mailbox/mailbox-limits.ts'
import { createMarkFeed } from './mailbox/mark-feed.ts'
import { openChats } from './mailbox/open-chats.ts'
import { createRelay } from './relay/relay.ts'
import type { RelayLimits } from './relay/relay-limits.ts'
import { createWatchers } from './presence/watchers.ts'
import { announce } from './rooms/requests/entries-push.ts'
import { createRoomFeed } from './rooms/room-feed.ts'
import { createShareShelf } from './shares/share-shelf.ts'
import { createSessions } from './sessions.ts'
import type { TrackerContext } from './tracker-context.ts'

/** Everything that the request handlers work with, as the disk holds it. */
export function openContext(
  store: TrackerStore,
  {
    keys,
    now,
    log,
    limits,
    relay,
  }: Pick<TrackerContext, 'keys' | 'now' | 'log'> & {
    readonly limits: MailboxLimits
    readonly relay: RelayLimits
  },
): TrackerContext {
  const directory = createDirectoryBook({
    trackerKey: keys.privateKey,
    records: store.directory,
    append: (records) => store.appendDirectory(records),
  })
  // An account that the directory does not name was never answered.
  const known = store.accounts.filter(({ kid }) => directory.recordOf(kid) !== undefined)
  const chats = openChats(store, { keys, now, directory, limits })
  const { governance: file } = store
  const { rooms } = chats
  const self = kidOf(spkiOf(keys.publicKey))
  const inactivity = createInactivity({
    self,
    key: keys.privateKey,
    file,
    rooms: () => rooms.all(),
    isOnline: (kid) => context.sessions.online(kid) !== undefined,
    now,
    async push(chat, entry) {
      const { change } = await rooms.push(chat, [entry], self)
      if (change !== undefined) announce(change, undefined, context)
    },
    onTrouble(error) {
      throw error
    },
  })
  const nameOf = (kid: Kid): string => context.accounts.byKid(kid)?.username ?? ''
  const context: TrackerContext = {
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
    ...chats,
    feed: createRoomFeed(),
    markFeed: createMarkFeed(),
    shares: createShareShelf(),
    governance: {
      wishes: createWishes(file, rooms, now),
      witnesses: createWitnesses(file, keys.privateKey),
      inactivity,
    },
    relay: createRelay({
      limits: relay,
      now,
      onEnd(from, to, bytes) {
        if (bytes > 0) log({ type: 'relayed', username: nameOf(from), to: nameOf(to), bytes })
      },
    }),
  }
  inactivity.update()
  return context
}
