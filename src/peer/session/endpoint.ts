import type { Duplex } from 'node:stream'
import { judgeCertificate } from '../../crypto/certificate.ts'
import type { Connection, Handlers } from '../../net/connection.ts'
import { dial, dialOver } from '../../net/dial.ts'
import { listen } from '../../net/listen.ts'
import { isLoopback, listOwnAddresses } from '../../net/own-addresses.ts'
import { answerOver } from '../../net/relay/answer-over.ts'
import type { Hello } from '../../protocol/wire/hello.ts'
import type { Kid } from '../../protocol/ids.ts'
import type { Address } from '../../protocol/records.ts'
import { ProtocolError } from '../../shared/errors.ts'
import type { TrackerAddress } from '../trackers.ts'
import type { Profile } from '../../store/profile.ts'

const PEER_DIAL_TIMEOUT_MS = 5_000

/** Where this peer is reached, and how it reaches others: TLS with this user's certificate on both. */
export interface Endpoint {
  /** 0 when nobody can connect. */
  readonly port: number
  /** Addresses of this host, for others on the network. */
  hosts(): readonly string[]
  dialTracker(handlers: Handlers, signal: AbortSignal): Promise<Connection>
  dialPeer(address: Address, kid: Kid, signal: AbortSignal): Promise<Connection>
  /** The two sides of a link over bytes that the tracker carries; end to end, as every link. */
  dialOver(stream: Duplex, kid: Kid, signal: AbortSignal): Promise<Connection>
  answerOver(stream: Duplex, kid: Kid): Promise<Connection>
  close(): Promise<void>
}

export interface EndpointOptions {
  readonly profile: Profile
  /** Asked for each dial: a tracker may move. */
  trackerAddress(): TrackerAddress
  /** 0: any free one; null: nobody is to connect. */
  readonly listenPort: number | null
  readonly handlers: Handlers
  hello(): Hello
  now(): number
  /** Another peer has connected and is who it should be. */
  onConnection(connection: Connection): void
}

/** Throws ChatError PORT_IN_USE or ADDRESS_UNAVAILABLE. */
export async function openEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const { profile, trackerAddress, handlers, hello } = options
  const trackerSpki = Buffer.from(profile.tracker.spki, 'base64url')
  const key = profile.identity.privateKey

  /** Only people of the same tracker: whoever comes has its certificate and speaks of the same directory. */
  function admit(certificate: Connection['certificate'], _kid: Kid, theirs: Hello): void {
    const { kind } = judgeCertificate(certificate, { trackerSpki, now: options.now() })
    if (kind !== 'issued') throw new ProtocolError('BAD_CERTIFICATE', 'not issued by our tracker')
    if (theirs.trackerId !== profile.tracker.trackerId) throw new ProtocolError('WRONG_IDENTITY')
  }

  /** With the certificate of the last login. */
  const own = () => ({ key, certificate: profile.certificate(), hello, admit, handlers })
  const { listenPort, onConnection } = options
  const listener =
    listenPort === null ? undefined : await listen({ ...own(), port: listenPort, onConnection })

  return {
    port: listener?.port ?? 0,
    hosts: () => (listener === undefined ? [] : listOwnAddresses()),
    dialTracker: (trackerHandlers, signal) =>
      dial({
        ...trackerAddress(),
        key,
        certificate: profile.certificate(),
        hello,
        expect: { trackerId: profile.tracker.trackerId },
        handlers: trackerHandlers,
        signal,
      }),
    dialPeer: (address, kid, signal) =>
      dial({
        ...own(),
        ...address,
        expect: { kid },
        signal,
        timeoutMs: PEER_DIAL_TIMEOUT_MS,
      }),
    dialOver: (stream, kid, signal) =>
      dialOver(stream, { ...own(), expect: { kid }, signal, timeoutMs: PEER_DIAL_TIMEOUT_MS }),
    answerOver: (stream, kid) => answerOver(stream, { ...own(), kid }),
    close: async () => listener?.close(),
  }
}

/** Addresses worth trying: on one host only loopback, elsewhere never; all of them before a tracker has said where this is. */
export function reachable(addresses: readonly Address[], trackerHost: string): readonly Address[] {
  if (trackerHost === '') return addresses
  const loopback = addresses.filter(({ host }) => isLoopback(host))
  if (isLoopback(trackerHost) && loopback.length > 0) return loopback
  return addresses.filter(({ host }) => !isLoopback(host))
}
