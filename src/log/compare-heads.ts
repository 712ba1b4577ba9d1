import { hashB64 } from '../crypto/hash.ts'
import { BATCH_BYTES, HEADS_MAX, RANGES_PER_WANT, ROOM_MEMBERS_MAX } from '../protocol/limits.ts'
import type { ChatId, EntryId, Hash } from '../protocol/ids.ts'
import { encodeJson } from '../protocol/strict-json.ts'
import type { ChainHead, Digest, Heads, Range, Want } from '../protocol/sync.ts'
import { compareText } from '../shared/bytes.ts'
import type { AuthorChain } from './chains/author-chain.ts'
import type { MessageLane } from './chains/message-lane.ts'
import type { ControlGraph } from './control-graph.ts'

/** Messages asked for at a time below a floor. */
const BLOCK_BELOW_FLOOR = 32
/** Messages asked for behind a fork: whoever forked signs within them, or cannot be proven. */
const FORK_TAIL = 255
const AUTHORS_MAX = 2 * ROOM_MEMBERS_MAX

export interface Holdings {
  readonly chat: ChatId
  readonly graph: ControlGraph
  readonly lane: MessageLane
}

/** What is held here, as far as the epochs that `isOpen` accepts reach down. */
export function makeHeads(holdings: Holdings, isOpen: (epoch: EntryId) => boolean): Heads {
  const { control, chains, forks, chat } = makeAllHeads(holdings, isOpen)
  return {
    chat,
    control: control.slice(0, HEADS_MAX).sort(compareText),
    chains: chains.slice(0, AUTHORS_MAX),
    forks: forks.slice(0, AUTHORS_MAX),
  }
}

/** Of all heads, also of those beyond what a list may hold. */
export function makeDigest(holdings: Holdings, isOpen: (epoch: EntryId) => boolean): Digest {
  const all = makeAllHeads(holdings, isOpen)
  const heads: Heads = { ...all, control: [...all.control].sort(compareText) }
  return { chat: holdings.chat, heads: hashB64('heads', encodeJson(heads)) }
}

/** The same with every floor at 0: whoever gave up old messages and holds the newest compares as equal. */
export function makeEnds(holdings: Holdings, isOpen: (epoch: EntryId) => boolean): Hash {
  const all = makeAllHeads(holdings, isOpen)
  const chains = all.chains.map((head) => ({ ...head, floor: 0 }))
  const heads: Heads = { ...all, control: [...all.control].sort(compareText), chains }
  return hashB64('heads', encodeJson(heads))
}

/**
 * What to ask for. Also where the other's chain contradicts the one here: both then find out from where on the author forked, each
 * asking further down until the chains agree; `stepOf` says how many messages.
 */
export function findMissing(
  holdings: Holdings,
  theirs: Heads,
  stepOf: (head: ChainHead) => number,
): Want | undefined {
  const { chat, graph, lane } = holdings
  // A full list may be cut short.
  const wantsControl =
    theirs.control.length >= HEADS_MAX || theirs.control.some((id) => graph.get(id) === undefined)
  const theirForks = new Map(theirs.forks.map(({ author, seq }) => [author, seq]))
  const ranges: Range[] = []
  const forkRanges: Range[] = []

  for (const head of theirs.chains) {
    const theirFork = theirForks.get(head.author)
    const limit = lane.forks.get(head.author)?.seq ?? Infinity
    const tail = theirFork === undefined ? 0 : FORK_TAIL
    const chain = lane.chains.get(head.author)
    if (chain === undefined) {
      if (head.floor < limit) ranges.push(rangeOf(head, head.floor, head.seq + tail))
    } else ranges.push(...missingOfChain(chain, head, limit, tail, stepOf))
  }
  for (const { author, seq } of theirs.forks) {
    if ((lane.forks.get(author)?.seq ?? Infinity) <= seq) continue
    const isAsked = ranges.some((range) => range.author === author && range.to > seq)
    if (!isAsked) forkRanges.push({ author, from: seq, to: seq + FORK_TAIL })
  }

  const all = [...ranges, ...forkRanges].slice(0, RANGES_PER_WANT)
  if (!wantsControl && all.length === 0) return undefined
  const newest = graph.heads().slice(0, HEADS_MAX)
  const have = wantsControl ? newest.map((node) => node.id).sort(compareText) : null
  return { chat, have, ranges: all, maxBytes: BATCH_BYTES }
}

function makeAllHeads({ chat, graph, lane }: Holdings, isOpen: (epoch: EntryId) => boolean): Heads {
  const chains: ChainHead[] = []
  for (const [author, chain] of lane.chains) {
    const seq = lastSound(chain, lane.forks.get(author)?.seq)
    const floor = chain.floorFor(isOpen, seq)
    const id = chain.idAt(seq)
    if (floor !== undefined && id !== undefined) chains.push({ author, floor, seq, id })
  }
  return {
    chat,
    control: graph.heads().map((node) => node.id),
    chains: chains.sort((a, b) => compareText(a.author, b.author)),
    forks: [...lane.forks.values()]
      .map(({ author, seq }) => ({ author, seq }))
      .sort((a, b) => compareText(a.author, b.author)),
  }
}

function missingOfChain(
  chain: AuthorChain,
  head: ChainHead,
  limit: number,
  tail: number,
  stepOf: (head: ChainHead) => number,
): readonly Range[] {
  const ranges: Range[] = []
  const sound = lastSound(chain, limit)
  if (head.seq > sound && sound + 1 < limit) {
    ranges.push(rangeOf(head, sound + 1, head.seq + tail))
  } else if (head.seq <= sound && differs(chain, head)) {
    ranges.push(rangeOf(head, Math.max(head.floor, head.seq + 1 - stepOf(head)), head.seq + tail))
  }
  if (head.floor < chain.floor && head.seq >= chain.floor - 1) {
    const from = Math.max(head.floor, chain.floor - BLOCK_BELOW_FLOOR)
    ranges.push(rangeOf(head, from, chain.floor - 1))
  }
  return ranges
}

/** Last message before a fork. */
function lastSound(chain: AuthorChain, forkedAt: number | undefined): number {
  return Math.min(chain.seq, (forkedAt ?? Infinity) - 1)
}

function differs(chain: AuthorChain, head: ChainHead): boolean {
  const own = chain.idAt(head.seq)
  return own !== undefined && own !== head.id
}

function rangeOf({ author }: ChainHead, from: number, to: number): Range {
  return { author, from, to }
}
