import type { SeenMessage, Sighting } from '../checker/run-record.ts'
import { followRpc, Gone, Refused, type Result, type RpcProgram } from './rpc-program.ts'
import type { Ground } from './ground.ts'
import { chatKey, type Journal } from './journal.ts'

const PASSWORD = 'correct horse battery'
const PAGE = 1_000
/** A port on which nothing ever listens: the program reaches nobody. */
const NOWHERE = { host: '127.0.0.1', port: 9 }

/** One user: a data folder, and a program that comes and goes. What is asked of it is done in the order of asking. */
export interface Person {
  readonly name: string
  readonly isUp: boolean
  /** Starts the program and logs in, or registers the first time. */
  start(): Promise<void>
  kill(): Promise<void>
  end(): Promise<void>
  pause(ms: number): Promise<void>
  send(chat: string, count: number): Promise<void>
  read(chat: string): Promise<void>
  /** Create, join and leave a room. */
  act(method: 'rooms.create' | 'rooms.join' | 'rooms.leave', room: string): Promise<void>
  /** What the program shows of these chats now; nothing when it is gone. */
  look(chats: readonly string[]): Promise<readonly Sighting[]>
  /** Kills the program and gives what the disk has, without anybody's help. */
  inspect(chats: readonly string[]): Promise<readonly Sighting[]>
  /** Resolves once everything that was asked for is done or given up. */
  idle(): Promise<void>
}

export interface PersonOptions {
  readonly name: string
  program(): readonly string[]
  readonly data: string
  readonly ground: Ground
  readonly journal: Journal
  readonly onTrouble: (what: string) => void
  readonly onRefusal: (what: string) => void
}

export function createPerson(options: PersonOptions): Person {
  const { name, ground, journal, onTrouble } = options
  let program: RpcProgram | undefined
  let isRegistered = false
  let said = 0
  let lane: Promise<void> = Promise.resolve()
  let leaving: Promise<void> = Promise.resolve()

  function inLane(what: string, task: () => Promise<void>): Promise<void> {
    lane = lane.then(task).catch((error: unknown) => {
      if (error instanceof Refused) options.onRefusal(`${name} ${what}: ${error.code}`)
      else if (!(error instanceof Gone)) onTrouble(`${name} ${what}: ${String(error)}`)
    })
    return lane
  }

  function open(tracker: { readonly host: string; readonly port: number }): RpcProgram {
    const where = ['--tracker-host', tracker.host, '--tracker-port', String(tracker.port)]
    const words = [...options.program(), 'rpc', ...where, '--data', options.data]
    const child = ground.start(name, process.execPath, words)
    const opened = followRpc(child, (method, params) => {
      journal.heard(name, method, params)
      if (method === 'overflow') onTrouble(`${name}: notifications were left out`)
    })
    void opened.closed.then((code) => {
      if (code !== null && code !== 0) onTrouble(`${name} ended with ${code}: ${opened.stderr()}`)
    })
    return opened
  }

  async function enter(opened: RpcProgram): Promise<void> {
    const method = isRegistered ? 'session.login' : 'session.register'
    try {
      await opened.call(method, { username: name, password: PASSWORD })
      isRegistered = true
    } catch (error) {
      if (error instanceof Refused) onTrouble(`${name} ${method}: ${error.code}`)
      throw error
    }
  }

  function requireProgram(): RpcProgram {
    if (program === undefined) throw new Gone('down')
    return program
  }

  async function readAll(from: RpcProgram, chat: string): Promise<readonly SeenMessage[]> {
    let messages: readonly SeenMessage[] = []
    for (;;) {
      const before = messages[0] === undefined ? {} : { before: messages[0].id }
      const { messages: page } = (await from.call('messages.history', {
        chat,
        limit: PAGE,
        ...before,
      })) as { messages: readonly SeenMessage[] }
      messages = [...page, ...messages]
      if (page.length < PAGE) return messages
    }
  }

  async function lookWith(
    from: RpcProgram,
    chats: readonly string[],
    diedAt?: number,
  ): Promise<readonly Sighting[]> {
    const seen: Sighting[] = []
    for (const chat of chats) {
      const asOf = diedAt ?? journal.tick()
      const messages = await readAll(from, chat).catch((error: unknown) => {
        if (error instanceof Refused && NOT_THERE.has(error.code)) return []
        throw error
      })
      const seenAt = journal.tick()
      const key = chatKey(name, chat)
      seen.push({ user: name, chat: key, asOf, seenAt, isFinal: false, messages })
    }
    return seen
  }

  async function membersOf(chat: string): Promise<readonly string[] | null> {
    if (!chat.startsWith('#')) return null
    try {
      const answer = await requireProgram().call('rooms.members', { name: chat.slice(1) })
      return (answer['members'] as { username: string }[]).map(({ username }) => username)
    } catch (error) {
      if (error instanceof Refused || error instanceof Gone) return null
      throw error
    }
  }

  async function sendOne(
    chat: string,
    knownBefore: readonly string[] | null,
  ): Promise<FinishLater> {
    const text = `${name} ${++said} in ${chat}`
    const tick = journal.tick()
    const key = chatKey(name, chat)
    const send = journal.asked({
      ...{ chat: key, from: name, text, tick, knownBefore, knownAfter: null },
      ...{ outcome: 'unknown', id: null, answeredTick: null },
    })
    try {
      const answer: Result = await requireProgram().call('messages.send', { chat, text })
      send.finish({
        outcome: 'acknowledged',
        id: String(answer['id']),
        answeredTick: journal.tick(),
      })
    } catch (error) {
      if (error instanceof Refused) {
        send.finish({ outcome: 'refused' })
        options.onRefusal(`${name} messages.send: ${error.code}`)
      } else if (!(error instanceof Gone)) throw error
    }
    return (knownAfter) => send.finish({ knownAfter })
  }

  return {
    name,
    get isUp() {
      return program?.isRunning === true
    },
    start: () =>
      inLane('start', async () => {
        if (program?.isRunning === true) return
        program = open(ground.trackerAddress(name))
        await enter(program)
      }),
    async kill() {
      await program?.kill()
    },
    async end() {
      const ending = program
      if (ending === undefined) return
      const timer = setTimeout(() => ending.signal('SIGKILL'), END_TIMEOUT_MS)
      leaving = ending.end().then(() => clearTimeout(timer))
      await leaving
    },
    async pause(ms) {
      const paused = program
      paused?.signal('SIGSTOP')
      await new Promise((resolve) => setTimeout(resolve, ms))
      paused?.signal('SIGCONT')
    },
    send: (chat, count) =>
      inLane('send', async () => {
        if (program?.isRunning !== true) return
        const knownBefore = await membersOf(chat)
        const sent = await Promise.all(
          Array.from({ length: count }, () => sendOne(chat, knownBefore)),
        )
        const knownAfter = await membersOf(chat)
        for (const finish of sent) finish(knownAfter)
      }),
    read: (chat) =>
      inLane('messages.markRead', async () => {
        if (program?.isRunning === true) await program.call('messages.markRead', { chat })
      }),
    act: (method, room) =>
      inLane(`${method} ${room}`, async () => {
        if (program?.isRunning !== true) return
        if (method === 'rooms.leave') {
          journal.left({ chat: `#${room}`, user: name, tick: journal.tick() })
        }
        await program.call(method, { name: room })
      }),
    async look(chats) {
      let seen: readonly Sighting[] = []
      await inLane('look', async () => {
        seen = await lookWith(requireProgram(), chats)
      })
      return seen
    },
    async inspect(chats) {
      let seen: readonly Sighting[] = []
      const killed = program?.kill()
      await inLane('inspect', async () => {
        await killed
        await program?.kill()
        if (!isRegistered) return
        const diedAt = journal.tick()
        const alone = open(NOWHERE)
        program = alone
        await enter(alone)
        seen = await lookWith(alone, chats, diedAt)
        await alone.kill()
      })
      return seen
    },
    async idle() {
      await lane
      await leaving
    },
  }
}

const END_TIMEOUT_MS = 20_000
/** The chat does not exist for this user: he has nothing of it. */
const NOT_THERE: ReadonlySet<string> = new Set([
  'NOT_A_MEMBER',
  'UNKNOWN_ROOM',
  'UNKNOWN_USER',
  'INVALID_CHAT',
])

type FinishLater = (knownAfter: readonly string[] | null) => void
