import { createSelfSignedCertificate } from '../../crypto/certificate.ts'
import { fingerprintWords } from '../../crypto/fingerprint.ts'
import { createIdentity, type Identity } from '../../crypto/identity.ts'
import type { Connection, Handlers } from '../../net/connection.ts'
import { dial } from '../../net/dial.ts'
import { listen, type Listener } from '../../net/listen.ts'
import { canConnect, resolveHost } from '../../net/reach.ts'
import type { TrackerId } from '../../protocol/ids.ts'
import { VERSION } from '../../protocol/limits.ts'
import type { Hello } from '../../protocol/wire/hello.ts'
import { isChatError } from '../../shared/errors.ts'
import { fine, note, wrong, type Finding } from '../finding.ts'

const CONNECT_TIMEOUT_MS = 2_000
const PROBE_TIMEOUT_MS = 8_000
const CLOCK_TOLERANCE_MS = 60_000
const NAME = 'doctor'

export interface Place {
  readonly host: string
  readonly port: number
}

/** A doctor's own end of the network: it dials, and it listens so that others can try to reach it. */
export interface Desk {
  readonly port: number
  /** Whether the port that was asked for is free here. */
  readonly finding: Finding
  checkTracker(place: Place, known: TrackerId | undefined): Promise<readonly Finding[]>
  /** Another doctor that waits at `place`. */
  checkPeer(place: Place): Promise<Finding>
  close(): Promise<void>
}

/** Listens on `port`, or on any when that is taken. */
export async function openDesk(port: number): Promise<Desk> {
  const identity = await createIdentity()
  const { listener, finding } = await listenSomewhere(identity, port)

  async function ask(place: Place): Promise<{ connection: Connection; probe: Probe }> {
    const connection = await dial({
      ...place,
      ...credentialsOf(identity),
      expect: {},
      hello: () => helloOf(identity),
      handlers: { methods: {}, notices: {} },
    })
    try {
      const { result } = await connection.request(
        'probe',
        { port: listener.port },
        { timeoutMs: PROBE_TIMEOUT_MS },
      )
      return { connection, probe: result }
    } finally {
      connection.close()
    }
  }

  return {
    port: listener.port,
    finding,
    async checkTracker(place, known) {
      const address = addressText(place)
      const name = await checkName(place)
      if (name.status === 'wrong') return [name]
      try {
        const askedAt = Date.now()
        const { connection, probe } = await ask(place)
        const words = fingerprintWords(connection.kid)
        const isAnother = known !== undefined && known !== connection.hello.trackerId
        return [
          name,
          isAnother
            ? wrong('tracker-is-another', { address, words })
            : fine('tracker-answers', { address, words }),
          clockFinding(probe.time - (askedAt + Date.now()) / 2),
          probe.isReached
            ? fine('inbound-open', { host: probe.seenAs, port: listener.port })
            : wrong('inbound-closed', { host: probe.seenAs, port: listener.port }),
        ]
      } catch (error) {
        if (!isChatError(error)) throw error
        const answers = await canConnect(place, CONNECT_TIMEOUT_MS)
        const id = answers ? 'tracker-strange' : 'tracker-silent'
        return [name, wrong(id, { address, code: error.code })]
      }
    },
    async checkPeer(place) {
      const address = addressText(place)
      try {
        const { probe } = await ask(place)
        const values = { address, host: probe.seenAs, port: listener.port }
        return probe.isReached ? fine('peer-open', values) : wrong('peer-one-way', values)
      } catch (error) {
        if (!isChatError(error)) throw error
        return wrong('peer-silent', { address, code: error.code })
      }
    },
    close: () => listener.close(),
  }
}

interface Probe {
  readonly seenAs: string
  readonly isReached: boolean
  readonly time: number
}

async function listenSomewhere(
  identity: Identity,
  port: number,
): Promise<{ readonly listener: Listener; readonly finding: Finding }> {
  const start = (at: number): Promise<Listener> =>
    listen({
      port: at,
      ...credentialsOf(identity),
      hello: () => helloOf(identity),
      handlers: ANSWERS,
      onConnection: () => {},
    })
  try {
    const listener = await start(port)
    return { listener, finding: fine('port-free', { port: listener.port }) }
  } catch (error) {
    if (port === 0 || !isChatError(error, 'PORT_IN_USE')) throw error
    return { listener: await start(0), finding: note('port-used', { port }) }
  }
}

/** A doctor answers another one as a tracker would. */
const ANSWERS: Handlers = {
  methods: {
    probe: async ({ params, connection }) => {
      const { host } = connection.remote
      const isReached = await canConnect({ host, port: params.port }, CONNECT_TIMEOUT_MS)
      return { result: { seenAs: host, isReached, time: Date.now() } }
    },
  },
  notices: {},
}

async function checkName({ host }: Place): Promise<Finding> {
  const addresses = await resolveHost(host)
  return addresses.length === 0
    ? wrong('name-unknown', { host })
    : fine('name-resolved', { host, addresses: addresses.join(', ') })
}

function clockFinding(differenceMs: number): Finding {
  const seconds = Math.round(Math.abs(differenceMs) / 1_000)
  return Math.abs(differenceMs) > CLOCK_TOLERANCE_MS
    ? wrong('clock-off', { seconds })
    : fine('clock-right', { seconds })
}

function credentialsOf({ privateKey, publicKey }: Identity) {
  const certificate = createSelfSignedCertificate({ privateKey, publicKey, name: NAME })
  return { key: privateKey, certificate }
}

/** It names itself as its tracker, because only a tracker is dialled without being known. */
function helloOf({ kid }: Identity): Hello {
  return {
    kind: 'hello',
    versions: [VERSION],
    kid,
    username: null,
    trackerId: kid as string as TrackerId,
    directory: [0, ''],
    caps: {},
  }
}

function addressText({ host, port }: Place): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
