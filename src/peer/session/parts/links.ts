import type { Connection } from '../../../net/connection.ts'
import type { Kid } from '../../../protocol/ids.ts'
import { ChatError } from '../../../shared/errors.ts'
import type { Contacts } from '../../people/contacts.ts'
import type { Users } from '../../people/users.ts'
import { reachable, type Endpoint } from '../endpoint.ts'
import { createPeerLinks, type PeerLinks } from '../../links/peer-links.ts'
import { createRelay, type Relay } from '../../links/relay.ts'

export interface SessionLinksOptions {
  readonly self: Kid
  readonly contacts: Contacts
  readonly users: Users
  endpoint(): Endpoint
  tracker(): Connection | undefined
  /** This peer's address as the tracker sees it. */
  seenAs(): string
  nameOf(kid: Kid): string
  /** A link is up; it may take the place of one that went another way. */
  onLink(connection: Connection): void
  now(): number
  onTrouble(error: unknown): void
}

/** The links of a session to other peers: direct ones, and through the tracker where that cannot be. */
export function openSessionLinks(options: SessionLinksOptions): {
  readonly links: PeerLinks
  readonly relay: Relay
} {
  const { contacts, users, endpoint, onTrouble } = options
  const links = createPeerLinks({
    self: options.self,
    addressesOf: async (kid) => reachable(await contacts.addressesOf(kid), options.seenAs()),
    dial: (address, kid, signal) => endpoint().dialPeer(address, kid, signal),
    relay: (kid, signal) => relay.dial(kid, signal),
    onLink(connection) {
      users.linked(connection.kid, connection.via)
      options.onLink(connection)
    },
    onUnlink: (kid) => users.linked(kid, null),
    onOtherVersion(kid) {
      onTrouble(new ChatError('VERSION_MISMATCH', { subject: options.nameOf(kid) }))
    },
    onTrouble,
  })
  const relay = createRelay({
    tracker: options.tracker,
    dialOver: (stream, kid, signal) => endpoint().dialOver(stream, kid, signal),
    answerOver: (stream, kid) => endpoint().answerOver(stream, kid),
    onConnection: (connection) => links.take(connection),
    nameOf: options.nameOf,
    now: options.now,
    onTrouble,
  })
  return { links, relay }
}
