import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { isChatError } from '../../src/shared/errors.ts'
import { createPeer, type PeerOptions } from '../../src/peer/create-peer.ts'
import type { Credentials, Peer, PeerEvent } from '../../src/peer/peer.ts'
import type { ChatName, ChatState, MessageItem, PeerState } from '../../src/peer/state.ts'
import {
  createTracker,
  type Tracker,
  type TrackerOptions,
} from '../../src/tracker/create-tracker.ts'

export const PASSWORD = 'correct horse battery'
const HOST = '127.0.0.1'
const WAIT_MS = 20_000

export interface TestPeer extends Peer {
  readonly username: string
  readonly dataDir: string
  readonly heard: PeerEvent[]
  /** Resolves once the state fulfils `condition`. */
  until(condition: (state: PeerState) => boolean, what: string): Promise<PeerState>
  chat(name: ChatName): ChatState | undefined
  /** Resolves once these texts, and no others, stand in the chat in this order. */
  untilTexts(name: ChatName, texts: readonly string[]): Promise<readonly MessageItem[]>
  texts(name: ChatName): readonly string[]
  /** All lines as they stand: texts, and events as `joined bob`. */
  lines(name: ChatName): readonly string[]
  untilLines(name: ChatName, lines: readonly string[]): Promise<void>
}

export interface Network {
  tracker: Tracker
  readonly dataDir: string
  /** A peer that is not logged in yet. */
  peer(username: string, options?: Partial<PeerOptions>): Promise<TestPeer>
  /** The same with a data folder of its own: another machine. */
  machine(username: string, options?: Partial<PeerOptions>): Promise<TestPeer>
  /** A registered peer that is online. */
  join(username: string): Promise<TestPeer>
  stopTracker(): Promise<void>
  /** The same data and port again. */
  startTracker(): Promise<void>
  close(): Promise<void>
}

interface NetworkOptions {
  readonly peers?: readonly string[]
  readonly tracker?: Partial<TrackerOptions>
  /** Another program in the tracker's place. */
  readonly openTracker?: (options: TrackerOptions) => Promise<Tracker>
}

/** A network that ends with the test. */
export async function openNetwork(
  options: NetworkOptions = {},
): Promise<Network & { readonly peers: readonly TestPeer[] }> {
  const network = await createNetwork(options)
  onTestFinished(() => network.close())
  return network
}

/** The same for these people. */
export async function people<const Names extends readonly string[]>(
  ...names: Names
): Promise<Network & { readonly peers: { readonly [Index in keyof Names]: TestPeer } }> {
  return (await openNetwork({ peers: names })) as never
}

/** A tracker and registered peers on free ports of this host, in a folder of their own. */
export async function createNetwork(
  options: NetworkOptions = {},
): Promise<Network & { readonly peers: readonly TestPeer[] }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'chatp2p-test-'))
  const opened: TestPeer[] = []
  const { openTracker = createTracker } = options
  const start = (port: number): Promise<Tracker> =>
    openTracker({
      host: HOST,
      port,
      dataDir,
      name: 'test',
      log: () => undefined,
      ...options.tracker,
    })

  const network: Network = {
    dataDir,
    tracker: await start(0),
    async peer(username, more = {}) {
      const peer = await createPeer({
        dataDir,
        trackerHost: HOST,
        trackerPort: network.tracker.port,
        listenPort: 0,
        ...more,
      })
      const tested = withHelpers(peer, username, more.dataDir ?? dataDir)
      opened.push(tested)
      return tested
    },
    machine: (username, more = {}) =>
      network.peer(username, { dataDir: join(dataDir, `machine-${opened.length}`), ...more }),
    async join(username) {
      const peer = await network.peer(username)
      await peer.register({ username, password: PASSWORD })
      return peer
    },
    stopTracker: () => network.tracker.close(),
    async startTracker() {
      network.tracker = await start(network.tracker.port)
    },
    async close() {
      await Promise.all(opened.map((peer) => peer.close()))
      await network.tracker.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
  const peers = await Promise.all((options.peers ?? []).map(network.join))
  return Object.assign(network, { peers })
}

/** A peer as tests use it. */
export function withHelpers(peer: Peer, username: string, dataDir: string): TestPeer {
  const heard: PeerEvent[] = []
  peer.onEvent((event) => heard.push(event))
  const tested: TestPeer = {
    ...peer,
    username,
    dataDir,
    heard,
    until: (condition, what) => untilState(peer, condition, `${username}: ${what}`),
    chat: (name) => peer.state.get().chats.get(name),
    texts: (name) => messagesOf(peer.state.get(), name).map((message) => message.text),
    lines: (name) => linesOf(peer.state.get(), name),
    async untilLines(name, lines) {
      await untilState(
        peer,
        (now) => JSON.stringify(linesOf(now, name)) === JSON.stringify(lines),
        `${username} to show ${lines.join(', ')} in ${name}`,
        () => linesOf(peer.state.get(), name).join(', '),
      )
    },
    async untilTexts(name, texts) {
      const state = await untilState(
        peer,
        (now) =>
          JSON.stringify(messagesOf(now, name).map(({ text }) => text)) === JSON.stringify(texts),
        `${username} to have ${JSON.stringify(texts)} in ${name}`,
        () => JSON.stringify(messagesOf(peer.state.get(), name).map(({ text }) => text)),
      )
      return messagesOf(state, name)
    },
  }
  return tested
}

function messagesOf(state: PeerState, name: ChatName): readonly MessageItem[] {
  const items = state.chats.get(name)?.log.items ?? []
  return items.filter((item) => item.type === 'message')
}

function linesOf(state: PeerState, name: ChatName): readonly string[] {
  const items = state.chats.get(name)?.log.items ?? []
  return items.map((item) => (item.type === 'message' ? item.text : `${item.event} ${item.by}`))
}

function untilState(
  peer: Peer,
  condition: (state: PeerState) => boolean,
  what: string,
  describe: () => string = () => '',
): Promise<PeerState> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop()
      reject(new Error(`waited in vain for ${what}; have ${describe()}`))
    }, WAIT_MS)
    const stop = peer.state.subscribe(() => check())
    function check(): void {
      const state = peer.state.get()
      if (!condition(state)) return
      clearTimeout(timer)
      stop()
      resolve(state)
    }
    check()
  })
}

/** Logs in as soon as the tracker allows another try, after wrong ones. Throws what else the login is refused with. */
export async function loginWhenAllowed(peer: Peer, credentials: Credentials): Promise<void> {
  for (;;) {
    try {
      await peer.login(credentials)
      return
    } catch (error) {
      if (!isChatError(error, 'TOO_MANY_ATTEMPTS')) throw error
      await sleep(error.retryAfterMs ?? 100)
    }
  }
}
