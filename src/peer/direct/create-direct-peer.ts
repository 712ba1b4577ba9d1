import { parseUsername } from '../../protocol/names.ts'
import { createEmitter } from '../../shared/emitter.ts'
import { ChatError } from '../../shared/errors.ts'
import { createStore } from '../../shared/observable.ts'
import type { Disk } from '../../store/disk/disk.ts'
import { actsOfSession } from '../acts-of-session.ts'
import type { Farewell, Peer, PeerEvent } from '../peer.ts'
import { createInitialState, reducePeer } from '../reducer.ts'
import type { Session } from '../session/session.ts'
import { createTroubles } from '../troubles.ts'
import type { DirectPlace } from './direct-line.ts'
import { refuseInDirect } from './not-in-direct.ts'
import { openDirectProfile } from './open-direct-profile.ts'
import { startDirectSession } from './start-direct-session.ts'

export interface DirectPeerOptions {
  /** Of direct mode alone: its keys and histories are others than those of accounts. */
  readonly dataDir: string
  readonly username: string
  readonly place: DirectPlace
  now?(): number
  /** Another disk for tests. */
  readonly disk?: Disk | undefined
}

/**
 * A peer for two people without a tracker. There is a session from the start and until `close`; what needs a tracker or an account
 * throws NOT_IN_DIRECT. Throws INVALID_USERNAME, PORT_IN_USE, ADDRESS_UNAVAILABLE, PROFILE_IN_USE and the disk's.
 */
export async function createDirectPeer(options: DirectPeerOptions): Promise<Peer> {
  const { dataDir, place, now = Date.now } = options
  const username = parseUsername(options.username)
  if (username === undefined) throw new ChatError('INVALID_USERNAME')
  const store = createStore(createInitialState({ host: '', port: 0 }), reducePeer)
  const events = createEmitter<PeerEvent>()
  const { dispatch } = store
  const troubles = createTroubles({ disk: options.disk, dispatch, now })
  const { disk, tell: onTrouble, tellDamage: onDamaged } = troubles
  const profile = await openDirectProfile({ dataDir, username, disk, onDamaged })
  let session: Session
  try {
    session = await startDirectSession(profile, { place, now, dispatch, events, onTrouble })
  } catch (error) {
    await profile.close()
    throw error
  }
  dispatch({ type: 'session-changed', session: { status: 'in', ...session.info } })
  let closing: Promise<Farewell> | undefined
  const { said, ...acts } = actsOfSession(() => session, store)

  return {
    ...acts,
    state: store,
    onEvent: (listener) => events.on(listener),
    trackers: { look() {}, choose: refuseInDirect },
    register: refuseInDirect,
    login: refuseInDirect,
    logout: refuseInDirect,
    close: () => (closing ??= session.close(said())),
    listProfiles: async () => [],
    dismissAlert: (id) => dispatch({ type: 'alert-dismissed', id }),
  }
}
