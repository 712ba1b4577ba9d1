import { createRandom } from './random.ts'
import { PEER_NAMES, type Schedule, type Step } from './step.ts'

export interface ApartOptions {
  readonly seed: number
  readonly peers: number
  /** How often somebody comes, speaks and goes. */
  readonly rounds: number
}

/**
 * After the opening no two peers are ever up at the same time: each comes, reads what waits, speaks and goes, and the tracker is
 * restarted between. In the end everybody comes once more, alone.
 */
export function makeApartSchedule({ seed, peers, rounds }: ApartOptions): Schedule {
  const random = createRandom(seed)
  const names = PEER_NAMES.slice(0, peers)
  const [founder = '', ...others] = names

  function goes(peer: string): readonly Step[] {
    return [
      { do: random.next() < 0.5 ? 'kill' : 'end', peer },
      { do: 'await-idle', peer },
    ]
  }

  function speaks(peer: string): readonly Step[] {
    return Array.from({ length: random.between(1, 3) }, (): Step => {
      const other = random.pick(names.filter((name) => name !== peer))
      const chat = random.next() < 0.5 ? '#room-1' : `@${other}`
      return { do: 'send', peer, chat, count: random.between(1, 8) }
    })
  }

  function* round(): Generator<Step> {
    const peer = random.pick(names)
    yield { do: 'start', peer }
    yield { do: 'await-arrived', peer }
    yield* speaks(peer)
    yield { do: 'await-stored', peer }
    yield* goes(peer)
    if (random.next() < 0.4) {
      yield { do: random.next() < 0.5 ? 'tracker-kill' : 'tracker-end' }
      yield { do: 'tracker-start' }
    }
  }

  const steps: readonly Step[] = [
    { do: 'create', peer: founder, room: 'room-1' },
    { do: 'await-idle', peer: founder },
    ...others.map((peer): Step => ({ do: 'join', peer, room: 'room-1' })),
    ...names.map((peer): Step => ({ do: 'await-idle', peer })),
    ...names.map((peer): Step => ({ do: 'end', peer })),
    ...names.map((peer): Step => ({ do: 'await-idle', peer })),
    ...Array.from({ length: rounds }, () => [...round()]).flat(),
    ...names.flatMap((peer): readonly Step[] => [
      { do: 'start', peer },
      { do: 'await-arrived', peer },
      ...goes(peer),
    ]),
  ]
  return { seed, peers: names, steps: steps.map((step) => ({ waitMs: 0, step })) }
}
