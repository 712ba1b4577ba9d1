import { describe, expect, test } from 'vitest'
import { checkRun } from './check-run.ts'
import type { Receipt, RunRecord, SeenMessage, Send, Sighting } from './run-record.ts'
import { describeViolations, type Rule } from './violation.ts'

/** A run in which nothing went wrong: alice, bob and carol talk in a room, alice and bob in a direct chat. */
const ROOM = '#lab'
const DIRECT = 'alice+bob'
const EVERYBODY = ['alice', 'bob', 'carol']

const sends: readonly Send[] = [
  said(1, 'alice', ROOM),
  said(2, 'bob', ROOM),
  said(3, 'alice', ROOM),
  said(4, 'alice', DIRECT),
  said(5, 'bob', DIRECT),
]

const flawless: RunRecord = {
  sends,
  leaves: [],
  rejoins: [],
  receipts: [
    receipt('alice', 1, 'bob', 20),
    receipt('alice', 1, 'carol', 21),
    receipt('alice', 4, 'bob', 22),
  ],
  announcements: EVERYBODY.map((user) => ({ chat: ROOM, user, id: 'id-1', tick: 15 })),
  sightings: [
    ...EVERYBODY.map((user) => sighting(user, ROOM, [1, 2, 3])),
    ...['alice', 'bob'].map((user) => sighting(user, DIRECT, [4, 5])),
  ],
}

test('a run in which everything arrived, once and in order, has nothing to complain of', () => {
  expect(checkRun(flawless)).toEqual([])
})

describe('a message that does not arrive', () => {
  test('is lost at a member', () => {
    expectBroken(seenBy('carol', ROOM, [1, 3]), 'lost', 'carol', 'text-2')
  })
  test('is lost in a direct chat', () => {
    expectBroken(seenBy('alice', DIRECT, [4]), 'lost', 'alice', 'text-5')
  })
  test('is lost when it stays sealed', () => {
    const sealed = { ...seen(2), text: '', problem: 'sealed' }
    expectBroken(seenAs('carol', ROOM, [seen(1), sealed, seen(3)]), 'lost', 'carol', 'text-2')
  })
  test('is lost when its author has it after a crash without having been answered', () => {
    const run = withSend(2, { outcome: 'unknown', id: null })
    const short = replaceSighting(run, sighting('carol', ROOM, [1, 3]))
    expectBroken(short, 'lost', 'carol', 'text-2')
  })
  test('is not lost when nobody was answered and nobody has it', () => {
    const run = withSend(2, { outcome: 'unknown', id: null })
    expect(checkRun(withoutMessage(run, 2))).toEqual([])
  })
  test('is not lost when it was refused', () => {
    const run = withSend(2, { outcome: 'refused', id: null })
    expect(checkRun(withoutMessage(run, 2))).toEqual([])
  })
  test('is not lost at somebody of whom its author had not heard', () => {
    const run = withSend(2, { knownBefore: ['alice', 'bob'], knownAfter: EVERYBODY })
    expect(checkRun(replaceSighting(run, sighting('carol', ROOM, [1, 3])))).toEqual([])
  })
  test('is not lost at somebody who left afterwards', () => {
    const run = { ...flawless, leaves: [{ chat: ROOM, user: 'carol', tick: 9 }] }
    expect(checkRun(replaceSighting(run, sighting('carol', ROOM, [1])))).toEqual([])
  })
  test('is lost at somebody who had come back before, as its author knew', () => {
    const run = {
      ...flawless,
      leaves: [{ chat: ROOM, user: 'carol', tick: 0.2 }],
      rejoins: [0.1, 0.3].map((tick) => ({ chat: ROOM, user: 'carol', observer: 'bob', tick })),
    }
    expectBroken(replaceSighting(run, sighting('carol', ROOM, [1, 3])), 'lost', 'carol', 'text-2')
  })
})

describe('a message that was there', () => {
  test('vanishes when a later look does not find it', () => {
    const early = { ...sighting('carol', ROOM, [1, 2, 3]), asOf: 50, seenAt: 51 }
    const late = { ...sighting('carol', ROOM, [1, 3]), asOf: 200, seenAt: 201 }
    expectBroken({ ...flawless, sightings: [early, late] }, 'vanished', 'carol', 'text-2')
  })
  test('vanishes when its author was answered and does not find it on his disk after a crash', () => {
    const disk = { ...sighting('alice', ROOM, [1, 2]), asOf: 40, seenAt: 41, isFinal: false }
    const run = { ...flawless, sightings: [disk, ...flawless.sightings] }
    expectBroken(run, 'vanished', 'alice', 'text-3')
  })
  test('does not vanish from a look that began before it was answered', () => {
    const disk = { ...sighting('alice', ROOM, [1, 2]), asOf: 2, seenAt: 41, isFinal: false }
    expect(checkRun({ ...flawless, sightings: [disk, ...flawless.sightings] })).toEqual([])
  })
})

describe('a message that should not be there', () => {
  test('is duplicated when it stands there twice', () => {
    expectBroken(seenBy('bob', ROOM, [1, 2, 2, 3]), 'duplicated', 'bob', 'text-2')
  })
  test('is duplicated when its text stands there under two names', () => {
    const again = { ...seen(2), id: 'id-other' }
    expectBroken(seenAs('bob', ROOM, [seen(1), seen(2), again, seen(3)]), 'duplicated', 'bob')
  })
  test('is duplicated when a program tells of it twice', () => {
    const again = { chat: ROOM, user: 'bob', id: 'id-1', tick: 16 }
    const announcements = [...flawless.announcements, again]
    expectBroken({ ...flawless, announcements }, 'duplicated', 'bob', 'text-1')
  })
  test('is leaked to somebody whom its author knew to be outside', () => {
    const outside = { knownBefore: ['alice', 'bob'], knownAfter: ['alice', 'bob'] }
    expectBroken(withSend(2, outside), 'leaked', 'carol', 'text-2')
  })
  test('is invented when nobody said it', () => {
    const foreign = { ...seen(1), id: 'id-9', text: 'text-9' }
    expectBroken(seenAs('bob', ROOM, [seen(1), seen(2), seen(3), foreign]), 'invented', 'bob')
  })
  test('is invented when its sender was told that it was not sent', () => {
    expectBroken(withSend(2, { outcome: 'refused', id: null }), 'invented', 'carol', 'text-2')
  })
  test('is invented in a chat in which it was not said', () => {
    const other = { ...sighting('bob', DIRECT, [4, 5, 2]) }
    expectBroken(replaceSighting(flawless, other), 'invented', 'bob', 'text-2')
  })
  test('is altered when its words are others', () => {
    const other = { ...seen(2), text: 'text-3' }
    expectBroken(seenAs('bob', ROOM, [seen(1), other, seen(3)]), 'altered', 'bob')
  })
  test('is altered when it is shown as somebody else’s', () => {
    const other = { ...seen(2), from: 'carol' }
    expectBroken(seenAs('bob', ROOM, [seen(1), other, seen(3)]), 'altered', 'bob', 'text-2')
  })
})

describe('messages in another order', () => {
  test('of one author are told', () => {
    expectBroken(seenBy('carol', ROOM, [3, 2, 1]), 'author-order', 'carol', 'text-1')
  })
  test('of several authors are told, when two users differ', () => {
    expectBroken(seenBy('bob', ROOM, [2, 1, 3]), 'common-order', 'alice', 'text-1')
  })
  test('are the same order when somebody lacks the first ones', () => {
    const run = { ...flawless, receipts: [], leaves: [{ chat: ROOM, user: 'carol', tick: 100 }] }
    expect(checkRun(replaceSighting(run, sighting('carol', ROOM, [2, 3])))).toEqual([])
  })
})

describe('a receipt', () => {
  test('is ahead of the truth when the disk of the recipient did not have the message at a later time', () => {
    const disk = { ...sighting('bob', ROOM, [2]), asOf: 30, seenAt: 31, isFinal: false }
    const run = { ...flawless, sightings: [disk, ...flawless.sightings] }
    expectBroken(run, 'receipt-ahead', 'bob', 'text-1')
  })
  test('is not ahead when it came after that', () => {
    const disk = { ...sighting('bob', ROOM, [2]), asOf: 19, seenAt: 31, isFinal: false }
    const run = { ...flawless, sightings: [disk, ...flawless.sightings] }
    expect(checkRun(run)).toEqual([])
  })
  test('does not go back from read to delivered', () => {
    const read = { ...receipt('alice', 1, 'bob', 23), state: 'read' as const }
    const again = receipt('alice', 1, 'bob', 24)
    const receipts = [...flawless.receipts, read, again]
    expectBroken({ ...flawless, receipts }, 'state-back', 'alice', 'text-1')
  })
  test('is not forgotten in the history', () => {
    const late = { ...sighting('alice', DIRECT, [4, 5]), asOf: 200, seenAt: 201 }
    const messages = late.messages.map((one) => ({ ...one, state: 'sending' as const }))
    const run = { ...flawless, sightings: [...flawless.sightings, { ...late, messages }] }
    expectBroken(run, 'state-back', 'alice', 'text-4')
  })
})

test('what is wrong is told by rule, chat and user', () => {
  const told = describeViolations(checkRun(seenBy('carol', ROOM, [1, 3])))
  expect(told).toBe(
    'lost in #lab at carol: 1\n  - text-2 (acknowledged, not there; receipts: none)',
  )
})

function expectBroken(run: RunRecord, rule: Rule, user: string, text?: string): void {
  const found = checkRun(run).filter((one) => one.rule === rule && one.user === user)
  expect(found).not.toEqual([])
  if (text !== undefined) expect(found.flatMap(({ texts }) => texts)).toContain(text)
}

function said(n: number, from: string, chat: string): Send {
  const known = chat === ROOM ? EVERYBODY : null
  return {
    ...{ chat, from, text: `text-${n}`, id: `id-${n}`, outcome: 'acknowledged' },
    ...{ tick: n, answeredTick: n + 0.5, knownBefore: known, knownAfter: known },
  }
}

function receipt(author: string, n: number, by: string, tick: number): Receipt {
  const chat = sends[n - 1]?.chat ?? ''
  return { chat, author, id: `id-${n}`, by, state: 'delivered', tick }
}

function seen(n: number): SeenMessage {
  return { id: `id-${n}`, from: sends[n - 1]?.from ?? '', text: `text-${n}`, state: 'delivered' }
}

function sighting(user: string, chat: string, numbers: readonly number[]): Sighting {
  return { user, chat, asOf: 100, seenAt: 101, isFinal: true, messages: numbers.map(seen) }
}

function replaceSighting(run: RunRecord, next: Sighting): RunRecord {
  const others = run.sightings.filter(({ user, chat }) => user !== next.user || chat !== next.chat)
  return { ...run, sightings: [...others, next] }
}

function seenBy(user: string, chat: string, numbers: readonly number[]): RunRecord {
  return replaceSighting(flawless, sighting(user, chat, numbers))
}

function seenAs(user: string, chat: string, messages: readonly SeenMessage[]): RunRecord {
  return replaceSighting(flawless, { ...sighting(user, chat, []), messages })
}

function withSend(n: number, change: Partial<Send>): RunRecord {
  return {
    ...flawless,
    sends: sends.map((send, index) => (index === n - 1 ? { ...send, ...change } : send)),
  }
}

function withoutMessage(run: RunRecord, n: number): RunRecord {
  const sightings = run.sightings.map((one) => ({
    ...one,
    messages: one.messages.filter(({ id }) => id !== `id-${n}`),
  }))
  return { ...run, sightings }
}
