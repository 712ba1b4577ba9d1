import {
  directUsers,
  type ChatKey,
  type RunRecord,
  type SeenMessage,
  type Send,
  type Sighting,
} from './run-record.ts'
import type { Rule, Violation } from './violation.ts'

/** What is where it belongs, once and unaltered, nowhere else, and stays. */
export function checkPresence(record: RunRecord): readonly Violation[] {
  const sends = new Map(record.sends.map((send) => [send.text, send]))
  const ids = new Map(record.sends.flatMap((send) => (send.id === null ? [] : [[send.id, send]])))
  return [
    ...missing(record),
    ...record.sightings.flatMap((sighting) => [
      ...duplicates(sighting),
      ...strange(sighting, sends, ids),
      ...leaks(sighting, sends),
    ]),
    ...vanished(record),
    ...announcedTwice(record, ids),
  ]
}

/** The messages that `user` must have in the end. */
function owedTo(record: RunRecord, user: string, chat: ChatKey): readonly Send[] {
  const atAuthors = new Set(
    record.sightings
      .filter((sighting) => sighting.isFinal && sighting.chat === chat)
      .flatMap(({ user: author, messages }) =>
        messages.filter(({ from }) => from === author).map(({ text }) => text),
      ),
  )
  return record.sends.filter((send) => {
    if (send.chat !== chat || send.outcome === 'refused') return false
    // Without an answer it may have come to the disk or not; but what its author has, all have.
    if (send.outcome === 'unknown' && !atAuthors.has(send.text)) return false
    return send.from === user || isOwed(record, send, user)
  })
}

function isOwed(record: RunRecord, send: Send, user: string): boolean {
  const direct = directUsers(send.chat)
  if (direct !== undefined) return direct.includes(user)
  if (send.knownBefore?.includes(user) !== true) return false
  const left = record.leaves.filter((leave) => leave.chat === send.chat && leave.user === user)
  if (left.length === 0) return true
  // Who came back belongs to it again as soon as the author has heard of that.
  if (left.some(({ tick }) => tick >= send.tick)) return false
  const heard = record.rejoins.filter(
    ({ chat, user: who, observer, tick }) =>
      chat === send.chat && who === user && observer === send.from && tick < send.tick,
  )
  const lastLeft = Math.max(...left.map(({ tick }) => tick))
  return heard.some(({ tick }) => tick > lastLeft) && heard.length > left.length
}

/** What somebody does not have in the end though he should; also for whoever waits until nothing is. */
export function missing(record: RunRecord): readonly Violation[] {
  return record.sightings
    .filter(({ isFinal }) => isFinal)
    .flatMap(({ user, chat, messages }) => {
      const readable = new Set(messages.filter(isReadable).map(({ text }) => text))
      const sealed = new Map(messages.map((message) => [message.id, message.problem]))
      return owedTo(record, user, chat)
        .filter(({ text }) => !readable.has(text))
        .map((send) => {
          const problem = send.id === null ? undefined : sealed.get(send.id)
          const receipts = record.receipts
            .filter(({ id }) => id === send.id)
            .map(({ by, state }) => `${state} by ${by}`)
          return violation(
            'lost',
            chat,
            user,
            [send.text],
            [
              `- ${send.text} (${send.outcome}, ${problem ?? 'not there'};`,
              `receipts: ${receipts.join(', ') || 'none'})`,
            ],
          )
        })
    })
}

function duplicates({ user, chat, messages }: Sighting): readonly Violation[] {
  const counted = [
    ...Map.groupBy(messages, ({ id }) => id),
    ...Map.groupBy(messages.filter(isReadable), ({ text }) => text),
  ]
  return counted
    .filter(([, group]) => group.length > 1)
    .map(([key, group]) =>
      violation('duplicated', chat, user, [group[0]?.text ?? ''], [`${key} ×${group.length}`]),
    )
}

/** What nobody said, or somebody else, or what its sender was told was not sent. */
function strange(
  { user, chat, messages }: Sighting,
  sends: ReadonlyMap<string, Send>,
  ids: ReadonlyMap<string, Send>,
): readonly Violation[] {
  return messages.flatMap((message) => {
    const byId = ids.get(message.id)
    if (!isReadable(message)) return []
    const send = sends.get(message.text)
    const where = `${message.id} “${message.text}” of ${message.from}`
    if (byId !== undefined && (byId.text !== message.text || byId.from !== message.from)) {
      const said = `said by ${byId.from}: “${byId.text}”`
      return [violation('altered', chat, user, [message.text], [where, said])]
    }
    if (send === undefined || send.chat !== chat || send.from !== message.from) {
      return [violation('invented', chat, user, [message.text], [where, 'was never said so'])]
    }
    if (send.outcome === 'refused') {
      return [violation('invented', chat, user, [message.text], [where, 'was refused'])]
    }
    return []
  })
}

/** What its author's program said to others only. */
function leaks(
  { user, chat, messages }: Sighting,
  sends: ReadonlyMap<string, Send>,
): readonly Violation[] {
  return messages.filter(isReadable).flatMap((message) => {
    const send = sends.get(message.text)
    if (send === undefined || send.from === user) return []
    const { knownBefore: known, knownAfter: after } = send
    if (known === null || after === null) return []
    if (known.includes(user) || after.includes(user)) return []
    const audience = `said to ${known.join(', ')}`
    return [violation('leaked', chat, user, [message.text], [message.text, audience])]
  })
}

/** What was durable once is there at every later look: the author's own from its answer on, others' since they were seen. */
function vanished(record: RunRecord): readonly Violation[] {
  const groups = Map.groupBy(record.sightings, ({ user, chat }) => `${chat} ${user}`)
  return [...groups.values()].flatMap((sightings) => {
    const inOrder = sightings.toSorted((a, b) => a.asOf - b.asOf)
    const own = record.sends.filter(
      (send) => send.id !== null && send.chat === inOrder[0]?.chat && send.from === inOrder[0].user,
    )
    return inOrder.flatMap((sighting) => {
      const there = new Set(sighting.messages.map(({ id }) => id))
      const acknowledged = own.filter((send) => (send.answeredTick ?? Infinity) < sighting.asOf)
      const seen = inOrder.filter((earlier) => earlier.seenAt < sighting.asOf)
      const expected = new Map([
        ...seen.flatMap(({ messages }) => messages.map(({ id, text }) => [id, text] as const)),
        ...acknowledged.map(({ id, text }) => [id ?? '', text] as const),
      ])
      return [...expected]
        .filter(([id]) => !there.has(id))
        .map(([id, text]) =>
          violation(
            'vanished',
            sighting.chat,
            sighting.user,
            [text],
            [`- ${text} (${id}) had been there before ${sighting.asOf}`],
          ),
        )
    })
  })
}

function announcedTwice(record: RunRecord, ids: ReadonlyMap<string, Send>): readonly Violation[] {
  const groups = Map.groupBy(record.announcements, ({ user, chat, id }) => `${chat} ${user} ${id}`)
  return [...groups.values()].flatMap((group) => {
    const first = group[0]
    if (first === undefined || group.length === 1) return []
    const text = ids.get(first.id)?.text ?? first.id
    return [
      violation(
        'duplicated',
        first.chat,
        first.user,
        [text],
        [`told ${group.length} times: ${text}`],
      ),
    ]
  })
}

function isReadable(message: SeenMessage): boolean {
  return message.problem === undefined
}

function violation(
  rule: Rule,
  chat: ChatKey,
  user: string,
  texts: readonly string[],
  details: readonly string[],
): Violation {
  return { rule, chat, user, texts, details: details.join(' ') }
}
