import type { EntryId, Kid } from '../../protocol/ids.ts'
import { type Bits, hasBit, NO_BITS, unionBits } from '../bits.ts'
import type { ControlNode } from '../control-graph.ts'
import type { ChainState, StoredChain, StoredEntry } from '../chat-log.ts'
import { createChainIds } from './chain-ids.ts'

/** What a chain needs to know of a message. */
export interface Link {
  readonly id: EntryId
  readonly header: Pick<
    Extract<StoredEntry, { lane: 'message' }>['header'],
    'author' | 'seq' | 'prev' | 'clock' | 'epoch'
  >
}

/** The messages of one author from a floor on, as ids. */
export interface AuthorChain {
  readonly author: Kid
  readonly floor: number
  readonly seq: number
  readonly id: EntryId
  readonly clock: number
  /** Id of the entry below the floor; null when the floor is the first message. */
  readonly below: EntryId | null
  /** Id of an entry from the one below the floor to the last; undefined outside. */
  idAt(seq: number): EntryId | undefined
  fits(link: Link): boolean
  /** `link` must be the next one. */
  extend(link: Link): void
  /** `link` must be the one below the floor. */
  prepend(link: Link): void
  /** Forgets what lies below `to`, which must be one of its messages. */
  raiseFloor(to: number): void
  /** `part` must end with the message below the floor. */
  prependAll(part: StoredChain): void
  /**
   * Where the chain up to `last` begins for whom only the epochs that `isOpen` accepts are open: with the first message under one,
   * or with everything, when its author went back to an older epoch and only what lies before shows that.
   */
  floorFor(isOpen: (epoch: EntryId) => boolean, last: number): number | undefined
  /** Whether it goes back to an ancestor of an epoch that its author used before. */
  isHidden(seq: number): boolean
  state(forkedAt: number | undefined): ChainState
}

/** Consecutive messages under one epoch. */
interface Stretch {
  readonly from: number
  readonly epoch: EntryId
}

/** A chain of one message. */
export function startOf({ id, header }: Link): StoredChain {
  const { author, seq, prev, clock, epoch } = header
  const stretches = [{ from: seq, epoch }]
  return { author, floor: seq, seq, id, clock, below: prev, stretches, idAt: () => id }
}

export function createAuthorChain(
  first: StoredChain,
  epochNode: (id: EntryId) => ControlNode | undefined,
): AuthorChain {
  const ids = createChainIds(first)
  const { author } = first
  let stretches: Stretch[] = [...first.stretches]
  let { floor, below, id, clock, seq: last } = first
  /** Starts of stretches under stale epochs, as far as they were judged, and the ancestors of the epochs so far. */
  const stale = new Set<number>()
  let judged = 0
  let ancestors: Bits = NO_BITS

  function putInFront(earlier: readonly Stretch[]): void {
    const rest = stretches[0]?.epoch === earlier.at(-1)?.epoch ? stretches.slice(1) : stretches
    stretches = [...earlier, ...rest]
    judgeAnew()
  }

  function judgeAnew(): void {
    stale.clear()
    judged = 0
    ancestors = NO_BITS
  }

  function judgeStretches(): void {
    for (; judged < stretches.length; judged++) {
      const stretch = stretches[judged]
      const node = stretch === undefined ? undefined : epochNode(stretch.epoch)
      if (stretch === undefined || node === undefined) continue
      if (hasBit(ancestors, node.index)) stale.add(stretch.from)
      else ancestors = unionBits([ancestors, node.past], [])
    }
  }

  function stretchOf(seq: number): Stretch | undefined {
    let low = 0
    let high = stretches.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((stretches[middle]?.from ?? Infinity) <= seq) low = middle + 1
      else high = middle
    }
    return stretches[low - 1]
  }

  return {
    author,
    get floor() {
      return floor
    },
    get seq() {
      return last
    },
    get id() {
      return id
    },
    get clock() {
      return clock
    },
    get below() {
      return below
    },
    idAt(seq) {
      if (seq === floor - 1) return below ?? undefined
      return seq >= floor && seq <= last ? ids.at(seq) : undefined
    },
    fits: ({ header }) => header.seq === last + 1 && header.prev === id,
    extend(link) {
      const { header } = link
      if (stretches.at(-1)?.epoch !== header.epoch) {
        stretches.push({ from: header.seq, epoch: header.epoch })
      }
      last = header.seq
      ids.push(last, link.id)
      id = link.id
      clock = header.clock
    },
    prepend(link) {
      const { header } = link
      putInFront([{ from: header.seq, epoch: header.epoch }])
      floor = header.seq
      ids.unshift(floor, link.id)
      below = header.prev
    },
    raiseFloor(to) {
      below = ids.at(to - 1) ?? null
      ids.dropBelow(to)
      const first = stretchOf(to)
      const rest = stretches.filter(({ from }) => from > to)
      stretches = first === undefined ? rest : [{ from: to, epoch: first.epoch }, ...rest]
      floor = to
      judgeAnew()
    },
    prependAll(part) {
      putInFront(part.stretches)
      ids.unshiftAll(part)
      floor = part.floor
      below = part.below
    },
    floorFor(isOpen, last) {
      const first = stretches.find(({ epoch }) => isOpen(epoch))?.from
      if (first === undefined || first > last) return undefined
      judgeStretches()
      return [...stale].some((from) => from <= last) ? floor : first
    },
    isHidden(seq) {
      judgeStretches()
      const stretch = stale.size === 0 ? undefined : stretchOf(seq)
      return stretch !== undefined && stale.has(stretch.from)
    },
    state: (forkedAt) => ({ floor, seq: last, id, clock, forkedAt }),
  }
}
