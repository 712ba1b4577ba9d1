import { expect, test } from 'vitest'
import type { EpochView } from '../../../../src/log/room-view.ts'
import type { ChatId, EntryId, Hash, Kid } from '../../../../src/protocol/ids.ts'
import type { SourcedWrap } from '../../../../src/store/tracker/room-logs.ts'
import { createWrapShelf } from '../../../../src/tracker/rooms/wrap-shelf.ts'

const chat = 'chat' as ChatId
const alice = 'alice' as Kid
const bob = 'bob' as Kid

function epochOf(id: string, author: Kid = alice): EpochView {
  const members = new Set([alice, bob])
  return { id: id as EntryId, author, members, commitment: '' as Hash, clock: 0, sentAt: 0 }
}

function wrapBy(
  source: string,
  epoch: EpochView,
  to = bob,
  box = `${source} ${epoch.id}`,
): SourcedWrap {
  return { source: source as Kid, wrap: { epoch: epoch.id, to, wrapKid: '' as Hash, box } }
}

function boxes(shelf: ReturnType<typeof createWrapShelf>, epoch: EpochView): string[] {
  return shelf.get(chat, epoch.id, bob).map(({ box }) => box)
}

test('a recipient gets the wraps that are for it', () => {
  const shelf = createWrapShelf()
  const epoch = epochOf('e')
  shelf.put(chat, epoch, wrapBy('alice', epoch))
  expect(boxes(shelf, epoch)).toEqual(['alice e'])
  expect(shelf.get(chat, epoch.id, alice)).toEqual([])
})

test('three wraps are kept for one recipient, one from each source', () => {
  const shelf = createWrapShelf()
  const epoch = epochOf('e')
  const kept = ['u', 'u', 'v', 'w', 'x'].map((source, index) =>
    shelf.put(chat, epoch, wrapBy(source, epoch, bob, `${source}${index}`)),
  )
  expect(kept).toEqual([true, true, true, true, false])
  expect(boxes(shelf, epoch)).toEqual(['u1', 'v2', 'w3'])
})

test("the wrap of the epoch's author always finds a place", () => {
  const shelf = createWrapShelf()
  const epoch = epochOf('e', alice)
  for (const source of ['u', 'v', 'w']) shelf.put(chat, epoch, wrapBy(source, epoch))
  expect(shelf.put(chat, epoch, wrapBy('alice', epoch))).toBe(true)
  expect(boxes(shelf, epoch)).toContain('alice e')
  expect(boxes(shelf, epoch)).toHaveLength(3)
})

test('the wraps of the oldest epochs go first', () => {
  const shelf = createWrapShelf({ roomWraps: 2 })
  const epochs = ['1', '2', '3'].map((id) => epochOf(id))
  for (const epoch of epochs) shelf.put(chat, epoch, wrapBy('alice', epoch))
  expect(epochs.map((epoch) => boxes(shelf, epoch).length)).toEqual([0, 1, 1])
})
