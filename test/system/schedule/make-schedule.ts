import { createRandom, type Random } from './random.ts'
import { PEER_NAMES, TRACKER, type Schedule, type Step, type TimedStep } from './step.ts'

export interface ScheduleOptions {
  readonly seed: number
  readonly peers: number
  readonly steps: number
  /** The longest time between two steps. */
  readonly gapMs: number
  /** The longest pause of a program. */
  readonly pauseMs: number
}

const ROOMS_MAX = 3

const WEIGHTS = {
  send: 44,
  read: 8,
  join: 8,
  leave: 3,
  create: 2,
  kill: 4,
  end: 2,
  start: 8,
  inspect: 2,
  pause: 4,
  'tracker-end': 1,
  'tracker-kill': 2,
  'tracker-wipe': 1,
  'tracker-start': 5,
  cut: 5,
  heal: 4,
  slow: 2,
  fast: 2,
} satisfies Partial<Record<Step['do'], number>>

/** The same seed and options give the same schedule. It begins with a room in which everybody is. */
export function makeSchedule(options: ScheduleOptions): Schedule {
  const random = createRandom(options.seed)
  const plan = createPlan(PEER_NAMES.slice(0, options.peers), random, options)
  const steps: TimedStep[] = plan.opening().map((step) => ({ waitMs: 0, step }))
  while (steps.length < options.steps) {
    const step = plan.next()
    if (step !== undefined) steps.push({ waitMs: random.between(0, options.gapMs), step })
  }
  return { seed: options.seed, peers: PEER_NAMES.slice(0, options.peers), steps }
}

/** Keeps in mind what probably is, so that most steps mean something. */
function createPlan(
  peers: readonly string[],
  random: Random,
  options: ScheduleOptions,
): { opening(): readonly Step[]; next(): Step | undefined } {
  const up = new Set(peers)
  const slow = new Set<string>()
  const rooms = new Map<string, Set<string>>()
  let isTrackerUp = true
  let cuts = 0

  function upPeer(): string | undefined {
    return up.size === 0 ? undefined : random.pick([...up])
  }

  function chatOf(peer: string): string {
    const others = peers.filter((name) => name !== peer)
    const own = [...rooms].filter(([, members]) => members.has(peer)).map(([name]) => name)
    const isDirect = own.length === 0 || random.next() < 0.35
    return isDirect ? `@${random.pick(others)}` : `#${random.pick(own)}`
  }

  function send(): Step | undefined {
    const peer = upPeer()
    if (peer === undefined) return undefined
    const chat = chatOf(peer)
    const count = random.next() < 0.15 ? random.between(5, 40) : random.between(1, 3)
    return { do: 'send', peer, chat, count }
  }

  function stop(what: 'kill' | 'end' | 'inspect'): Step | undefined {
    const peer = upPeer()
    if (peer === undefined) return undefined
    up.delete(peer)
    slow.delete(peer)
    return { do: what, peer }
  }

  function cut(): Step | undefined {
    if (cuts >= peers.length) return undefined
    const [from, to] = [random.pick(peers), random.pick([...peers, TRACKER])]
    if (from === to) return undefined
    cuts++
    return { do: 'cut', from, to, oneWay: random.next() < 0.25 }
  }

  const makers: Record<keyof typeof WEIGHTS, () => Step | undefined> = {
    send,
    read() {
      const peer = upPeer()
      return peer === undefined ? undefined : { do: 'read', peer, chat: chatOf(peer) }
    },
    create() {
      const peer = upPeer()
      if (peer === undefined || !isTrackerUp || rooms.size >= ROOMS_MAX) return undefined
      const room = `room-${rooms.size + 1}`
      rooms.set(room, new Set([peer]))
      return { do: 'create', peer, room }
    },
    join() {
      const peer = upPeer()
      const open = [...rooms].filter(([, members]) => peer !== undefined && !members.has(peer))
      if (peer === undefined || open.length === 0 || !isTrackerUp) return undefined
      const [room, members] = random.pick(open)
      members.add(peer)
      return { do: 'join', peer, room }
    },
    leave() {
      const peer = upPeer()
      const own = [...rooms].filter(([, members]) => peer !== undefined && members.has(peer))
      if (peer === undefined || own.length === 0) return undefined
      const [room, members] = random.pick(own)
      members.delete(peer)
      return { do: 'leave', peer, room }
    },
    kill: () => stop('kill'),
    end: () => stop('end'),
    inspect: () => stop('inspect'),
    start() {
      const down = peers.filter((peer) => !up.has(peer))
      if (down.length === 0) return undefined
      const peer = random.pick(down)
      up.add(peer)
      return { do: 'start', peer }
    },
    pause() {
      const peer = upPeer()
      if (peer === undefined) return undefined
      return { do: 'pause', peer, ms: random.between(50, options.pauseMs) }
    },
    'tracker-end': () => stopTracker('tracker-end'),
    'tracker-kill': () => stopTracker('tracker-kill'),
    'tracker-wipe': () => stopTracker('tracker-wipe'),
    'tracker-start'() {
      if (isTrackerUp) return undefined
      isTrackerUp = true
      return { do: 'tracker-start' }
    },
    cut,
    heal() {
      if (cuts === 0) return undefined
      cuts = 0
      return { do: 'heal' }
    },
    slow() {
      const peer = upPeer()
      if (peer === undefined || slow.has(peer)) return undefined
      slow.add(peer)
      return { do: 'slow', peer }
    },
    fast() {
      if (slow.size === 0) return undefined
      const peer = random.pick([...slow])
      slow.delete(peer)
      return { do: 'fast', peer }
    },
  }

  function stopTracker(what: 'tracker-end' | 'tracker-kill' | 'tracker-wipe'): Step | undefined {
    if (!isTrackerUp) return undefined
    isTrackerUp = false
    return { do: what }
  }

  return {
    opening() {
      rooms.set('room-1', new Set(peers))
      const [founder, ...others] = peers
      if (founder === undefined) throw new Error('nobody')
      return [
        { do: 'create', peer: founder, room: 'room-1' },
        { do: 'await-idle', peer: founder },
        ...others.map((peer): Step => ({ do: 'join', peer, room: 'room-1' })),
        ...others.map((peer): Step => ({ do: 'await-idle', peer })),
      ]
    },
    next: () => makers[random.weighted(WEIGHTS)](),
  }
}
