import type { Connection, Handlers } from '../../net/connection.ts'
import type { ChatId, Kid } from '../../protocol/ids.ts'
import { debounce } from '../../shared/debounce.ts'
import { createMutex } from '../../shared/mutex.ts'
import type { Directory } from '../people/directory.ts'
import type { DirectoryReader } from '../people/directory-reader.ts'
import type { Users } from '../people/users.ts'
import { decodeKids, readDirectory, watchPresence } from './enter-tracker.ts'
import type { Profile } from '../../store/profile.ts'
import type { Reconciler } from '../account/reconcile.ts'
import type { SessionAccount } from '../account/session-account.ts'

/** A tracker that announces many changes of its rooms is asked for the list once in this time. */
const ROOMS_DELAY_MS = 250

/** What a session and its tracker tell each other, from login on. */
export interface TrackerDuties {
  /** Logs in, reads the directory, asks who is there. Throws ChatError or ProtocolError. */
  enter(connection: Connection): Promise<void>
  /** Resolves when no login is under way: until then nobody is shown this user's own chains, which may have to be put in order. */
  entered(): Promise<void>
  readonly handlers: Handlers
  /** The directory and presence as the tracker has them now; nothing without a tracker. Throws ChatError. */
  refreshUsers(): Promise<void>
  /** The address of this peer as the tracker sees it; the tracker's own before the first login. */
  seenAs(): string
}

export interface TrackerDutiesOptions {
  readonly profile: Profile
  readonly account: SessionAccount
  readonly reconciler: Reconciler
  readonly directory: Directory
  readonly directoryReader: DirectoryReader
  readonly users: Users
  connection(): Connection | undefined
  readonly methods: Handlers['methods']
  onRoomsChanged(): void
  onWishWaiting(): void
  onWishRefused(chat: ChatId): void
  onDisplaced(): void
  onTrouble(error: unknown): void
}

export function createTrackerDuties(options: TrackerDutiesOptions): TrackerDuties {
  const { profile, directory, directoryReader, users } = options
  const presence = createMutex()
  let seenAs = ''
  let entering: Promise<void> = Promise.resolve()

  /** Somebody may come online before the directory has told who it is. */
  async function takePresence(online: readonly Kid[], offline: readonly Kid[]): Promise<void> {
    if (online.some((kid) => directory.keyOf(kid) === undefined)) await directoryReader.refresh()
    users.changed(online, offline)
  }

  async function enter(connection: Connection): Promise<void> {
    seenAs = await options.account.logIn(connection)
    await options.reconciler.withdraw(connection)
    await readDirectory(connection, directory, profile.appendDirectory)
    users.refresh()
    users.reset(await watchPresence(connection))
  }

  return {
    enter(connection) {
      const done = enter(connection)
      entering = done.catch(() => undefined)
      return done
    },
    entered: () => entering,
    handlers: {
      methods: options.methods,
      notices: {
        presence({ params, body }) {
          const kids = decodeKids(body)
          const online = kids.slice(0, params.online)
          const offline = kids.slice(params.online)
          presence.run(() => takePresence(online, offline)).catch(options.onTrouble)
        },
        room: debounce(ROOMS_DELAY_MS, options.onRoomsChanged),
        displaced: options.onDisplaced,
        'admission.waiting': options.onWishWaiting,
        'admission.refused': ({ params }) => options.onWishRefused(params.chat),
      },
    },
    async refreshUsers() {
      const connection = options.connection()
      if (connection === undefined) return
      await directoryReader.refresh()
      await presence.run(async () => users.reset(await watchPresence(connection)))
    },
    seenAs: () => seenAs,
  }
}
