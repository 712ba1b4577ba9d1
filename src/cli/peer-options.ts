import type { Context } from './context.ts'
import { interfaceFilter } from './network/interface-filter.ts'

/** What the flags say about the peer and its tracker. */
export function peerOptions({ settings, dataDir }: Context) {
  const fingerprint = settings.fingerprint('tracker-fingerprint')
  // Not said at all: as it was decided for the profile.
  const isSaid = settings.text('no-key-backup') !== undefined
  return {
    dataDir,
    trackerHost: settings.text('tracker-host'),
    trackerPort: settings.port('tracker-port'),
    listenPort: settings.isOn('no-listen') ? null : settings.port('listen-port'),
    discovery: interfaceFilter(settings),
    ...(isSaid ? { keyBackup: !settings.isOn('no-key-backup') } : {}),
    ...(fingerprint === undefined ? {} : { trackerFingerprint: fingerprint }),
  }
}
