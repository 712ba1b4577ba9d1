import { safetyCode } from '../../crypto/fingerprint.ts'
import { spkiOf } from '../../crypto/keys.ts'
import { createChatLog } from '../../log/create-chat-log.ts'
import type { Connection } from '../../net/connection.ts'
import { listOwnAddresses } from '../../net/own-addresses.ts'
import type { Kid } from '../../protocol/ids.ts'
import type { Username } from '../../protocol/names.ts'
import type { Profile } from '../../store/profile.ts'
import { createChats, type Chats } from '../chats/chats.ts'
import { createExchange, type Exchange } from '../chats/exchange.ts'
import type { DirectPartner, DirectState } from '../direct.ts'
import { createPeerLinks, type PeerLinks } from '../links/peer-links.ts'
import { createContacts } from '../people/contacts.ts'
import { isVerified } from '../people/create-verification.ts'
import { openOwnWrapKeys } from '../people/own-wrap-keys.ts'
import { createUsers, type Users } from '../people/users.ts'
import type { PeerEvent } from '../peer.ts'
import { answersOf } from '../session/answers.ts'
import { compareRegularly } from '../session/compare-regularly.ts'
import { createPeerHandlers } from '../session/handlers.ts'
import { joinHandlers } from '../session/join-handlers.ts'
import { openPost, type Post } from '../session/open-mailbox.ts'
import type { Session, SessionSurroundings } from '../session/session.ts'
import { openSessionTransfers } from '../session/session-transfers.ts'
import { createUserActs } from '../session/user-acts.ts'
import { createAcquaintances } from './acquaintances.ts'
import { openDirectLine, type DirectPlace } from './direct-line.ts'
import { NO_MODERATION, NO_ROOMS, NO_SHARES, refuseInDirect } from './not-in-direct.ts'
import { onlyTrusted } from './only-trusted.ts'

const LOOPBACK = '127.0.0.1'

export interface DirectSurroundings extends Pick<
  SessionSurroundings,
  'now' | 'dispatch' | 'events' | 'onTrouble'
> {
  readonly place: DirectPlace
}

/**
 * The session of two people without a tracker: the same chats, links, receipts and files as any other, with acquaintances in place
 * of a directory. It listens when this resolves, or has begun to dial. Throws PORT_IN_USE, ADDRESS_UNAVAILABLE.
 */
export async function startDirectSession(
  profile: Profile,
  around: DirectSurroundings,
): Promise<Session> {
  const { identity } = profile
  const { place, now, onTrouble } = around
  const self = identity.kid
  const username = profile.username as Username
  const stored = await profile.openAcquaintances()
  const { pins } = profile
  const { directory, meet } = createAcquaintances({ identity, username, stored, pins, now })
  const wrapKeys = await openOwnWrapKeys(profile, identity, now())
  const nameOf = (kid: string): string => directory.nameOf(kid as Kid)
  const emit = (event: PeerEvent): void => around.events.emit(event)
  const tracker = (): undefined => undefined
  const refreshDirectory = async (): Promise<void> => {}

  /** The link that counts; it is used once its key is trusted. */
  let current: Connection | undefined
  let hasLeft = false
  let shown: DirectState = {
    role: 'listenPort' in place ? 'listening' : 'dialling',
    addresses: 'host' in place ? [`${place.host}:${place.port}`] : [],
    status: 'waiting',
    problem: null,
    partner: null,
  }
  /** Whoever came first, for as long as this program runs. */
  let partner: { readonly kid: Kid; readonly known: DirectPartner } | undefined

  function show(change: Partial<DirectState>): void {
    shown = { ...shown, ...change }
    around.dispatch({ type: 'direct-changed', direct: shown })
  }

  const users: Users = createUsers({
    self,
    directory,
    isVerified: (name, kid) => isVerified(profile.users, name, kid),
    // Only whoever is linked is there.
    hasAddress: () => false,
    onChange: (changed) => around.dispatch({ type: 'users-changed', users: changed }),
    onPresence() {
      for (const active of chats.all()) active.refresh()
    },
    emit,
  })
  const contacts = createContacts({
    ...{ directory, now, tracker },
    known: profile.contacts,
    link: (kid) => links.get(kid),
    onChange: () => profile.saveContacts([...contacts.all()]),
  })
  const tellsReading = (): boolean => profile.settings.get().readReceipts
  const parts = {
    ...{ identity, directory, contacts, tracker, nameOf, emit, now, onTrouble, tellsReading },
    ...{ isOnline: users.isOnline, refreshDirectory },
  }
  const post: Post = openPost({
    ...parts,
    ownWrapKey: wrapKeys.current,
    chats: () => chats,
    exchange: () => exchange,
    links: () => links,
    roomName: async () => undefined,
    isShared: () => profile.keys.isShared,
  })
  const { marks } = post
  const exchange: Exchange = createExchange({
    ...{ self, tracker, mailbox: post.mailbox, marks, refreshDirectory, onTrouble },
    chats: () => chats.all(),
    links: () => links.all(),
    reach: (kid, timeoutMs) => links.reach(kid, timeoutMs),
    // The link ends with them, and there is nobody to tell.
    onBadEntries() {},
  })
  const chats: Chats = createChats({
    ...{ ...parts, username, profile },
    ownWrapKeys: wrapKeys,
    createLog: (chat, dm) => createChatLog({ chat, self, dm, authorKey: directory.keyOf }),
    kidsOf: directory.kidsOf,
    isBlocked: (name) => directory.changedKidOf(name.slice(1)) !== undefined,
    canFetch: post.canFetch,
    trackerName: post.trackerName,
    wrapKeysOf: post.wrapKeysOf,
    askForWraps: exchange.askForWraps,
    offerWraps: exchange.offerWraps,
    spreadOwn: post.spreadOwn,
    onReceived: post.received,
    checkOwnChain: post.checkOwnChain,
    onMembersChanged() {},
    onFile: (active, message) => transfers.onOffer(active, message),
    onState: (chat) => around.dispatch({ type: 'chat-changed', chat }),
    onRenamed: (from, chat) => around.dispatch({ type: 'chat-renamed', from, chat }),
    onRoomContent() {},
    onHidden() {},
    onClosed: (name) => around.dispatch({ type: 'chat-closed', name }),
  })
  const links: PeerLinks = createPeerLinks({
    self,
    // One line and no other: it dials by itself.
    addressesOf: async () => [],
    dial: refuseInDirect,
    relay: refuseInDirect,
    onLink(connection) {
      users.linked(connection.kid, 'direct')
      contacts.met(connection).catch(onTrouble)
      exchange.onLink(connection).catch(onTrouble)
      transfers.onLink(connection)
    },
    onUnlink: (kid) => users.linked(kid, null),
    onTrouble,
  })
  const transfers = await openSessionTransfers(
    {
      ...{ profile, directory, users, chats, links, nameOf, tracker, refreshDirectory },
      updateLinks() {},
    },
    around,
  )
  const answers = createPeerHandlers(
    answersOf({
      ...{ ...parts, self, chats, exchange, marks, desk: { answer: refuseInDirect } },
      entered: async () => {},
      endpoint: () => ({ port: 0, hosts: () => [] }),
      wrapKey: wrapKeys.current,
    }),
  )
  await chats.load()
  const line = await openDirectLine({
    ...{ identity, username, place, now, onTrouble, onConnection },
    handlers: joinHandlers(onlyTrusted(joinHandlers(answers, transfers.handlers), isTrusted), {
      methods: {},
      notices: {
        bye({ connection }) {
          if (connection === current) hasLeft = true
        },
      },
    }),
    partner: () => partner && { kid: partner.kid, username: partner.known.username },
    onFailure: (problem, isFinal) => show(isFinal ? { problem, status: 'refused' } : { problem }),
  })
  if (line.port !== undefined) {
    const hosts = listOwnAddresses()
    show({ addresses: (hosts.length > 0 ? hosts : [LOOPBACK]).map((host) => at(host, line.port)) })
  } else show({})
  users.refresh()
  transfers.start()

  /** A changed key is dealt with only once it was accepted. */
  function isTrusted({ kid }: Connection): boolean {
    return directory.kidOf(nameOf(kid)) === kid
  }

  function onConnection(connection: Connection): void {
    const { kid, hello, certificate } = connection
    if (hello.username === null || (partner !== undefined && partner.kid !== kid)) {
      connection.close('DIRECT_TAKEN')
      return
    }
    const before = current
    current = connection
    hasLeft = false
    const met = meet({ name: hello.username, kid, spki: spkiOf(certificate.publicKey) })
    met.saved.catch(onTrouble)
    users.refresh()
    if (isTrusted(connection)) links.take(connection)
    else before?.close('displaced')
    const { username: name, how, lastMet } = met
    const { words } = safetyCode(self, kid)
    partner ??= { kid, known: { username: name, words, how, lastMet } }
    greet(connection, name).catch(onTrouble)
    connection.closed
      .then(() => {
        if (current !== connection) return
        current = undefined
        show({ status: hasLeft ? 'left' : 'apart' })
      })
      .catch(onTrouble)
  }

  /** Whoever is shown can be written to; where nothing may be sent yet, the chat says why. */
  async function greet(connection: Connection, name: Username): Promise<void> {
    const kid = directory.kidOf(name)
    if (kid !== undefined) await chats.openDm(name, kid)
    showPartner(current === connection ? { status: 'together', problem: null } : {})
  }

  function showPartner(change: Partial<DirectState> = {}): void {
    if (partner !== undefined) show({ ...change, partner: partner.known })
  }

  const acts = createUserActs({
    ...{ profile, directory, chats, users, marks, refreshDirectory, around },
    link: (kid) => links.get(kid),
  })
  const stopComparing = compareRegularly(links, exchange, chats.all, tracker, onTrouble)
  line.start()

  return {
    info: {
      username,
      fingerprint: identity.fingerprint,
      address: { host: listOwnAddresses()[0] ?? LOOPBACK, port: line.port ?? 0 },
    },
    chats,
    rooms: NO_ROOMS,
    listRooms: NO_ROOMS.list,
    moderation: NO_MODERATION,
    files: { ...transfers.files, ...NO_SHARES },
    ...acts,
    async acceptKey(name) {
      await acts.acceptKey(name)
      if (current === undefined || !isTrusted(current)) return
      if (partner !== undefined) partner = { ...partner, known: { ...partner.known, how: 'new' } }
      showPartner()
      if (links.get(current.kid) !== current) links.take(current)
    },
    refreshUsers: async () => {},
    changePassword: refuseInDirect,
    async close() {
      stopComparing()
      // The last words go before the farewell.
      for (const active of chats.all()) {
        await active.chat.flush().catch(onTrouble)
        const present = active.recipients().filter((kid) => links.get(kid) !== undefined)
        await exchange.tell(active, [], present)
      }
      current?.notify('bye', {})
      await post.stop()
      current?.close()
      await transfers.close()
      await links.close()
      await line.close()
      await chats.close()
      await stored.close()
      await profile.close()
    },
  }
}

function at(host: string, port: number | undefined): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
