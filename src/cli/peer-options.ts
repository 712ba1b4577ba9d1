import type { Context } from './context.ts'

/** What the flags say about the peer and its tracker. */
export function peerOptions({ settings, dataDir }: Context) {
  const fingerprint = settings.fingerprint('tracker-fingerprint')
  return {
    dataDir,
    trackerHost: settings.textOr('tracker-host', ''),
    trackerPort: settings.port('tracker-port'),
    listenPort: settings.port('listen-port'),
    ...(fingerprint === undefined ? {} : { trackerFingerprint: fingerprint }),
  }
}
