import { PassThrough } from 'node:stream'
import { AUTO_ACCEPT_USUAL } from '../../../src/peer/files.ts'
import type { Farewell, Peer, PeerEvent } from '../../../src/peer/peer.ts'
import type { MessageItem, PeerState } from '../../../src/peer/state.ts'
import { runRpc } from '../../../src/rpc/run-rpc.ts'
import { createEmitter } from '../../../src/shared/emitter.ts'
import { createStore } from '../../../src/shared/observable.ts'

/** What the peer behind the interface was asked, in order. */
export type Call = readonly [name: string, ...given: unknown[]]

export interface Session {
  readonly calls: Call[]
  readonly events: { emit(event: PeerEvent): void }
  /** Writes one line, JSON unless it is text already. */
  send(value: unknown): void
  /** The next line that was written. */
  next(): Promise<unknown>
  /** Everything that was written until the end, after the input has ended. */
  finish(): Promise<unknown[]>
  readonly input: PassThrough
  readonly output: PassThrough
  readonly stop: AbortController
  readonly done: Promise<Farewell>
}

/** A peer whose actions are given, served over two streams of this process. */
export function startSession(actions: Partial<Peer> = {}, state: Partial<PeerState> = {}): Session {
  const calls: Call[] = []
  const events = createEmitter<PeerEvent>()
  const input = new PassThrough()
  const output = new PassThrough()
  const stop = new AbortController()
  const store = createStore<PeerState, never>({ ...LOGGED_IN, ...state }, (value) => value)
  const base: Partial<Peer> = {
    state: store,
    onEvent: (listener) => events.on(listener),
    logout: async () => ({ waiting: 0 }),
    ...actions,
  }
  const peer = new Proxy(base, {
    get(target, name: keyof Peer) {
      const member = target[name]
      if (typeof member !== 'function' || name === 'onEvent') return member
      return (...given: unknown[]) => {
        calls.push([name, ...given])
        return Reflect.apply(member, target, given)
      }
    },
  }) as Peer
  const done = runRpc({ peer, input, output, version: '9.9.9', stop: stop.signal })
  const lines = linesOf(output)
  return {
    calls,
    events,
    input,
    output,
    stop,
    done,
    send: (value) => {
      input.write(`${typeof value === 'string' ? value : JSON.stringify(value)}\n`)
    },
    async next() {
      const line = await lines.next()
      return line.done === true ? undefined : line.value
    },
    async finish() {
      input.end()
      const rest: unknown[] = []
      void done.then(
        () => output.end(),
        () => output.end(),
      )
      for await (const line of lines) rest.push(line)
      await done
      return rest
    },
  }
}

export function messageItem(given: Partial<MessageItem> = {}): MessageItem {
  return {
    type: 'message',
    id: 'm1',
    from: 'bob',
    own: false,
    text: 'hello',
    file: null,
    sentAt: Date.UTC(2026, 10, 19, 10, 21, 0, 7),
    clockOff: false,
    state: 'stored',
    delivered: 0,
    recipients: 1,
    mentionsMe: false,
    problem: null,
    ...given,
  }
}

const LOGGED_IN: PeerState = {
  session: {
    status: 'in',
    username: 'alice',
    fingerprint: 'ab12',
    address: { host: '127.0.0.1', port: 1 },
  },
  tracker: { status: 'online', host: '127.0.0.1', port: 5000, words: '', problem: null },
  trackers: { isLooking: false, choices: [] },
  users: new Map(),
  direct: null,
  rooms: new Map(),
  chats: new Map(),
  settings: { readReceipts: true },
  alerts: [],
  transfers: new Map(),
  shares: [],
  autoAccept: AUTO_ACCEPT_USUAL,
}

async function* linesOf(output: PassThrough): AsyncGenerator<unknown> {
  let rest = ''
  for await (const chunk of output) {
    rest += String(chunk)
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield JSON.parse(line)
  }
}
