import { kidOf, spkiOf, type PublicKey } from '../crypto/keys.ts'
import type { ChatId, EntryId, Kid } from '../protocol/ids.ts'
import type { RawEntry } from '../protocol/entry.ts'
import { createMutex } from '../shared/mutex.ts'
import type { AuthorChain } from './chains/author-chain.ts'
import { createMessageLane } from './chains/message-lane.ts'
import type { AcceptedEntry, ChainState, ChatLog, StoredEntry } from './chat-log.ts'
import { findMissing, makeDigest, makeEnds, makeHeads } from './compare-heads.ts'
import { createControlGraph, isBefore } from './control-graph.ts'
import { placeEvents } from './event-places.ts'
import { createHeldEntries } from './held-entries.ts'
import { createIntake } from './intake.ts'
import { readEntry, type ReadOptions, unknownKeys, verifyEntry } from './read-entries.ts'
import { buildView } from './room/build-view.ts'
import { createEpochJudge, isEpoch } from './room/epoch-judge.ts'
import type { RoomView } from './room-view.ts'

export interface ChatLogOptions {
  readonly chat: ChatId
  readonly self: Kid
  /** Both members of a DM; null for a room. */
  readonly dm: readonly [Kid, Kid] | null
  readonly authorKey: (kid: Kid) => PublicKey | undefined
  /** Without it (direct mode) transfers need no witness and nothing expires. */
  readonly trackerKey?: PublicKey | undefined
}

/** How many messages more to ask for each time a chain still differs. */
const STEP_MAX = 256

export function createChatLog(options: ChatLogOptions): ChatLog {
  const { chat, dm, trackerKey } = options
  const hasTracker = trackerKey !== undefined
  const reading: ReadOptions = {
    chat,
    dm,
    keyOf: options.authorKey,
    tracker: hasTracker ? { kid: kidOf(spkiOf(trackerKey)), key: trackerKey } : undefined,
  }
  const graph = createControlGraph()
  const judge = createEpochJudge({ graph, dm, hasTracker })
  const held = createHeldEntries()
  const lane = createMessageLane({
    self: options.self,
    epochNode: graph.get,
    onWaiting(message, isWaiting) {
      if (isWaiting) held.hold(message)
      else held.drop(message.id)
    },
  })
  const intake = createIntake({ graph, lane, held, judge })
  const holdings = { chat, graph, lane }
  const mutex = createMutex()
  const steps = new Map<Kid, number>()
  const spoken = new Map<Kid, number>()
  let hasExpiry = false
  let view: RoomView | undefined
  let viewedCount = -1

  function isOpenFor(reader: Kid | null): (epoch: EntryId) => boolean {
    return (epoch) => {
      const node = graph.get(epoch)
      if (reader === null) return true
      const verdict = isEpoch(node) ? judge.judge(node) : undefined
      return verdict?.isValid === true && verdict.members.has(reader)
    }
  }

  function stateOf(chain: AuthorChain | undefined): ChainState | undefined {
    return chain?.state(lane.forks.get(chain.author)?.seq)
  }

  function isKnown(entry: AcceptedEntry): boolean {
    return entry.lane === 'control' ? graph.get(entry.id) !== undefined : lane.isKnown(entry)
  }

  async function accept(raws: readonly RawEntry[]) {
    const fresh = raws.map((raw) => readEntry(raw, reading)).filter((entry) => !isKnown(entry))
    const unknown = new Set<Kid>()
    const verified: AcceptedEntry[] = []
    for (const entry of fresh) {
      const missing = unknownKeys(entry, reading)
      if (missing.length === 0) verified.push(entry)
      for (const kid of missing) unknown.add(kid)
    }
    await Promise.all(verified.map((entry) => verifyEntry(entry, reading)))
    const taken = intake.take(verified)
    for (const entry of taken.accepted) {
      if (entry.lane === 'message') noteSpoken(entry.header.author, entry.header.sentAt)
    }
    return {
      ...taken,
      complete: taken.complete && unknown.size === 0,
      unknownAuthors: [...unknown],
    }
  }

  /** Only an expiry is judged by what was said. */
  function noteSpoken(author: Kid, sentAt: number): void {
    if (sentAt <= (spoken.get(author) ?? 0)) return
    spoken.set(author, sentAt)
    if (hasExpiry) viewedCount = -1
  }

  function currentView(): RoomView {
    if (view === undefined || viewedCount !== graph.count) {
      viewedCount = graph.count
      hasExpiry = graph.ordered().some(({ event }) => event.type === 'expire')
      view = buildView({
        spokenAt: (author) => spoken.get(author) ?? 0,
        chat,
        dm,
        graph,
        judge,
        hasTracker,
        isHiddenInChain: (author, seq) =>
          seq >= (lane.forks.get(author)?.seq ?? Infinity) ||
          lane.chains.get(author)?.isHidden(seq) === true,
      })
    }
    return view
  }

  return {
    chat,
    view: currentView,
    accept: (raws) => mutex.run(() => accept(raws)),
    acceptOwn(entries) {
      for (const entry of entries) {
        if (isKnown(entry)) continue
        if (entry.lane === 'control') graph.add(entry)
        else {
          lane.append(entry)
          noteSpoken(entry.header.author, entry.header.sentAt)
        }
        intake.wake(entry.id)
      }
      lane.takeNews()
      return { accepted: entries, complete: true, unknownAuthors: [], forks: [] }
    },
    restore(entries) {
      const early: (StoredEntry & { lane: 'message' })[] = []
      for (const entry of entries) {
        if (entry.lane === 'control') {
          if (entry.header.deps.every((dep) => graph.get(dep) !== undefined)) graph.add(entry)
        } else if (!lane.append(entry)) early.push(entry)
      }
      // Blocks that were fetched below a floor: each was written in ascending order.
      early.sort((a, b) => b.header.seq - a.header.seq)
      for (const entry of early) lane.prepend(entry)
    },
    restoreChains: lane.restore,
    heads: (reader) => makeHeads(holdings, isOpenFor(reader)),
    digest: (reader) => makeDigest(holdings, isOpenFor(reader)),
    ends: (reader) => makeEnds(holdings, isOpenFor(reader)),
    missing(theirs) {
      for (const { author, floor } of theirs.chains) lane.announceFloor(author, floor)
      return findMissing(holdings, theirs, ({ author }) => {
        const step = steps.get(author) ?? 1
        steps.set(author, Math.min(2 * step, STEP_MAX))
        return step
      })
    },
    proofs: (want) =>
      want.ranges.flatMap(({ author, from, to }) => {
        const fork = lane.forks.get(author)
        return fork !== undefined && fork.seq >= from && fork.seq <= to ? fork.entries : []
      }),
    countGaps: () => lane.countGaps(),
    controlsAfter: (have) => graph.after(have).map((node) => node.raw),
    controlTip: () =>
      graph.tip((node) => node.event.type === 'expire' && currentView().voided.has(node.id)),
    controls: () => graph.ordered(),
    isCovered(id, heads) {
      const node = graph.get(id)
      if (node === undefined) return false
      return heads.some((head) => {
        const other = graph.get(head)
        return other !== undefined && (other === node || isBefore(node, other))
      })
    },
    noteSpoken,
    spokenAt: (author) => spoken.get(author) ?? 0,
    eventPlaces: () => placeEvents(graph, (epoch) => currentView().epochs.has(epoch)),
    allowRestart: (author, seq) => lane.allowRestart(author, seq),
    raiseFloor: (author, floor) => lane.raiseFloor(author, floor),
    chain: (author) => stateOf(lane.chains.get(author)),
    chains() {
      const states = new Map<Kid, ChainState>()
      for (const [author, chain] of lane.chains) {
        const state = stateOf(chain)
        if (state !== undefined) states.set(author, state)
      }
      return states
    },
  }
}
