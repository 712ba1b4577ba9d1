import { publicKeyFromSpki } from '../../crypto/keys.ts'
import type { ChatLogOptions } from '../../log/create-chat-log.ts'
import type { Connection } from '../../net/connection.ts'
import type { ChatId } from '../../protocol/ids.ts'
import type { Profile } from '../../store/profile.ts'
import { createGovernment, type Government } from '../moderation/government.ts'
import { createDirectory } from '../people/directory.ts'
import { createDirectoryReader } from '../people/directory-reader.ts'
import { openOwnWrapKeys } from '../people/own-wrap-keys.ts'
import type { Farewell } from '../peer.ts'
import { createRooms, type Rooms } from '../rooms/rooms.ts'
import type { Transfers } from '../transfers/transfers.ts'
import { compareRegularly } from './compare-regularly.ts'
import { openEndpoint, type Endpoint } from './endpoint.ts'
import { createPeerHandlers } from './handlers.ts'
import { joinHandlers } from './join-handlers.ts'
import { ownHello } from './own-hello.ts'
import { answersOf } from './parts/answers.ts'
import { openSessionChats } from './parts/chats.ts'
import { openSessionLinks } from './parts/links.ts'
import { openSessionPeople } from './parts/people.ts'
import { openSessionTracker, type SessionTracker } from './parts/tracker.ts'
import { openSessionTransfers } from './parts/transfers.ts'
import type { Session, SessionSurroundings } from './session.ts'
import { refusesLogin } from './tracker-link.ts'
import { createUserActs } from './user-acts.ts'
import { wantedLinks } from './wanted-links.ts'

/** A secret that nothing was opened with for this long is deleted; the history keeps what it opened. */
const EPOCH_SECRET_KEPT_MS = 30 * 24 * 3_600_000
const LOOPBACK = '127.0.0.1'

/**
 * Starts the session of an unlocked profile; resolves after the first attempt to reach the tracker. Its parts need each other in
 * circles: each takes the earlier ones as they are and the later ones as functions, which nobody calls before those are there.
 */
export async function startSession(
  profile: Profile,
  token: Buffer,
  around: SessionSurroundings,
): Promise<Session> {
  const { identity } = profile
  const { now, onTrouble } = around
  const self = identity.kid
  const trackerKey = publicKeyFromSpki(Buffer.from(profile.tracker.spki, 'base64url'))
  await profile.secrets.forget(now() - EPOCH_SECRET_KEPT_MS)
  const wrapKeys = await openOwnWrapKeys(profile, identity, now())
  const directory = createDirectory({
    trackerId: profile.tracker.trackerId,
    trackerKey,
    records: profile.directory,
    pins: profile.pins,
  })
  const { nameOf } = directory
  const { emit } = around.events
  const tracker = (): Connection | undefined => sessionTracker.connection()

  const { users, contacts } = openSessionPeople(
    {
      profile,
      directory,
      tracker,
      link: (kid) => links.get(kid),
      onPresence() {
        updateLinks()
        government.onPresence()
        for (const active of chats.all()) active.refresh()
      },
    },
    around,
  )
  const directoryReader = createDirectoryReader({ profile, directory, users, tracker })
  const refreshDirectory = directoryReader.refresh

  const logOptions = (chat: ChatId): ChatLogOptions => ({
    chat,
    self,
    dm: null,
    authorKey: directory.keyOf,
    trackerKey,
  })
  const { chats, exchange, post } = openSessionChats(
    {
      profile,
      wrapKeys,
      directory,
      users,
      contacts,
      tracker,
      links: () => links,
      refreshDirectory,
      logOptions,
      roomName: (id) => rooms.nameOf(id),
      onFile: (active, message) => transfers.onOffer(active, message),
      onMembersChanged() {
        updateLinks()
        government.onMembersChanged()
      },
      onRoomContent: (active, stored) => government.onRoomContent(active, stored),
      onHidden: (active, stored) => government.onHidden(active, stored),
      onBadEntries: (active, from, error) => government.onBadEntries(active, from, error),
    },
    around,
  )
  const government: Government = createGovernment({
    identity,
    directory,
    contacts,
    chats,
    exchange,
    ownWrapKeys: wrapKeys,
    links: () => links,
    tracker,
    trackerName: post.trackerName,
    isOnline: users.isOnline,
    nameOf,
    logOptions,
    updateLinks,
    refreshDirectory,
    now,
    emit,
    onTrouble,
  })
  const rooms: Rooms = createRooms({
    identity,
    chats,
    exchange,
    wishes: government.wishes,
    tracker,
    nameOf,
    isOnline: users.isOnline,
    refreshUsers: () => sessionTracker.refreshUsers(),
    onListed: (listed) => around.dispatch({ type: 'rooms-listed', rooms: listed }),
    now,
  })

  const { links, relay } = openSessionLinks({
    self,
    contacts,
    users,
    endpoint: () => endpoint,
    tracker,
    seenAs: () => sessionTracker.seenAs(),
    nameOf,
    onLink(connection) {
      contacts.met(connection).catch(onTrouble)
      exchange.onLink(connection).catch(onTrouble)
      transfers.onLink(connection)
      government.onLink(connection)
      directoryReader.heardOf(connection.hello.directory).catch(onTrouble)
    },
    now,
    onTrouble,
  })
  const sessionTracker: SessionTracker = openSessionTracker(
    {
      profile,
      token,
      trackerKey,
      wrapKeys,
      directory,
      directoryReader,
      users,
      chats,
      post,
      rooms,
      government,
      handlers: relay.handlers,
      endpoint: () => endpoint,
      onOnline: () => transfers.onTrackerOnline(),
    },
    around,
  )
  const transfers: Transfers = await openSessionTransfers(
    { profile, directory, users, chats, links, tracker, refreshDirectory, updateLinks },
    around,
  )
  const answers = createPeerHandlers(
    answersOf({
      self,
      chats,
      directory,
      contacts,
      exchange,
      marks: post.marks,
      desk: government.desk,
      endpoint: () => endpoint,
      entered: sessionTracker.entered,
      wrapKey: wrapKeys.current,
      onTrouble,
    }),
  )

  function updateLinks(): void {
    links.want(wantedLinks(self, chats.all(), users.mayBeOnline, transfers.wantedKids()))
  }

  // Before anybody can connect: what is on disk must not be made a second time.
  await chats.load()
  const endpoint: Endpoint = await openEndpoint({
    profile,
    trackerAddress: around.trackerAddress,
    listenPort: around.listenPort,
    handlers: joinHandlers(answers, transfers.handlers),
    hello: () => ownHello(profile, directory),
    now,
    onConnection: (connection) => links.take(connection),
  })
  transfers.start()
  const acts = createUserActs({
    profile,
    directory,
    chats,
    users,
    marks: post.marks,
    refreshDirectory,
    link: (kid) => links.get(kid),
    around,
  })
  const stopComparing = compareRegularly(links, exchange, chats.all, tracker, onTrouble)

  async function stop(said: Promise<void>): Promise<Farewell> {
    stopComparing()
    const farewell = await post.stop(said)
    government.stop()
    await sessionTracker.stop()
    await transfers.close()
    await links.close()
    await endpoint.close()
    await chats.close()
    return farewell
  }

  links.start()
  const problem = await sessionTracker.start()
  if (problem !== undefined && refusesLogin(problem)) {
    await stop(Promise.resolve())
    throw problem
  }

  return {
    info: {
      username: profile.username,
      fingerprint: identity.fingerprint,
      address: { host: tracker()?.localHost ?? LOOPBACK, port: endpoint.port },
    },
    chats,
    rooms,
    listRooms: rooms.list,
    moderation: government.moderation,
    files: transfers.files,
    ...acts,
    refreshUsers: sessionTracker.refreshUsers,
    changePassword: sessionTracker.changePassword,
    async close(said) {
      const farewell = await stop(said)
      await profile.close()
      return farewell
    },
  }
}
