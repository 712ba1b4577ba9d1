import { setTimeout as sleep } from 'node:timers/promises'
import { createSelfSignedCertificate } from '../../crypto/certificate.ts'
import type { Identity } from '../../crypto/identity.ts'
import type { Connection } from '../../net/connection.ts'
import { dial } from '../../net/dial.ts'
import type { TrackerId } from '../../protocol/ids.ts'
import { VERSION } from '../../protocol/limits.ts'
import type { Username } from '../../protocol/names.ts'
import { fromB64, toB64 } from '../../shared/bytes.ts'
import { ChatError, isChatError } from '../../shared/errors.ts'

const MEETINGS = 4
const BETWEEN_MEETINGS_MS = 400

export interface TrackerPlace {
  readonly tracker: { readonly host: string; readonly port: number }
  readonly trackerFingerprint?: string | undefined
}

/** A connection for somebody whom the tracker does not know yet; a tracker under a flood may turn one away for a moment. */
export async function meetTracker(
  place: TrackerPlace,
  identity: Identity,
  username: Username,
): Promise<Connection> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await dialTracker(place, identity, username)
    } catch (error) {
      if (attempt === MEETINGS || !wasTurnedAway(error)) throw error
      await sleep(attempt * BETWEEN_MEETINGS_MS)
    }
  }
}

/** The certificate of a key that no tracker has issued one for yet. */
export function selfSigned(identity: Identity, username: Username): Buffer {
  const { privateKey, publicKey } = identity
  return createSelfSignedCertificate({ privateKey, publicKey, name: username })
}

/** Reached, but cut off before anything was said: nobody there would be another error. */
function wasTurnedAway(error: unknown): boolean {
  const cause = isChatError(error, 'TRACKER_UNREACHABLE') ? error.cause : undefined
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNRESET'
}

function dialTracker(
  place: TrackerPlace,
  identity: Identity,
  username: Username,
): Promise<Connection> {
  const trackerId = parseFingerprint(place.trackerFingerprint)
  return dial({
    ...place.tracker,
    key: identity.privateKey,
    certificate: selfSigned(identity, username),
    expect: trackerId === undefined ? {} : { trackerId },
    hello: () => ({
      kind: 'hello',
      versions: [VERSION],
      kid: identity.kid,
      username: null,
      trackerId: null,
      directory: [0, ''],
      caps: {},
    }),
    handlers: { methods: {}, notices: {} },
  })
}

/** 64 hexadecimal digits in any grouping, or b64. Throws USAGE for anything else. */
function parseFingerprint(text: string | undefined): TrackerId | undefined {
  if (text === undefined) return undefined
  const digits = text.replaceAll(/[\s:]/g, '')
  if (/^[0-9a-f]{64}$/i.test(digits)) return toB64(Buffer.from(digits, 'hex')) as TrackerId
  if (fromB64(digits)?.length === 32) return digits as TrackerId
  throw new ChatError('USAGE', { subject: '--tracker-fingerprint' })
}
