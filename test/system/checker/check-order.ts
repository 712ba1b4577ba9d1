import type { RunRecord, Sighting } from './run-record.ts'
import type { Violation } from './violation.ts'

/** Everybody reads each author in the order in which he wrote, and all read the same order. */
export function checkOrder(record: RunRecord): readonly Violation[] {
  const said = new Map(record.sends.map((send) => [send.text, send.tick]))
  const finals = record.sightings.filter(({ isFinal }) => isFinal)
  return [
    ...record.sightings.flatMap((sighting) => authorOrder(sighting, said)),
    ...[...Map.groupBy(finals, ({ chat }) => chat).values()].flatMap(commonOrder),
  ]
}

function authorOrder(
  { chat, user, messages }: Sighting,
  said: ReadonlyMap<string, number>,
): readonly Violation[] {
  const authors = Map.groupBy(messages, ({ from }) => from)
  return [...authors.values()].flatMap((written) => {
    const known = written.filter(({ text }) => said.has(text))
    return known.slice(1).flatMap((message, index) => {
      const before = known[index]
      if (before === undefined || (said.get(before.text) ?? 0) < (said.get(message.text) ?? 0)) {
        return []
      }
      const texts = [message.text, before.text]
      const details = `${message.text} was said before ${before.text}, and stands after it`
      return [{ rule: 'author-order' as const, chat, user, texts, details }]
    })
  })
}

function commonOrder(sightings: readonly Sighting[]): readonly Violation[] {
  return sightings.flatMap((one, index) =>
    sightings.slice(index + 1).flatMap((other) => {
      const inOther = new Set(other.messages.map(({ id }) => id))
      const inOne = new Set(one.messages.map(({ id }) => id))
      const first = one.messages.filter(({ id }) => inOther.has(id))
      const second = other.messages.filter(({ id }) => inOne.has(id))
      const at = first.findIndex(({ id }, place) => id !== second[place]?.id)
      if (at === -1) return []
      const here = first.slice(Math.max(0, at - 1), at + 4).map(({ text }) => text)
      const there = second.slice(Math.max(0, at - 1), at + 4).map(({ text }) => text)
      const details = [
        `from the ${at + 1}th common message on:`,
        `  ${one.user}: ${here.join(' | ')}`,
        `  ${other.user}: ${there.join(' | ')}`,
      ].join('\n')
      const texts = [first[at]?.text ?? '', second[at]?.text ?? '']
      return [{ rule: 'common-order' as const, chat: one.chat, user: one.user, texts, details }]
    }),
  )
}
