import { limitMemory } from '../../src/cli/process/modest-memory.ts'
import { createPeer } from '../../src/peer/create-peer.ts'
import type { Peer } from '../../src/peer/peer.ts'
import type { ChatName } from '../../src/peer/state.ts'
import { nowMs } from '../harness/clock.ts'
import { ownMiB } from '../harness/memory.ts'
import { PASSWORD, textOf } from '../harness/texts.ts'
import { serve } from '../harness/serve.ts'

/** Peers that say and hear numbered messages and note when. */
interface Member {
  readonly peer: Peer
  /** When each numbered message of others was here and durable. */
  readonly arrivals: Map<number, number>
  receipts: number
}

limitMemory()
const members = new Map<string, Member>()
const waiting = new Set<() => void>()

const commands = {
  async open(place: {
    usernames: readonly string[]
    dataDir: string
    trackerPort: number
    isNew: boolean
  }): Promise<void> {
    await Promise.all(place.usernames.map((username) => openMember({ ...place, username })))
  },
  async createRoom(username: string, name: string): Promise<void> {
    await memberOf(username).peer.createRoom({ name })
  },
  async joinRoom(username: string, name: string): Promise<void> {
    await memberOf(username).peer.joinRoom({ name })
  },
  /** Resolves once this user has a link to another, so that nothing has to be dialled any more. */
  async reach(username: string, other: string): Promise<void> {
    const { peer } = memberOf(username)
    await peer.openDm(other)
    const isLinked = (): boolean => peer.state.get().users.get(other)?.via === 'direct'
    if (isLinked()) return
    await new Promise<void>((resolve) => {
      const stop = peer.state.subscribe(() => {
        if (!isLinked()) return
        stop()
        resolve()
      })
    })
  },
  /** One message, as soon as asked; returns when it was asked. */
  async say(username: string, chat: ChatName, number: number): Promise<number> {
    const at = nowMs()
    await memberOf(username).peer.sendText(chat, textOf(number))
    return at
  },
  /** One message after the other, each when the one before was acknowledged. */
  async converse(
    username: string,
    chat: ChatName,
    { from, count }: { from: number; count: number },
  ): Promise<{ sentAt: number[]; acknowledgedAt: number[] }> {
    const member = memberOf(username)
    const sentAt: number[] = []
    const acknowledgedAt: number[] = []
    for (let number = from; number < from + count; number++) {
      const wanted = member.receipts + 1
      sentAt.push(nowMs())
      await member.peer.sendText(chat, textOf(number))
      await until(() => member.receipts >= wanted)
      acknowledgedAt.push(nowMs())
    }
    return { sentAt, acknowledgedAt }
  },
  /** As many as can be, with at most `ahead` that are not acknowledged; returns when it began. */
  async stream(
    username: string,
    chat: ChatName,
    { from, count, ahead }: { from: number; count: number; ahead: number },
  ): Promise<number> {
    const member = memberOf(username)
    const before = member.receipts
    const startedAt = nowMs()
    const sent: Promise<unknown>[] = []
    for (let index = 0; index < count; index++) {
      if (index % STEP === 0) await until(() => index - (member.receipts - before) < ahead)
      sent.push(member.peer.sendText(chat, textOf(from + index)))
    }
    await Promise.all(sent)
    return startedAt
  },
  /** As many as can be, with at most `ahead` that are not on this disk yet. */
  async flood(
    username: string,
    chat: ChatName,
    { from, count, ahead }: { from: number; count: number; ahead: number },
  ): Promise<number> {
    const { peer } = memberOf(username)
    const startedAt = nowMs()
    for (let at = 0; at < count; at += ahead) {
      const some = Array.from({ length: Math.min(ahead, count - at) }, (_, index) =>
        peer.sendText(chat, textOf(from + at + index)),
      )
      await Promise.all(some)
    }
    return startedAt
  },
  /** When these messages came, in order; resolves once all are here. */
  async arrivals(username: string, { from, count }: { from: number; count: number }) {
    const { arrivals } = memberOf(username)
    const numbers = Array.from({ length: count }, (_, index) => from + index)
    await until(() => arrivals.has(from + count - 1) && numbers.every((one) => arrivals.has(one)))
    return numbers.map((number) => arrivals.get(number) ?? Number.NaN)
  },
  /** When the last peer of this process had the message; those of its author are not asked. */
  async lastArrival(number: number, author: string): Promise<number> {
    const others = [...members].filter(([username]) => username !== author)
    await until(() => others.every(([, { arrivals }]) => arrivals.has(number)))
    return Math.max(0, ...others.map(([, { arrivals }]) => arrivals.get(number) ?? Number.NaN))
  },
  /** Offers a file; returns the transfer's id and how long reading the file took, ms. */
  async sendFile(username: string, chat: ChatName, path: string) {
    const startedAt = nowMs()
    const id = await memberOf(username).peer.files.send(chat, path)
    return { id, tookMs: nowMs() - startedAt }
  },
  async acceptEverything(username: string): Promise<void> {
    const everything = { mode: 'all', belowBytes: Number.MAX_SAFE_INTEGER } as const
    await memberOf(username).peer.files.setAutoAccept(everything)
  },
  /** Accepts an offer and waits for the file; returns how long that took, ms, and where it is. */
  async fetchFile(username: string, id: string): Promise<{ tookMs: number; path: string }> {
    const { peer } = memberOf(username)
    const transferOf = () => peer.state.get().transfers.get(id)
    await untilState(peer, () => transferOf() !== undefined)
    const startedAt = nowMs()
    await peer.files.accept(id)
    await untilState(peer, () => ENDED.has(transferOf()?.state ?? ''))
    const { state, path, problem } = transferOf() ?? {}
    if (state !== 'done') throw new Error(`the file did not arrive: ${problem ?? state}`)
    return { tookMs: nowMs() - startedAt, path: path ?? '' }
  },
  memberCounts: (name: string): number[] =>
    [...members.values()].map(
      ({ peer }) => peer.state.get().chats.get(`#${name}`)?.members.length ?? 0,
    ),
  memoryMiB: () => ownMiB(),
  async close(): Promise<void> {
    await Promise.all([...members.values()].map(({ peer }) => peer.close()))
    members.clear()
  },
}

export type PeersCommands = typeof commands

const STEP = 32
const ENDED = new Set(['done', 'failed', 'cancelled'])

async function untilState(peer: Peer, condition: () => boolean): Promise<void> {
  if (condition()) return
  await new Promise<void>((resolve) => {
    const stop = peer.state.subscribe(() => {
      if (!condition()) return
      stop()
      resolve()
    })
  })
}

async function openMember(place: {
  username: string
  dataDir: string
  trackerPort: number
  isNew: boolean
}): Promise<void> {
  const { username, dataDir, trackerPort, isNew } = place
  const peer = await createPeer({
    dataDir,
    trackerHost: '127.0.0.1',
    trackerPort,
    listenPort: 0,
  })
  const member: Member = { peer, arrivals: new Map(), receipts: 0 }
  peer.onEvent((event) => {
    if (event.type === 'receipt') member.receipts++
    else if (event.type === 'message' && !event.message.own) {
      member.arrivals.set(Number.parseInt(event.message.text, 10), nowMs())
    } else return
    for (const look of waiting) look()
  })
  members.set(username, member)
  if (isNew) await peer.register({ username, password: PASSWORD })
  else await peer.login({ username, password: PASSWORD })
}

function memberOf(username: string): Member {
  const member = members.get(username)
  if (member === undefined) throw new Error(`no peer ${username}`)
  return member
}

async function until(condition: () => boolean): Promise<void> {
  if (condition()) return
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (!condition()) return
      waiting.delete(look)
      resolve()
    }
    waiting.add(look)
  })
}

serve(commands)
