import { publicKeyFromSpki } from '../../crypto/keys.ts'
import type { Profile } from '../../store/profile.ts'
import { createChatLog, type ChatLogOptions } from '../../log/create-chat-log.ts'
import type { Connection } from '../../net/connection.ts'
import type { ChatId, Kid } from '../../protocol/ids.ts'
import type { Username } from '../../protocol/names.ts'
import { ChatError, isChatError } from '../../shared/errors.ts'
import { createChats, type Chats } from '../chats/chats.ts'
import { createExchange, type Exchange } from '../chats/exchange.ts'
import { openSessionLinks } from '../links/session-links.ts'
import { createGovernment, type Government } from '../moderation/government.ts'
import { createContacts } from '../people/contacts.ts'
import { createDirectory } from '../people/directory.ts'
import { openOwnWrapKeys } from '../people/own-wrap-keys.ts'
import { isVerified } from '../people/create-verification.ts'
import { createUsers, type Users } from '../people/users.ts'
import type { PeerEvent } from '../peer.ts'
import { createRooms, type Rooms } from '../rooms/rooms.ts'
import { createReconciler } from '../account/reconcile.ts'
import { createSessionAccount } from '../account/session-account.ts'
import { compareRegularly } from './compare-regularly.ts'
import { openEndpoint, type Endpoint } from './endpoint.ts'
import { answersOf } from './answers.ts'
import { openPost, type Post } from './open-mailbox.ts'
import { createPeerHandlers } from './handlers.ts'
import { joinHandlers } from './join-handlers.ts'
import { ownHello } from './own-hello.ts'
import type { Session, SessionSurroundings } from './session.ts'
import { openSessionTransfers } from './session-transfers.ts'
import { createTrackerDuties, type TrackerDuties } from './tracker-duties.ts'
import { createTrackerLink, refusesLogin, type TrackerLink } from './tracker-link.ts'
import { createUserActs } from './user-acts.ts'
import { wantedLinks } from './wanted-links.ts'

/** A secret that nothing was opened with for this long is deleted; the history keeps what it opened. */
const EPOCH_SECRET_KEPT_MS = 30 * 24 * 3_600_000
const LOOPBACK = '127.0.0.1'

/** Starts the session of an unlocked profile; resolves after the first attempt to reach the tracker. */
export async function startSession(
  profile: Profile,
  token: Buffer,
  around: SessionSurroundings,
): Promise<Session> {
  const { identity } = profile
  const self = identity.kid
  const username = profile.username as Username
  const trackerKey = publicKeyFromSpki(Buffer.from(profile.tracker.spki, 'base64url'))
  await profile.secrets.forget(around.now() - EPOCH_SECRET_KEPT_MS)
  const wrapKeys = await openOwnWrapKeys(profile, identity, around.now())
  const directory = createDirectory({
    trackerId: profile.tracker.trackerId,
    trackerKey,
    records: profile.directory,
    pins: profile.pins,
  })

  const nameOf = (kid: string): string => directory.nameOf(kid as Kid)
  const emit = (event: PeerEvent): void => around.events.emit(event)
  /** Others may ask for it before there is one. */
  let reached: () => Connection | undefined = () => undefined
  const tracker = (): Connection | undefined => reached()

  const users: Users = createUsers({
    self,
    directory,
    hasAddress: (kid) => contacts.hasAddress(kid),
    isVerified: (name, kid) => isVerified(profile.users, name, kid),
    onChange: (changed) => around.dispatch({ type: 'users-changed', users: changed }),
    onPresence() {
      updateLinks()
      government.onPresence()
      for (const active of chats.all()) active.refresh()
    },
    emit,
  })
  const contacts = createContacts({
    directory,
    known: profile.contacts,
    now: around.now,
    tracker,
    link: (kid) => links.get(kid),
    onChange: () => profile.saveContacts([...contacts.all()]),
  })
  const tellsReading = (): boolean => profile.settings.get().readReceipts
  const parts = {
    ...{ identity, directory, contacts, tracker, nameOf, emit },
    ...{ now: around.now, onTrouble: around.onTrouble, isOnline: users.isOnline },
    chats: () => chats,
    refreshDirectory: () => duties.refreshDirectory(),
  }
  const post: Post = openPost({
    ...parts,
    ownWrapKey: wrapKeys.current,
    exchange: () => exchange,
    links: () => links,
    roomName: (id) => rooms.nameOf(id),
    tellsReading,
    isShared: () => profile.keys.isShared,
  })
  const { mailbox, marks } = post
  const exchange: Exchange = createExchange({
    self,
    chats: () => chats.all(),
    links: () => links.all(),
    reach: (kid, timeoutMs) => links.reach(kid, timeoutMs),
    tracker,
    mailbox,
    marks,
    refreshDirectory: () => duties.refreshDirectory(),
    onBadEntries: (active, from, reason) => government.onBadEntries(active, from, reason),
    onTrouble: around.onTrouble,
  })
  const logOptions = (chat: ChatId): ChatLogOptions => ({
    chat,
    self,
    dm: null,
    authorKey: directory.keyOf,
    trackerKey,
  })
  const government: Government = createGovernment({
    ...{ ...parts, exchange, logOptions, updateLinks },
    ownWrapKeys: wrapKeys,
    links: () => links,
  })
  const chats: Chats = createChats({
    ...{ ...parts, username, profile },
    ownWrapKeys: wrapKeys,
    createLog: (chat, dm) => createChatLog({ ...logOptions(chat), dm }),
    kidsOf: directory.kidsOf,
    isBlocked: (name) => name[0] === '@' && directory.changedKidOf(name.slice(1)) !== undefined,
    tellsReading,
    canFetch: post.canFetch,
    trackerName: post.trackerName,
    wrapKeysOf: post.wrapKeysOf,
    askForWraps: exchange.askForWraps,
    offerWraps: exchange.offerWraps,
    spreadOwn: post.spreadOwn,
    onReceived: post.received,
    checkOwnChain: post.checkOwnChain,
    onMembersChanged() {
      updateLinks()
      government.onMembersChanged()
    },
    onFile: (active, message) => transfers.onOffer(active, message),
    onState: (chat) => around.dispatch({ type: 'chat-changed', chat }),
    onRenamed: (from, chat) => around.dispatch({ type: 'chat-renamed', from, chat }),
    onRoomContent: government.onRoomContent,
    onHidden: government.onHidden,
    onClosed: (name) => around.dispatch({ type: 'chat-closed', name }),
  })
  const { links, relay } = openSessionLinks({
    ...{ ...parts, self, users },
    endpoint: () => endpoint,
    seenAs: () => duties.seenAs(),
    onLink(connection) {
      contacts.met(connection).catch(around.onTrouble)
      exchange.onLink(connection).catch(around.onTrouble)
      transfers.onLink(connection)
      government.onLink(connection)
      duties.heardOf(connection.hello.directory).catch(around.onTrouble)
    },
  })
  const transfers = await openSessionTransfers(
    {
      ...{ profile, directory, users, chats, links, nameOf, tracker, updateLinks },
      refreshDirectory: () => duties.refreshDirectory(),
    },
    around,
  )
  const answers = createPeerHandlers(
    answersOf({
      ...{ ...parts, self, chats, exchange, marks, desk: government.desk },
      entered: () => duties.entered(),
      endpoint: () => endpoint,
      wrapKey: wrapKeys.current,
    }),
  )
  // Before anybody can connect: what is on disk must not be made a second time.
  await chats.load()
  const handlers = joinHandlers(answers, transfers.handlers)
  const endpoint: Endpoint = await openEndpoint({
    profile,
    trackerAddress: around.trackerAddress,
    listenPort: around.listenPort,
    handlers,
    hello: () => ownHello(profile, directory),
    now: around.now,
    onConnection: (connection) => links.take(connection),
  })
  transfers.start()

  const account = createSessionAccount({
    profile,
    token,
    trackerKey,
    wrapKeys,
    listening: () => ({ port: endpoint.port, hosts: endpoint.hosts() }),
  })
  const reconciler = createReconciler({ identity, profile, chats, mailbox })
  const duties: TrackerDuties = createTrackerDuties({
    ...{ profile, account, reconciler, directory, users },
    connection: tracker,
    methods: post.methods,
    onRoomsChanged: () => {
      rooms.list().catch(around.onTrouble)
    },
    onDisplaced() {
      account.displaced().catch(around.onTrouble)
      trackerLink.refuse(new ChatError('LOGGED_IN_ELSEWHERE'))
    },
    onWishWaiting: government.onWaiting,
    onWishRefused: government.wishes.onRefused,
    onTrouble: around.onTrouble,
  })
  const trackerLink: TrackerLink = createTrackerLink({
    dial: (signal) => endpoint.dialTracker(joinHandlers(duties.handlers, relay.handlers), signal),
    enter: duties.enter,
    onStatus(status, problem) {
      around.dispatch({ type: 'tracker-changed', tracker: { status, problem } })
      if (status === 'connecting') return
      around.onTracker(status)
      if (status === 'online') catchUp().catch(around.onTrouble)
      else users.forgetPresence()
      emit({ type: 'connection', tracker: status })
    },
    ...{ onRefused: around.onRefused, onTrouble: around.onTrouble },
  })
  reached = trackerLink.connection
  const rooms: Rooms = createRooms({
    ...{ ...parts, chats, exchange },
    wishes: government.wishes,
    refreshUsers: duties.refreshUsers,
    onListed: (listed) => around.dispatch({ type: 'rooms-listed', rooms: listed }),
  })

  function updateLinks(): void {
    links.want(wantedLinks(self, chats.all(), users.mayBeOnline, transfers.wantedKids()))
  }

  /** What this peer and the tracker missed of each other while they were apart. */
  async function catchUp(): Promise<void> {
    const connection = tracker()
    transfers.onTrackerOnline()
    if (connection !== undefined) await mailbox.catchUp(connection)
    await reconciler.sayAnew()
    try {
      await rooms.list()
      if (connection !== undefined) await government.onTracker(connection)
    } catch (error) {
      if (!isChatError(error)) throw error
    }
  }

  const acts = createUserActs({
    ...{ profile, directory, chats, users, marks },
    refreshDirectory: duties.refreshDirectory,
    link: (kid) => links.get(kid),
    around,
  })
  const stopComparing = compareRegularly(links, exchange, chats.all, tracker, around.onTrouble)

  async function stop(): Promise<void> {
    stopComparing()
    await post.stop()
    government.stop()
    await trackerLink.stop()
    await transfers.close()
    await links.close()
    await endpoint.close()
    await chats.close()
  }

  links.start()
  const problem = await trackerLink.start()
  if (problem !== undefined && refusesLogin(problem)) {
    await stop()
    throw problem
  }

  return {
    info: {
      username,
      fingerprint: identity.fingerprint,
      address: { host: tracker()?.localHost ?? LOOPBACK, port: endpoint.port },
    },
    chats,
    rooms,
    listRooms: rooms.list,
    moderation: government.moderation,
    files: transfers.files,
    ...acts,
    refreshUsers: duties.refreshUsers,
    changePassword: (change) => account.changePassword(tracker(), change),
    async close() {
      await stop()
      await profile.close()
    },
  }
}
