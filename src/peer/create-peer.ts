import type { InterfaceFilter } from '../net/discovery/interfaces.ts'
import { createEmitter } from '../shared/emitter.ts'
import { ChatError } from '../shared/errors.ts'
import { createMutex } from '../shared/mutex.ts'
import { createStore } from '../shared/observable.ts'
import type { Disk } from '../store/disk/disk.ts'
import { openKnownTrackers } from '../store/known-trackers.ts'
import { listProfiles } from '../store/profile.ts'
import { fingerprintWords } from '../crypto/fingerprint.ts'
import { createTrackerFinder } from './discovery/tracker-finder.ts'
import type { Credentials, Farewell, Peer, PeerEvent } from './peer.ts'
import { createInitialState, reducePeer } from './reducer.ts'
import { openAccount, type AccountPlace, type OpenAccount } from './account/open-account.ts'
import { registerAccount } from './account/register-account.ts'
import { actsOfSession } from './acts-of-session.ts'
import type { Session } from './session/session.ts'
import { createTroubles } from './troubles.ts'
import { startSession } from './session/start-session.ts'
import type { TrackerAddress } from './trackers.ts'

export interface PeerOptions {
  readonly dataDir: string
  /** Undefined: the last used one, or one that announces itself on the network. */
  readonly trackerHost: string | undefined
  readonly trackerPort: number
  /** On which of this host's interfaces to look for trackers. */
  readonly discovery?: InterfaceFilter | undefined
  /** 0: any free one; null: nobody can connect, links go out or through the tracker. */
  readonly listenPort: number | null
  /** The only tracker key to accept, as hexadecimal digits or b64; without it the first one met is pinned. */
  readonly trackerFingerprint?: string | undefined
  /** Whether the tracker keeps a sealed backup of the keys; undefined: as it was decided for the profile, at first yes. */
  readonly keyBackup?: boolean | undefined
  now?(): number
  /** Another disk for tests. */
  readonly disk?: Disk | undefined
}

/** A peer that nobody has logged in to yet. */
export async function createPeer(options: PeerOptions): Promise<Peer> {
  const { dataDir, trackerHost, trackerPort, now = Date.now } = options
  const store = createStore(
    createInitialState({ host: trackerHost ?? '', port: trackerPort }),
    reducePeer,
  )
  const events = createEmitter<PeerEvent>()
  /** Sessions begin and end one after another. */
  const turns = createMutex()
  let session: Session | undefined
  let isClosed = false
  const {
    disk,
    tellDamage,
    tell: onTrouble,
  } = createTroubles({
    disk: options.disk,
    dispatch: store.dispatch,
    now,
  })
  const finder = await createTrackerFinder({
    named: trackerHost === undefined ? undefined : { host: trackerHost, port: trackerPort },
    defaultPort: trackerPort,
    filter: options.discovery ?? { allow: [], deny: [] },
    known: openKnownTrackers({ dataDir, disk, onDamaged: tellDamage }),
    now,
    onChange: (trackers) => store.dispatch({ type: 'trackers-changed', trackers }),
  })
  showTracker(finder.address())

  function showTracker(address: TrackerAddress | undefined): void {
    if (address === undefined) return
    const words = finder.wordsAt(address)
    store.dispatch({ type: 'tracker-changed', tracker: { ...address, words } })
  }

  async function enter(
    username: string,
    open: (place: AccountPlace) => Promise<OpenAccount>,
  ): Promise<Session> {
    if (isClosed) throw new ChatError('CANCELLED')
    if (session !== undefined) throw new ChatError('ALREADY_LOGGED_IN')
    store.dispatch({ type: 'session-ended', session: { status: 'entering', username } })
    let account: OpenAccount | undefined
    try {
      account = await open({ ...place, tracker: await finder.settle() })
      const { trackerId, host, port } = account.profile.tracker
      const trackerAddress = (): TrackerAddress => finder.locate(trackerId, { host, port })
      store.dispatch({
        type: 'tracker-changed',
        tracker: { ...trackerAddress(), words: fingerprintWords(trackerId) },
      })
      session = await startSession(account.profile, account.token, {
        trackerAddress,
        onTracker(status) {
          if (status === 'offline') {
            finder.seek()
            return
          }
          finder.rest()
          store.dispatch({ type: 'tracker-changed', tracker: trackerAddress() })
          finder.remember(trackerId, trackerAddress()).catch(onTrouble)
        },
        listenPort: options.listenPort,
        now,
        dispatch: store.dispatch,
        events,
        onRefused: (error) => void displace(error).catch(onTrouble),
        onTrouble,
      })
    } catch (error) {
      await account?.profile.close()
      store.dispatch({ type: 'session-ended', session: { status: 'out' } })
      throw error
    }
    store.dispatch({ type: 'session-changed', session: { status: 'in', ...session.info } })
    return session
  }

  async function leave(): Promise<Farewell> {
    const leaving = session
    session = undefined
    const farewell = await leaving?.close(said())
    finder.rest()
    return farewell ?? { waiting: 0 }
  }

  /** Another machine has taken the account over, or the password is no longer the one. */
  function displace(error: ChatError): Promise<void> {
    return turns.run(async () => {
      const username = session?.info.username
      if (username === undefined) return
      await leave()
      store.dispatch({ type: 'session-ended', session: { status: 'displaced', username } })
      onTrouble(error)
    })
  }

  const { said, ...acts } = actsOfSession(() => session, store)
  const place: Omit<AccountPlace, 'tracker'> = {
    dataDir,
    trackerFingerprint: options.trackerFingerprint,
    disk,
    keyBackup: options.keyBackup,
    now,
    onDamaged: tellDamage,
  }

  return {
    ...acts,
    state: store,
    onEvent: (listener) => events.on(listener),
    trackers: {
      look: () => finder.look(),
      choose: (address) =>
        turns.run(async () => {
          if (session !== undefined) throw new ChatError('ALREADY_LOGGED_IN')
          finder.choose(address)
          showTracker(address)
        }),
    },
    register: (credentials: Credentials) =>
      turns.run(async () => {
        const { info } = await enter(credentials.username, (there) =>
          registerAccount(there, credentials),
        )
        return { username: info.username, fingerprint: info.fingerprint }
      }),
    login: (credentials: Credentials) =>
      turns.run(async () => {
        const { info } = await enter(credentials.username, (there) =>
          openAccount(there, credentials),
        )
        return info
      }),
    logout: () =>
      turns.run(async () => {
        if (session === undefined) throw new ChatError('NOT_LOGGED_IN')
        const farewell = await leave()
        store.dispatch({ type: 'session-ended', session: { status: 'out', ...farewell } })
        return farewell
      }),
    close: () => {
      isClosed = true
      return turns.run(async () => {
        const farewell = await leave()
        await finder.close()
        return farewell
      })
    },
    listProfiles: () => listProfiles(dataDir),
    dismissAlert: (id) => store.dispatch({ type: 'alert-dismissed', id }),
  }
}
