import { RANK, type Receipt, type RunRecord } from './run-record.ts'
import type { Violation } from './violation.ts'

/** Receipts say only what is true, and nothing that was said is taken back. */
export function checkReceipts(record: RunRecord): readonly Violation[] {
  const texts = new Map(record.sends.map((send) => [send.id, send.text]))
  return [...ahead(record, texts), ...receiptsBack(record, texts), ...statesBack(record, texts)]
}

/** Who is said to have a message has it at every look since. */
function ahead(record: RunRecord, texts: ReadonlyMap<string | null, string>): readonly Violation[] {
  const byUser = Map.groupBy(
    record.receipts.filter(({ state }) => RANK[state] >= RANK.delivered),
    ({ chat, by }) => `${chat} ${by}`,
  )
  return record.sightings.flatMap((sighting) => {
    const there = new Set(sighting.messages.map(({ id }) => id))
    return (byUser.get(`${sighting.chat} ${sighting.user}`) ?? [])
      .filter(({ id, tick }) => tick < sighting.asOf && !there.has(id))
      .map(({ author, id, state, tick }) => {
        const text = texts.get(id) ?? id
        const { chat, user } = sighting
        const details = `${author} was told at ${tick} that ${text} is ${state}; at ${sighting.asOf} it was not there`
        return { rule: 'receipt-ahead' as const, chat, user, texts: [text], details }
      })
  })
}

function receiptsBack(
  record: RunRecord,
  texts: ReadonlyMap<string | null, string>,
): readonly Violation[] {
  const groups = Map.groupBy(record.receipts, ({ author, id, by }) => `${author} ${id} ${by}`)
  return [...groups.values()].flatMap((group) =>
    falls(group.map((receipt) => ({ receipt, rank: RANK[receipt.state] }))).map(([from, to]) =>
      back(from.receipt, `${to.receipt.state} by ${to.receipt.by}`, from.receipt.state, texts),
    ),
  )
}

/** The state that stands beside an own message in its author's history. */
function statesBack(
  record: RunRecord,
  texts: ReadonlyMap<string | null, string>,
): readonly Violation[] {
  const shown = record.sightings
    .toSorted((a, b) => a.seenAt - b.seenAt)
    .flatMap(({ user, chat, messages }) =>
      messages
        .filter(({ from }) => from === user)
        .map(({ id, state }) => ({ chat, author: user, id, state, rank: RANK[state] })),
    )
  const groups = Map.groupBy(shown, ({ chat, author, id }) => `${chat} ${author} ${id}`)
  return [...groups.values()].flatMap((group) =>
    falls(group).map(([from, to]) => back(from, to.state, from.state, texts)),
  )
}

function falls<T extends { readonly rank: number }>(values: readonly T[]): readonly [T, T][] {
  return values.slice(1).flatMap((value, index): readonly [T, T][] => {
    const before = values[index]
    return before !== undefined && value.rank < before.rank ? [[before, value]] : []
  })
}

function back(
  { chat, author, id }: Pick<Receipt, 'chat' | 'author' | 'id'>,
  to: string,
  from: string,
  texts: ReadonlyMap<string | null, string>,
): Violation {
  const text = texts.get(id) ?? id
  const details = `${text} was ${from} and became ${to}`
  return { rule: 'state-back', chat, user: author, texts: [text], details }
}
