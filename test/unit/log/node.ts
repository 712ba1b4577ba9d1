import type { Identity } from '../../../src/crypto/identity.ts'
import type {
  AcceptedControl,
  AcceptedEntry,
  AcceptedMessage,
  ChatLog,
  StoredEntry,
} from '../../../src/log/chat-log.ts'
import type { RawEntry } from '../../../src/protocol/entry.ts'
import type { ControlEvent } from '../../../src/protocol/events.ts'
import type { EntryId, Kid } from '../../../src/protocol/ids.ts'
import { CLOCK_SPAN } from '../../../src/protocol/limits.ts'
import type { Want } from '../../../src/protocol/sync.ts'
import { signControl, signMessage, type TestChat } from './kit.ts'

/** A peer without sockets and disk: a log, a history and an honest program around them. */
export interface TestNode {
  readonly identity: Identity
  log: ChatLog
  /** Everything accepted, in the order it was. */
  readonly stored: AcceptedEntry[]
  receive(entries: readonly RawEntry[]): Promise<Awaited<ReturnType<ChatLog['accept']>>>
  serve(want: Want, maxBytes?: number): readonly RawEntry[]
  act(event: ControlEvent): Promise<AcceptedControl>
  /** A run under the current epoch, or a new one made for it; nothing for who is no member. */
  say(count: number): Promise<readonly AcceptedEntry[]>
  /** Comes back from what the history holds. */
  restart(): void
  message(author: Kid, seq: number): AcceptedMessage | undefined
}

export function createNode(room: TestChat, identity: Identity): TestNode {
  const stored: AcceptedEntry[] = []
  const messages = new Map<string, AcceptedMessage>()

  function keep(entries: readonly AcceptedEntry[]): void {
    for (const entry of entries) {
      if (entry.lane === 'message') {
        const place = `${entry.header.author} ${entry.header.seq}`
        if (messages.has(place)) throw new Error('accepted twice')
        messages.set(place, entry)
      }
      if (stored.some((other) => other.id === entry.id)) throw new Error('accepted twice')
      stored.push(entry)
    }
  }

  function highestClock(): number {
    return stored.reduce((highest, { header }) => Math.max(highest, header.clock), 0)
  }

  /** Like History.readChain, but to the end of the run. */
  function readChain(author: Kid, from: number, to: number): readonly RawEntry[] {
    const out: RawEntry[] = []
    for (let seq = from; ; seq++) {
      const found = messages.get(`${author} ${seq}`)
      const isOver = seq > to && (out.length === 0 || out.at(-1)?.signature !== undefined)
      if (isOver || (found === undefined && seq > to)) return out
      if (found !== undefined) out.push(found.raw)
    }
  }

  const node: TestNode = {
    identity,
    log: room.createLog(identity),
    stored,
    async receive(entries) {
      const acceptance = await node.log.accept(entries)
      keep(acceptance.accepted)
      return acceptance
    },
    serve(want, maxBytes = want.maxBytes) {
      const entries = [...node.log.proofs(want)]
      let bytes = 0
      const take = (raw: RawEntry) => {
        if (bytes > maxBytes) return
        bytes += raw.header.length + raw.body.length
        entries.push(raw)
      }
      for (const raw of want.have === null ? [] : node.log.controlsAfter(want.have)) take(raw)
      for (const { author, from, to } of want.ranges) {
        if (bytes <= maxBytes) for (const raw of readChain(author, from, to)) take(raw)
      }
      return entries
    },
    async act(event) {
      const tip = node.log.controlTip()
      const byId = new Map(stored.map((entry) => [entry.id, entry]))
      const after = tip.deps.flatMap((id) => {
        const entry = byId.get(id)
        return entry?.lane === 'control' ? [entry] : []
      })
      const clock = Math.min(Math.max(highestClock() + 1, tip.clock), tip.clock + CLOCK_SPAN)
      const entry = await signControl(room.chat, identity, event, { after, clock })
      node.log.acceptOwn([entry])
      keep([entry])
      return entry
    },
    async say(count) {
      const made: AcceptedEntry[] = []
      const view = node.log.view()
      if (view.phase !== 'active' || !view.members.has(identity.kid)) return []
      let epoch = findControl(view.currentEpoch)
      if (epoch === undefined || highestClock() + count > epoch.header.clock + CLOCK_SPAN) {
        const commitment = view.membersHash
        epoch = await node.act({
          type: 'epoch',
          commitment,
          membersHash: view.membersHash,
          reason: 'members',
        })
        made.push(epoch)
      }
      for (let index = 1; index <= count; index++) {
        const chain = node.log.chain(identity.kid)
        const message = await signMessage(identity, {
          epoch,
          seq: (chain?.seq ?? 0) + 1,
          prev: chain?.id ?? null,
          clock: highestClock() + 1,
          isSigned: index === count,
        })
        node.log.acceptOwn([message])
        keep([message])
        made.push(message)
      }
      return made
    },
    restart() {
      node.log = room.createLog(identity)
      node.log.restore(stored.map(toStored))
    },
    message: (author, seq) => messages.get(`${author} ${seq}`),
  }

  function findControl(id: EntryId | undefined): AcceptedControl | undefined {
    const found = stored.find((entry) => entry.id === id)
    return found?.lane === 'control' ? found : undefined
  }

  return node
}

/** What disturbs an exchange: returns what arrives of a batch. */
export type Disturbance = (batch: readonly RawEntry[]) => readonly RawEntry[]

/** `reader` asks `source` until nothing more comes; returns whether anything did. */
export async function pull(
  reader: TestNode,
  source: TestNode,
  options: { readonly disturb?: Disturbance; readonly maxBytes?: number } = {},
): Promise<boolean> {
  const heads = source.log.heads(reader.identity.kid)
  let hasNews = false
  for (let want = reader.log.missing(heads); want !== undefined;) {
    const batch = source.serve(want, options.maxBytes)
    const { accepted, forks } = await reader.receive(options.disturb?.(batch) ?? batch)
    hasNews ||= accepted.length + forks.length > 0
    if (accepted.length === 0) break
    want = reader.log.missing(heads)
  }
  return hasNews
}

/** Everybody asks everybody until nobody learns anything; at most `rounds` times. */
export async function settle(nodes: readonly TestNode[], rounds = 60): Promise<number> {
  for (let round = 0; round < rounds; round++) {
    let hasNews = false
    for (const reader of nodes) {
      for (const source of nodes) {
        if (reader === source) continue
        const kid = reader.identity.kid
        if (reader.log.digest(kid).heads === source.log.digest(kid).heads) continue
        hasNews = (await pull(reader, source)) || hasNews
      }
    }
    if (!hasNews) return round
  }
  throw new Error('never at rest')
}

function toStored(entry: AcceptedEntry): StoredEntry {
  if (entry.lane === 'control') return entry
  const { author, seq, prev, clock, epoch } = entry.header
  return { lane: 'message', id: entry.id, header: { author, seq, prev, clock, epoch } }
}
