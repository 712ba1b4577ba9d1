import { expect, test } from 'vitest'
import type { ChatId, EntryId, Kid } from '../../../../src/protocol/ids.ts'
import type { Mark } from '../../../../src/protocol/mark.ts'
import { createMarkBook } from '../../../../src/tracker/mailbox/mark-book.ts'

const [alice, bob, carol] = ['alice', 'bob', 'carol'] as Kid[] as [Kid, Kid, Kid]
let signed = 0

function markOf(by: Kid, held: Readonly<Record<string, number>>, read = false, box = ''): Mark {
  const levels = Object.entries(held).map(([author, seq]) => ({ author: author as Kid, seq }))
  const sealed = read ? { epoch: 'e' as EntryId, box } : null
  return { v: 1, chat: 'c' as ChatId, by, held: levels, read: sealed, sig: String(++signed) }
}

test('levels only rise', () => {
  const book = createMarkBook()
  expect(book.put(markOf(bob, { alice: 7 }))).toBe(true)
  expect(book.put(markOf(bob, { alice: 3 }))).toBe(false)
  expect(book.put(markOf(carol, { alice: 5, bob: 1 }))).toBe(true)
  expect(book.level(bob, alice)).toBe(7)
  expect(book.level(carol, alice)).toBe(5)
  expect(book.level(alice, bob)).toBe(0)
  expect([book.highest(alice), book.highest(bob), book.highest(carol)]).toEqual([7, 1, 0])
})

test('a mark replaces those that say no more than it', () => {
  const book = createMarkBook()
  const marks = [
    markOf(bob, { alice: 1 }),
    markOf(bob, { alice: 2 }, true),
    markOf(bob, { carol: 1 }),
    markOf(bob, { alice: 3 }),
  ]
  for (const mark of marks) expect(book.put(mark)).toBe(true)
  // What was read is in none of the later ones.
  expect(book.all()).toEqual(marks.slice(1))
  const everything = markOf(bob, { alice: 4, carol: 1 }, true)
  book.put(everything)
  expect(book.all()).toEqual([everything])
  expect(book.put(marks[1]!)).toBe(false)
})

test('too many are refused until one says everything', () => {
  const book = createMarkBook()
  const authors = Array.from({ length: 17 }, (_, index) => `author${index}`)
  for (const author of authors.slice(0, 16)) book.put(markOf(bob, { [author]: 1 }, true))
  expect(() => book.put(markOf(bob, { author16: 1 }))).toThrow('QUOTA')
  expect(book.highest('author16' as Kid)).toBe(0)
  const all = markOf(bob, Object.fromEntries(authors.map((author) => [author, 1])))
  expect(book.put(all)).toBe(true)
  expect(book.all()).toEqual([all])
  expect(book.put(markOf(carol, { author16: 1 }))).toBe(true)
})

test('many bytes are refused as well', () => {
  const book = createMarkBook()
  const box = 'x'.repeat(120_000)
  book.put(markOf(bob, { alice: 1 }, true, box))
  book.put(markOf(bob, { carol: 1 }, true, box))
  expect(() => book.put(markOf(bob, { dave: 1 }, true, box))).toThrow('QUOTA')
})

test('authors get what tells of them, page by page', () => {
  const book = createMarkBook()
  const readers = Array.from({ length: 9 }, (_, index) => `reader${index}` as Kid)
  const box = 'x'.repeat(60_000)
  for (const reader of readers) book.put(markOf(reader, { alice: 1 }, true, box))
  book.put(markOf(carol, { bob: 1 }))
  const found: Kid[] = []
  let pages = 0
  for (let after: Kid | null = null; ;) {
    const { marks, next } = book.about(alice, after)
    found.push(...marks.map(({ by }) => by))
    pages++
    if (next === null) break
    after = next
  }
  expect(found).toEqual(readers)
  expect(pages).toBe(2)
})
