import type { Connection } from '../net/connection.ts'
import type { TrackerId } from '../protocol/ids.ts'
import type { Method, Params, Result } from '../protocol/wire/methods.ts'
import type { TrackerKeys } from '../store/tracker/key-files.ts'
import type { TrackerStore } from '../store/tracker-store.ts'
import type { Accounts } from './accounts/accounts.ts'
import type { DirectoryBook } from './accounts/directory-book.ts'
import type { Vaults } from './accounts/vaults.ts'
import type { Backoff } from './limits/backoff.ts'
import type { Dms } from './mailbox/dms.ts'
import type { MarkFeed } from './mailbox/mark-feed.ts'
import type { Governance } from './governance/governance.ts'
import type { Relay } from './relay/relay.ts'
import type { RoomFeed } from './rooms/room-feed.ts'
import type { Rooms } from './rooms/rooms.ts'
import type { Wraps } from './rooms/wraps.ts'
import type { Sessions } from './sessions.ts'
import type { TrackerEvent } from './tracker-event.ts'
import type { ShareShelf } from './shares/share-shelf.ts'
import type { Watchers } from './presence/watchers.ts'

/** What the request handlers work with. */
export interface TrackerContext {
  readonly trackerId: TrackerId
  readonly keys: TrackerKeys
  readonly now: () => number
  readonly log: (event: TrackerEvent) => void
  readonly store: TrackerStore
  readonly accounts: Accounts
  readonly directory: DirectoryBook
  readonly logins: Backoff
  readonly vaults: Vaults
  readonly sessions: Sessions
  readonly watchers: Watchers
  readonly rooms: Rooms
  readonly dms: Dms
  readonly feed: RoomFeed
  readonly markFeed: MarkFeed
  readonly wraps: Wraps
  readonly shares: ShareShelf
  readonly governance: Governance
  readonly relay: Relay
}

/** Answers one request of somebody who may ask it, as the table of methods says. */
export type TrackerHandler<M extends Method> = (
  request: {
    readonly params: Params<M>
    readonly body: Buffer
    readonly connection: Connection
  },
  tracker: TrackerContext,
) => Promise<{ readonly result: Result<M>; readonly body?: Uint8Array }>
