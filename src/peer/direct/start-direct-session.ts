import type { Handlers } from '../../net/connection.ts'
import { listOwnAddresses } from '../../net/own-addresses.ts'
import type { Username } from '../../protocol/names.ts'
import type { Profile } from '../../store/profile.ts'
import { createPeerLinks, type PeerLinks } from '../links/peer-links.ts'
import { openOwnWrapKeys } from '../people/own-wrap-keys.ts'
import { compareRegularly } from '../session/compare-regularly.ts'
import { createPeerHandlers } from '../session/handlers.ts'
import { joinHandlers } from '../session/join-handlers.ts'
import { answersOf } from '../session/parts/answers.ts'
import { openSessionChats } from '../session/parts/chats.ts'
import { openSessionPeople } from '../session/parts/people.ts'
import { openSessionTransfers } from '../session/parts/transfers.ts'
import type { Session, SessionSurroundings } from '../session/session.ts'
import { createUserActs } from '../session/user-acts.ts'
import type { Transfers } from '../transfers/transfers.ts'
import { createAcquaintances } from './acquaintances.ts'
import { createConversation } from './conversation.ts'
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
  const tracker = (): undefined => undefined
  const refreshDirectory = async (): Promise<void> => {}

  const { users, contacts } = openSessionPeople(
    {
      profile,
      directory,
      tracker,
      link: (kid) => links.get(kid),
      onPresence() {
        for (const active of chats.all()) active.refresh()
      },
    },
    around,
  )
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
      logOptions: (chat) => ({ chat, self, dm: null, authorKey: directory.keyOf }),
      roomName: NO_ROOMS.nameOf,
      onFile: (active, message) => transfers.onOffer(active, message),
      onMembersChanged() {},
      onRoomContent() {},
      onHidden() {},
      // The link ends with them, and there is nobody to tell.
      onBadEntries() {},
    },
    around,
  )
  const conversation = createConversation({
    self,
    shown: {
      role: 'listenPort' in place ? 'listening' : 'dialling',
      addresses: 'host' in place ? [`${place.host}:${place.port}`] : [],
      status: 'waiting',
      problem: null,
      partner: null,
    },
    directory,
    meet,
    users,
    chats,
    links: () => links,
    onChange: (direct) => around.dispatch({ type: 'direct-changed', direct }),
    onTrouble,
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
    // The line tells.
    onOtherVersion() {},
    onTrouble,
  })
  const transfers: Transfers = await openSessionTransfers(
    { profile, directory, users, chats, links, tracker, refreshDirectory, updateLinks() {} },
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
      desk: { answer: refuseInDirect },
      endpoint: () => ({ port: 0, hosts: () => [] }),
      entered: async () => {},
      wrapKey: wrapKeys.current,
      onTrouble,
    }),
  )
  const trusted = onlyTrusted(joinHandlers(answers, transfers.handlers), conversation.isTrusted)
  const farewell: Handlers = {
    methods: {},
    notices: { bye: ({ connection }) => conversation.left(connection) },
  }

  await chats.load()
  const line = await openDirectLine({
    identity,
    username,
    place,
    handlers: joinHandlers(trusted, farewell),
    partner: conversation.partner,
    onConnection: conversation.take,
    onFailure(problem, isFinal) {
      conversation.show(isFinal ? { problem, status: 'refused' } : { problem })
    },
    onTrouble,
    now,
  })
  conversation.show(line.port === undefined ? {} : { addresses: ownAddresses(line.port) })
  users.refresh()
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
      conversation.keyAccepted()
    },
    refreshUsers: async () => {},
    changePassword: refuseInDirect,
    async close(said) {
      stopComparing()
      // The last words go before the farewell.
      const ended = await post.stop(said)
      conversation.current()?.notify('bye', {})
      conversation.current()?.close()
      await transfers.close()
      await links.close()
      await line.close()
      await chats.close()
      await stored.close()
      await profile.close()
      return ended
    },
  }
}

/** Where others dial this program, as `host:port`; never empty. */
function ownAddresses(port: number): readonly string[] {
  const hosts = listOwnAddresses()
  return (hosts.length > 0 ? hosts : [LOOPBACK]).map((host) =>
    host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
  )
}
