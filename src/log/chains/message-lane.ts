import { ROOM_MEMBERS_MAX, RUN_BYTES } from '../../protocol/limits.ts'
import type { EntryId, Kid } from '../../protocol/ids.ts'
import type { AcceptedMessage, ForkProof, StoredChain } from '../chat-log.ts'
import type { ControlNode } from '../control-graph.ts'
import { sizeOfEntry } from '../held-entries.ts'
import { type AuthorChain, createAuthorChain, type Link, startOf } from './author-chain.ts'
import { createPendingMessages, type Pending } from './pending-messages.ts'

/**
 * The chains of all authors. A message joins its author's chain once it fits and is covered: signed itself, or hashed into by
 * a covered successor. Covered messages that contradict each other prove a fork.
 */
export interface MessageLane {
  readonly chains: ReadonlyMap<Kid, AuthorChain>
  readonly forks: ReadonlyMap<Kid, ForkProof>
  isKnown(message: AcceptedMessage): boolean
  /** Takes a message whose signature, if any, and whose epoch were checked. */
  place(message: AcceptedMessage): void
  /** Forgets a message that was placed and waits. */
  forget(id: EntryId): void
  isWaiting(id: EntryId): boolean
  /** Says that `author`'s chain may start at `floor` here. */
  announceFloor(author: Kid, floor: number): void
  /** Lets `author`'s chain start anew at `seq`, beyond its end: once a run from there on is covered, all below is forgotten. */
  allowRestart(author: Kid, seq: number): void
  /** Forgets the messages of `author` below `floor`; his last one stays. */
  raiseFloor(author: Kid, floor: number): void
  /** The next message of an author, accepted without checks; false when it does not fit. */
  append(link: Link): boolean
  /** The message below an author's floor, likewise. */
  prepend(link: Link): boolean
  /** Messages between the ends of the chains and what their authors have signed beyond them. */
  countGaps(): number
  /** Chains from the disk, accepted without checks; see ChatLog.restoreChains. */
  restore(chains: readonly StoredChain[]): void
  /** Forgets what lies behind forks: only for a while it may help to prove an earlier one. */
  tidy(): void
  /** What joined the chains and which forks were found since the last call. */
  takeNews(): { readonly accepted: AcceptedMessage[]; readonly forks: ForkProof[] }
}

const FLOORS_PER_AUTHOR = 8
const AUTHORS_AWAITED = 4 * ROOM_MEMBERS_MAX

export function createMessageLane(options: {
  readonly self: Kid
  readonly epochNode: (id: EntryId) => ControlNode | undefined
  /** Tells where a placed message is counted: `false` once it waits no longer. */
  readonly onWaiting: (message: AcceptedMessage, isWaiting: boolean) => void
}): MessageLane {
  const chains = new Map<Kid, AuthorChain>()
  const forks = new Map<Kid, ForkProof>()
  const floors = new Map<Kid, Set<number>>()
  const restarts = new Map<Kid, number>()
  /** Earlier parts of chains that have holes. */
  const parts = new Map<Kid, StoredChain[]>()
  /** Authors whose chain ends within a run: the rest of it is on its way, even across a fork. */
  const unfinished = new Set<Kid>()
  const pending = createPendingMessages()
  let accepted: AcceptedMessage[] = []
  let found = new Map<Kid, ForkProof>()

  function limitOf(author: Kid): number {
    return forks.get(author)?.seq ?? Infinity
  }

  /** What only its signature covered is no longer covered. */
  function forget(entry: Pending): void {
    const below = pending.before(entry)
    pending.remove(entry)
    options.onWaiting(entry.message, false)
    for (let next = below; next !== undefined && !isSigned(next); next = pending.before(next)) {
      if (pending.after(next.message.id).some((after) => reachOf(next, after.reach) >= 0)) break
      next.reach = -1
      pending.dropClaims(next)
    }
  }

  /** Marks `entry` and the unsigned run below it as signed for, as far as one signature reaches. */
  function cover(entry: Pending, reach: number): void {
    const fresh: Pending[] = []
    let current: Pending | undefined = entry
    let left = reach
    while (current !== undefined && left >= 0 && current.reach < left) {
      if (current.reach < 0) fresh.push(current)
      current.reach = left
      current = pending.before(current)
      if (current !== undefined) left = reachOf(current, left)
    }
    for (const one of fresh.toReversed()) claimBoth(one)
    if (fresh.length > 0) attach(entry.message.header.author)
  }

  function claimBoth(entry: Pending): void {
    const { seq, prev } = entry.message.header
    claim(entry, seq, entry.message.id)
    if (prev !== null) claim(entry, seq - 1, prev)
  }

  /** `entry` is proof that its author signed `id` at `seq`. */
  function claim(entry: Pending, seq: number, id: EntryId): void {
    const { author } = entry.message.header
    const known = chains.get(author)?.idAt(seq)
    if (known !== undefined) {
      if (known !== id) fork(author, seq, [entry])
      return
    }
    const other = pending.contradiction(author, seq, id)
    pending.claim(entry, seq, id)
    if (other !== undefined) fork(author, seq, [other, entry])
  }

  function fork(author: Kid, seq: number, evidence: readonly Pending[]): void {
    if (limitOf(author) <= seq) return
    const runs = evidence.flatMap((entry) => pending.runFrom(entry))
    const raws = [...new Map(runs.map(({ message }) => [message.id, message.raw])).values()]
    const proof = { author, seq, entries: raws }
    forks.set(author, proof)
    found.set(author, proof)
  }

  function attach(author: Kid): void {
    for (let next = nextOf(author); next !== undefined; next = nextOf(author)) join(next)
  }

  /** What fits the chain now: at its end, below its floor, or as its start. */
  function nextOf(author: Kid): Pending | undefined {
    const chain = chains.get(author)
    // A history must end on a signature: what it holds is proven to others from it alone.
    const isWanted = ({ message, reach }: Pending) =>
      reach >= 0 && (message.header.seq < limitOf(author) || unfinished.has(author))
    if (chain === undefined) {
      return pending.of(author).find((entry) => isWanted(entry) && canStart(entry))
    }
    const above = pending
      .after(chain.id)
      .find((entry) => isWanted(entry) && chain.fits(entry.message))
    if (above !== undefined) return above
    const below = chain.below === null ? undefined : pending.get(chain.below)
    // The floor's hash covers it, whether it is signed or not.
    if (below?.message.header.seq === chain.floor - 1) return below
    if (!restarts.has(author)) return undefined
    return pending.of(author).find((entry) => isWanted(entry) && canRestart(chain, entry.message))
  }

  function canRestart(chain: AuthorChain, { header }: Link): boolean {
    return header.seq > chain.seq + 1 && restarts.get(header.author) === header.seq
  }

  function canStart({ message }: Pending): boolean {
    const { author, seq } = message.header
    if (seq === 1 || restarts.get(author) === seq) return true
    return author !== options.self && floors.get(author)?.has(seq) === true
  }

  function join(entry: Pending): void {
    const { message } = entry
    const { author, seq } = message.header
    forget(entry)
    link(message)
    accepted.push(message)
    if (chains.get(author)?.id === message.id) {
      if (isSigned(entry)) unfinished.delete(author)
      else unfinished.add(author)
    }
    for (const at of [seq - 1, seq]) {
      const known = chains.get(author)?.idAt(at)
      const other = known === undefined ? undefined : pending.contradiction(author, at, known)
      if (other !== undefined) fork(author, at, [other])
    }
  }

  function link(message: Link): boolean {
    const { author, seq } = message.header
    const chain = chains.get(author)
    if (chain === undefined || canRestart(chain, message)) {
      chains.set(author, createAuthorChain(startOf(message), options.epochNode))
      floors.delete(author)
      restarts.delete(author)
    } else if (chain.fits(message)) chain.extend(message)
    else if (seq === chain.floor - 1 && message.id === chain.below) {
      chain.prepend(message)
      rejoin(chain)
    } else return false
    return true
  }

  /** The hole above an earlier part may be filled now. */
  function rejoin(chain: AuthorChain): void {
    const left = parts.get(chain.author) ?? []
    const next = left.find(({ seq, id }) => seq === chain.floor - 1 && id === chain.below)
    if (next === undefined) return
    chain.prependAll(next)
    parts.set(
      chain.author,
      left.filter((part) => part !== next),
    )
    rejoin(chain)
  }

  return {
    chains,
    forks,
    isKnown({ id, header }) {
      const chain = chains.get(header.author)
      return chain !== undefined && header.seq >= chain.floor && chain.idAt(header.seq) === id
    },
    place(message) {
      const old = pending.get(message.id)
      if (old !== undefined && (isSigned(old) || message.raw.signature === undefined)) {
        // It came before the floor of its chain was known.
        attach(message.header.author)
        return
      }
      if (old !== undefined) forget(old)
      const entry = pending.add(message)
      options.onWaiting(message, true)
      const reaches = pending.after(message.id).map((after) => reachOf(entry, after.reach))
      cover(entry, isSigned(entry) ? RUN_BYTES : Math.max(-1, ...reaches))
      attachBelow(message)
    },
    forget(id) {
      const entry = pending.get(id)
      if (entry !== undefined) forget(entry)
    },
    isWaiting: (id) => pending.get(id) !== undefined,
    announceFloor(author, floor) {
      if (chains.has(author) || floor <= 1) return
      if (floors.size >= AUTHORS_AWAITED) floors.clear()
      const announced = floors.get(author) ?? new Set()
      if (announced.size < FLOORS_PER_AUTHOR) floors.set(author, announced.add(floor))
    },
    allowRestart: (author, seq) => void restarts.set(author, seq),
    raiseFloor(author, floor) {
      const chain = chains.get(author)
      const to = Math.min(floor, chain?.seq ?? 0)
      if (chain !== undefined && to > chain.floor) chain.raiseFloor(to)
    },
    append(message) {
      const chain = chains.get(message.header.author)
      return (chain === undefined || chain.fits(message)) && link(message)
    },
    prepend: (message) => chains.has(message.header.author) && link(message),
    countGaps() {
      let missing = 0
      for (const author of pending.authors()) {
        const end = chains.get(author)?.seq
        if (end === undefined) continue
        const beyond = pending
          .of(author)
          .filter(({ reach, message: { header } }) => reach >= 0 && header.seq > end)
          .map(({ message }) => message.header.seq)
        if (beyond.length > 0) missing += Math.min(...beyond) - end - 1
      }
      return missing
    },
    restore(stored) {
      for (const part of stored) {
        const { author } = part
        if (chains.has(author)) parts.set(author, [...(parts.get(author) ?? []), part])
        else chains.set(author, createAuthorChain(part, options.epochNode))
      }
    },
    tidy() {
      for (const { author, seq } of forks.values()) {
        for (const entry of pending.of(author)) {
          if (entry.reach >= 0 && entry.message.header.seq >= seq) forget(entry)
        }
      }
    },
    takeNews() {
      const news = { accepted, forks: [...found.values()] }
      accepted = []
      found = new Map()
      return news
    },
  }

  function attachBelow({ id, header }: AcceptedMessage): void {
    if (chains.get(header.author)?.below === id) attach(header.author)
  }
}

function isSigned({ message }: Pending): boolean {
  return message.raw.signature !== undefined
}

/** How much further a signature reaches from `entry`, given how far it reached from its successor. */
function reachOf(entry: Pending, fromAbove: number): number {
  if (isSigned(entry)) return RUN_BYTES
  return fromAbove < 0 ? -1 : fromAbove - sizeOfEntry(entry.message)
}
