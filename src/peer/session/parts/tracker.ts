import type { PublicKey } from '../../../crypto/keys.ts'
import type { Connection, Handlers } from '../../../net/connection.ts'
import { ChatError, isChatError } from '../../../shared/errors.ts'
import type { Profile } from '../../../store/profile.ts'
import { createReconciler } from '../../account/reconcile.ts'
import { createSessionAccount } from '../../account/session-account.ts'
import type { Chats } from '../../chats/chats.ts'
import type { Government } from '../../moderation/government.ts'
import type { Directory } from '../../people/directory.ts'
import type { DirectoryReader } from '../../people/directory-reader.ts'
import type { OwnWrapKeyring } from '../../people/own-wrap-keys.ts'
import type { Users } from '../../people/users.ts'
import type { PasswordChange } from '../../peer.ts'
import type { Rooms } from '../../rooms/rooms.ts'
import type { Endpoint } from '../endpoint.ts'
import { joinHandlers } from '../join-handlers.ts'
import type { SessionSurroundings } from '../session.ts'
import { createTrackerDuties, type TrackerDuties } from '../tracker-duties.ts'
import { createTrackerLink, type TrackerLink } from '../tracker-link.ts'
import type { Post } from './post.ts'

/** The side of a session towards its tracker. */
export interface SessionTracker
  extends
    Pick<TrackerLink, 'connection' | 'start' | 'stop'>,
    Pick<TrackerDuties, 'entered' | 'refreshUsers' | 'seenAs'> {
  changePassword(change: PasswordChange): Promise<void>
}

export interface SessionTrackerOptions {
  readonly profile: Profile
  readonly token: Buffer
  readonly trackerKey: PublicKey
  readonly wrapKeys: OwnWrapKeyring
  readonly directory: Directory
  readonly directoryReader: DirectoryReader
  readonly users: Users
  readonly chats: Chats
  readonly post: Post
  readonly rooms: Rooms
  readonly government: Government
  /** What else the tracker may say over the connection to it. */
  readonly handlers: Handlers
  endpoint(): Endpoint
  /** Logged in. */
  onOnline(): void
}

/** The account at the tracker, the connection to it, and what is caught up with whenever that is there. */
export function openSessionTracker(
  options: SessionTrackerOptions,
  around: SessionSurroundings,
): SessionTracker {
  const { profile, directory, users, rooms, government } = options
  const { mailbox, methods } = options.post
  const account = createSessionAccount({
    profile,
    token: options.token,
    trackerKey: options.trackerKey,
    wrapKeys: options.wrapKeys,
    listening: () => ({ port: options.endpoint().port, hosts: options.endpoint().hosts() }),
  })
  const reconciler = createReconciler({
    identity: profile.identity,
    profile,
    chats: options.chats,
    mailbox,
  })
  const duties = createTrackerDuties({
    profile,
    account,
    reconciler,
    directory,
    directoryReader: options.directoryReader,
    users,
    connection: () => link.connection(),
    methods,
    onRoomsChanged() {
      rooms.list().catch(around.onTrouble)
    },
    onDisplaced() {
      account.displaced().catch(around.onTrouble)
      link.refuse(new ChatError('LOGGED_IN_ELSEWHERE'))
    },
    onWishWaiting: government.onWaiting,
    onWishRefused: government.wishes.onRefused,
    onTrouble: around.onTrouble,
  })
  const handlers = joinHandlers(duties.handlers, options.handlers)
  const link: TrackerLink = createTrackerLink({
    dial: (signal) => options.endpoint().dialTracker(handlers, signal),
    enter: duties.enter,
    onStatus(status, problem) {
      around.dispatch({ type: 'tracker-changed', tracker: { status, problem } })
      if (status === 'connecting') return
      around.onTracker(status)
      if (status === 'online') catchUp(link.connection()).catch(around.onTrouble)
      else users.forgetPresence()
      around.events.emit({ type: 'connection', tracker: status })
    },
    onRefused: around.onRefused,
    onTrouble: around.onTrouble,
  })

  /** What this peer and the tracker missed of each other while they were apart. */
  async function catchUp(connection: Connection | undefined): Promise<void> {
    options.onOnline()
    if (connection !== undefined) await mailbox.catchUp(connection)
    await reconciler.sayAnew()
    try {
      await rooms.list()
      if (connection !== undefined) await government.onTracker(connection)
    } catch (error) {
      if (!isChatError(error)) throw error
    }
  }

  return {
    connection: link.connection,
    start: link.start,
    stop: link.stop,
    entered: duties.entered,
    refreshUsers: duties.refreshUsers,
    seenAs: duties.seenAs,
    changePassword: (change) => account.changePassword(link.connection(), change),
  }
}
