import type { EntryId, Kid } from '../../protocol/ids.ts'
import type { AcceptedMessage } from '../chat-log.ts'

/** A message that waits for the rest of its run, or for what lies between it and its author's chain. */
export interface Pending {
  readonly message: AcceptedMessage
  /** Bytes that the signature above it covers further down; negative while no signature covers the message itself. */
  reach: number
}

/** That somebody signed `id` at some place of his chain, and the covered message that shows it. */
interface Claim {
  readonly id: EntryId
  readonly by: Pending
}

/** Messages outside the chains, by what is asked of them. */
export interface PendingMessages {
  get(id: EntryId): Pending | undefined
  add(message: AcceptedMessage): Pending
  remove(entry: Pending): void
  of(author: Kid): readonly Pending[]
  authors(): Iterable<Kid>
  /** The message that `entry` names as its predecessor. */
  before(entry: Pending): Pending | undefined
  /** Messages that name `id` as their predecessor. */
  after(id: EntryId): readonly Pending[]
  /** `entry` and its covered successors up to a signed one. */
  runFrom(entry: Pending): readonly Pending[]
  /** Notes that `by`, being covered, shows `id` at `seq`. */
  claim(by: Pending, seq: number, id: EntryId): void
  /** Who shows something else than `id` there. */
  contradiction(author: Kid, seq: number, id: EntryId): Pending | undefined
  dropClaims(by: Pending): void
}

export function createPendingMessages(): PendingMessages {
  const byId = new Map<EntryId, Pending>()
  const byPrev = new Map<EntryId, Pending[]>()
  const byAuthor = new Map<Kid, Set<Pending>>()
  const claims = new Map<Kid, Map<number, readonly Claim[]>>()

  function setClaims(author: Kid, seq: number, change: (old: readonly Claim[]) => Claim[]): void {
    const own = claims.get(author) ?? new Map<number, readonly Claim[]>()
    const changed = change(own.get(seq) ?? [])
    if (changed.length > 0) claims.set(author, own.set(seq, changed))
    else if (own.delete(seq) && own.size === 0) claims.delete(author)
  }

  function dropClaims(by: Pending): void {
    const { author, seq } = by.message.header
    for (const at of [seq - 1, seq]) {
      setClaims(author, at, (old) => old.filter((claim) => claim.by !== by))
    }
  }

  function after(id: EntryId): readonly Pending[] {
    return byPrev.get(id) ?? []
  }

  return {
    get: (id) => byId.get(id),
    add(message) {
      const entry: Pending = { message, reach: -1 }
      const { author, prev } = message.header
      byId.set(message.id, entry)
      if (prev !== null) byPrev.set(prev, [...after(prev), entry])
      byAuthor.set(author, (byAuthor.get(author) ?? new Set()).add(entry))
      return entry
    },
    remove(entry) {
      const { author, prev } = entry.message.header
      byId.delete(entry.message.id)
      if (prev !== null) {
        const others = after(prev).filter((other) => other !== entry)
        if (others.length === 0) byPrev.delete(prev)
        else byPrev.set(prev, others)
      }
      const own = byAuthor.get(author)
      own?.delete(entry)
      if (own?.size === 0) byAuthor.delete(author)
      dropClaims(entry)
    },
    authors: () => byAuthor.keys(),
    of: (author) => [...(byAuthor.get(author) ?? [])],
    before(entry) {
      const { author, prev, seq } = entry.message.header
      const before = prev === null ? undefined : byId.get(prev)
      const header = before?.message.header
      return header?.author === author && header.seq === seq - 1 ? before : undefined
    },
    after,
    runFrom(entry) {
      const run = [entry]
      for (let last = entry; last.message.raw.signature === undefined;) {
        const { author, seq } = last.message.header
        const next = after(last.message.id).find(
          ({ message, reach }) =>
            reach >= 0 && message.header.author === author && message.header.seq === seq + 1,
        )
        if (next === undefined) break
        run.push(next)
        last = next
      }
      return run
    },
    claim: (by, seq, id) => setClaims(by.message.header.author, seq, (old) => [...old, { id, by }]),
    contradiction: (author, seq, id) =>
      claims
        .get(author)
        ?.get(seq)
        ?.find((claim) => claim.id !== id)?.by,
    dropClaims,
  }
}
