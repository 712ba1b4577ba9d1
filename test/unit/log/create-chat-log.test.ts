import { beforeAll, describe, expect, test } from 'vitest'
import { roomChatId } from '../../../src/crypto/epoch.ts'
import type { Identity } from '../../../src/crypto/identity.ts'
import { createChatLog } from '../../../src/log/create-chat-log.ts'
import type { AcceptedControl, AcceptedEntry } from '../../../src/log/chat-log.ts'
import type { RawEntry } from '../../../src/protocol/entry.ts'
import type { EntryId } from '../../../src/protocol/ids.ts'
import { CLOCK_SPAN, HELD_PER_MISSING } from '../../../src/protocol/limits.ts'
import type { RoomName } from '../../../src/protocol/names.ts'
import { toB64 } from '../../../src/shared/bytes.ts'
import {
  createTestDm,
  createTestRoom,
  keysOf,
  makeIdentities,
  OPEN,
  PRIVATE,
  signControl,
  signMessage,
  signRun,
  type TestChat,
} from './kit.ts'

let people: readonly Identity[]
let alice: Identity, bob: Identity, carol: Identity, tracker: Identity

beforeAll(async () => {
  people = await makeIdentities(4)
  ;[alice, bob, carol, tracker] = people as [Identity, Identity, Identity, Identity]
})

const JOIN = { type: 'join' } as const
const raws = (entries: readonly AcceptedEntry[]): RawEntry[] => entries.map(({ raw }) => raw)
const ids = (entries: readonly AcceptedEntry[]): EntryId[] => entries.map(({ id }) => id)

/** Alice's room with Bob in it and an epoch for both. */
async function createPair() {
  const room = await createTestRoom(alice, { people })
  await room.write(bob, JOIN)
  const epoch = await room.epoch(alice, [alice, bob])
  const log = room.createLog()
  await log.accept(raws(room.entries))
  return { room, epoch, log }
}

const withoutSignature = ({ raw }: AcceptedEntry): RawEntry => ({ ...raw, signature: undefined })

describe('control entries', () => {
  test('are accepted parents first, once', async () => {
    const room = await createTestRoom(alice, { people })
    await room.write(bob, JOIN)
    await room.write(carol, JOIN)
    const log = room.createLog()
    const first = await log.accept(raws([...room.entries, ...room.entries]))
    expect(ids(first.accepted)).toEqual(ids(room.entries))
    expect(first.complete).toBe(true)
    const again = await log.accept(raws(room.entries))
    expect(again).toMatchObject({ accepted: [], complete: true })
  })

  test('that come before their parents wait for them', async () => {
    const room = await createTestRoom(alice, { people })
    const join = await room.write(bob, JOIN)
    const later = await room.write(carol, JOIN)
    const log = room.createLog()
    expect(await log.accept(raws([later, join]))).toMatchObject({ accepted: [], complete: false })
    const all = await log.accept([room.create.raw])
    expect(ids(all.accepted)).toEqual(ids([room.create, join, later]))
  })

  test('wait for one parent in a bounded number', async () => {
    const room = await createTestRoom(alice, { people })
    const many: AcceptedControl[] = []
    for (let index = 0; index < HELD_PER_MISSING + 3; index++) {
      many.push(await room.write(bob, JOIN, { after: [room.create], sentAt: index }))
    }
    const log = room.createLog()
    await log.accept(raws(many))
    const { accepted } = await log.accept([room.create.raw])
    expect(accepted).toHaveLength(1 + HELD_PER_MISSING)
    expect((await log.accept(raws(many))).accepted).toHaveLength(3)
  })

  test('leave the view alone unless one is new', async () => {
    const { room, log } = await createPair()
    const view = log.view()
    await log.accept(raws(room.entries))
    expect(log.view()).toBe(view)
    const join = await room.write(carol, JOIN)
    await log.accept([join.raw])
    expect(log.view()).not.toBe(view)
    expect(log.view().members.has(carol.kid)).toBe(true)
  })

  test.each([
    ['by somebody else than who signed it', 'BAD_SIGNATURE'],
    ['unsigned', 'BAD_ENTRY'],
    ['of another chat', 'BAD_ENTRY'],
    ['with a lamport time of its own choice', 'BAD_ENTRY'],
    ['with a clock far ahead', 'BAD_ENTRY'],
    ['with a clock behind what it builds on', 'BAD_ENTRY'],
    ['without deps that is no create entry', 'BAD_ENTRY'],
    ['that creates the room again on top of it', 'BAD_ENTRY'],
    ['that creates another room', 'BAD_ENTRY'],
    ['that expires it without being the tracker', 'BAD_ENTRY'],
    ['with an unsorted list of deps', 'BAD_ENTRY'],
  ])('%s is refused', async (what, code) => {
    const room = await createTestRoom(alice, { people, tracker })
    const joins = [
      await room.write(bob, JOIN, { after: [room.create] }),
      await room.write(carol, JOIN, { after: [room.create], clock: 5 }),
    ]
    const log = room.createLog()
    await log.accept(raws(room.entries))
    const other = roomChatId(bob.kid, 'x')
    const nonce = toB64(Buffer.alloc(16, 3))
    const create = { type: 'create', nonce, name: 'x' as RoomName, policy: OPEN } as const
    const make = async (): Promise<RawEntry> => {
      const after = joins
      switch (what) {
        case 'by somebody else than who signed it': {
          const forged = await signControl(room.chat, { ...bob, kid: alice.kid }, JOIN, { after })
          return forged.raw
        }
        case 'unsigned':
          return withoutSignature(await signControl(room.chat, bob, JOIN, { after }))
        case 'of another chat':
          return (await signControl(other, bob, JOIN, { after })).raw
        case 'with a lamport time of its own choice':
          return (await signControl(room.chat, bob, JOIN, { after, lamport: 9 })).raw
        case 'with a clock far ahead':
          return (await signControl(room.chat, bob, JOIN, { after, clock: 6 + CLOCK_SPAN })).raw
        case 'with a clock behind what it builds on':
          return (await signControl(room.chat, bob, JOIN, { after, clock: 4 })).raw
        case 'without deps that is no create entry':
          return (await signControl(room.chat, bob, JOIN, { after: [] })).raw
        case 'that creates the room again on top of it':
          return (await signControl(room.chat, alice, room.create.event, { after })).raw
        case 'that creates another room':
          return (await signControl(room.chat, alice, create, { after: [] })).raw
        case 'that expires it without being the tracker': {
          const expire = { type: 'expire', asOf: 2, lastSeen: 1 } as const
          return (await signControl(room.chat, bob, expire, { after })).raw
        }
        default: {
          const { raw } = await signControl(room.chat, bob, JOIN, { after })
          const header = JSON.parse(raw.header.toString()) as { deps: string[] }
          header.deps.reverse()
          return { ...raw, header: Buffer.from(JSON.stringify(header)) }
        }
      }
    }
    await expect(log.accept([await make()])).rejects.toMatchObject({ code })
  })

  test('an addition whose request somebody else signed is refused', async () => {
    const room = await createTestRoom(alice, { people, policy: PRIVATE })
    const addition = await room.add(alice, { ...bob, privateKey: carol.privateKey })
    const log = room.createLog()
    await log.accept([room.create.raw])
    await expect(log.accept([addition.raw])).rejects.toMatchObject({ code: 'BAD_SIGNATURE' })
  })

  test('a transfer whose witness the tracker did not sign is refused', async () => {
    const room = await createTestRoom(alice, { people, tracker })
    await room.write(bob, JOIN)
    const witness = { ...(await room.witness(1, bob)), generation: 2 }
    await room.write(alice, { type: 'transfer', kid: bob.kid, witness })
    const log = room.createLog()
    await log.accept(raws(room.entries.slice(0, 2)))
    await expect(log.accept(raws(room.entries))).rejects.toMatchObject({ code: 'BAD_SIGNATURE' })
  })

  test('of people without a known key are left out and named', async () => {
    const room = await createTestRoom(alice, { people, policy: PRIVATE })
    const addition = await room.add(alice, carol)
    const known = [alice, bob]
    const log = createChatLog({
      chat: room.chat,
      self: bob.kid,
      dm: null,
      authorKey: (kid) => keysOf(known)(kid),
    })
    const some = await log.accept(raws([room.create, addition]))
    expect(some).toMatchObject({ complete: false, unknownAuthors: [carol.kid] })
    known.push(carol)
    expect(ids((await log.accept([addition.raw])).accepted)).toEqual([addition.id])
  })

  test('expire nothing where there is no tracker', async () => {
    const room = await createTestRoom(alice, { people })
    await room.write(bob, { type: 'expire', asOf: 2, lastSeen: 1 })
    const log = room.createLog()
    await log.accept([room.create.raw])
    await expect(log.accept(raws(room.entries))).rejects.toMatchObject({ code: 'BAD_ENTRY' })
  })

  test('a good one beside a bad one is not lost', async () => {
    const { room, log } = await createPair()
    const good = await room.write(carol, JOIN)
    const bad = await signControl(room.chat, bob, JOIN, { after: [good], lamport: 40 })
    const taken = await log.accept(raws([good, bad]))
    expect(ids(taken.accepted)).toEqual([good.id])
    expect(taken.complete).toBe(false)
    await expect(log.accept([bad.raw])).rejects.toMatchObject({ code: 'BAD_ENTRY' })
  })
})

describe('a DM', () => {
  test('has its two members from the start and knows only epochs', async () => {
    const dm = createTestDm(alice, bob, people)
    const log = dm.createLog()
    expect(log.view()).toMatchObject({ kind: 'dm', phase: 'active', name: '', moderator: null })
    expect(log.view().members).toEqual(new Set([alice.kid, bob.kid]))
    const epoch = await dm.epoch(alice, [alice, bob])
    await log.accept([epoch.raw])
    expect(log.view().currentEpoch).toBe(epoch.id)
    const join = await dm.write(alice, JOIN)
    await expect(log.accept([join.raw])).rejects.toMatchObject({ code: 'BAD_ENTRY' })
  })

  test('is closed to everybody else', async () => {
    const dm = createTestDm(alice, bob, people)
    const epoch = await dm.epoch(alice, [alice, bob])
    const log = dm.createLog()
    await log.accept([epoch.raw])
    const foreign = await dm.epoch(carol, [alice, bob])
    const message = await signMessage(carol, { epoch })
    await expect(log.accept([foreign.raw])).rejects.toMatchObject({ code: 'BAD_ENTRY' })
    await expect(log.accept([message.raw])).rejects.toMatchObject({ code: 'BAD_ENTRY' })
  })

  test('in which both make the first epoch at once settles on one', async () => {
    const dm = createTestDm(alice, bob, people)
    const one = await dm.epoch(alice, [alice, bob], { after: [] })
    const other = await dm.epoch(bob, [alice, bob], { after: [] })
    const view = await dm.view()
    expect(view.currentEpoch).toBe([one.id, other.id].sort()[0])
    expect(view.epochs.size).toBe(2)
  })
})

describe('messages', () => {
  test('of one run are held back until its signature is there', async () => {
    const { epoch, log } = await createPair()
    const run = await signRun(bob, epoch, 3)
    expect(await log.accept(raws(run.slice(0, 2)))).toMatchObject({ accepted: [], complete: false })
    expect(log.chain(bob.kid)).toBeUndefined()
    const rest = await log.accept(raws(run.slice(2)))
    expect(ids(rest.accepted)).toEqual(ids(run))
    expect(rest.complete).toBe(true)
    expect(log.chain(bob.kid)).toMatchObject({ floor: 1, seq: 3, id: run[2]?.id })
  })

  test('join their chain in order, however they come', async () => {
    const { epoch, log } = await createPair()
    const first = await signRun(bob, epoch, 2)
    const second = await signRun(bob, epoch, 2, { before: first[1] })
    await log.accept(raws([...second].reverse()))
    const all = await log.accept(raws([...first].reverse()))
    expect(ids(all.accepted)).toEqual(ids([...first, ...second]))
  })

  test('with a forged signature are refused', async () => {
    const { epoch, log } = await createPair()
    const forged = await signMessage({ ...carol, kid: bob.kid }, { epoch })
    await expect(log.accept([forged.raw])).rejects.toMatchObject({ code: 'BAD_SIGNATURE' })
  })

  test('that an unsigned forgery came before are accepted nevertheless', async () => {
    const { epoch, log } = await createPair()
    const forged = await signMessage(bob, { epoch, text: 'forged', isSigned: false })
    const run = await signRun(bob, epoch, 2)
    await log.accept([forged.raw])
    expect(ids((await log.accept(raws(run))).accepted)).toEqual(ids(run))
    expect(log.chain(bob.kid)?.forkedAt).toBeUndefined()
  })

  test('wait for their epoch', async () => {
    const { room, log } = await createPair()
    const epoch = await room.epoch(alice, [alice, bob])
    const message = await signMessage(bob, { epoch })
    expect(await log.accept([message.raw])).toMatchObject({ accepted: [], complete: false })
    expect(ids((await log.accept([epoch.raw])).accepted)).toEqual([epoch.id, message.id])
  })

  test('of who does not belong to the epoch are refused', async () => {
    const { epoch, log } = await createPair()
    const message = await signMessage(carol, { epoch })
    await expect(log.accept([message.raw])).rejects.toMatchObject({ code: 'BAD_ENTRY' })
  })

  test('under an epoch that does not fit its members are refused', async () => {
    const { room, log } = await createPair()
    const epoch = await room.epoch(bob, [bob])
    await log.accept([epoch.raw])
    expect(log.view().voided.get(epoch.id)).toBe('wrong-members')
    const message = await signMessage(bob, { epoch })
    await expect(log.accept([message.raw])).rejects.toMatchObject({ code: 'BAD_ENTRY' })
  })

  test('with a clock outside the epoch’s span are refused', async () => {
    const { room, log } = await createPair()
    const epoch = await room.epoch(alice, [alice, bob], { clock: 10 })
    await log.accept([epoch.raw])
    for (const clock of [10, 10 + CLOCK_SPAN + 1]) {
      const { raw } = await signMessage(bob, { epoch, clock })
      await expect(log.accept([raw])).rejects.toMatchObject({ code: 'BAD_ENTRY' })
    }
    for (const clock of [11, 10 + CLOCK_SPAN]) {
      const { raw } = await signMessage(clock === 11 ? alice : bob, { epoch, clock })
      expect((await log.accept([raw])).accepted).toHaveLength(1)
    }
  })

  test('under something that is no epoch are refused', async () => {
    const { room, log } = await createPair()
    const message = await signMessage(alice, { epoch: room.create })
    await expect(log.accept([message.raw])).rejects.toMatchObject({ code: 'BAD_ENTRY' })
  })

  test('are read from a floor that somebody announced, and from further below later', async () => {
    const { room, epoch, log } = await createPair()
    const run = await signRun(bob, epoch, 6)
    const [last] = run.slice(-1)
    if (last === undefined) throw new Error('empty')
    const other = room.createLog()
    await other.accept(raws([...room.entries, ...run]))
    expect((await log.accept(raws(run.slice(3)))).accepted).toEqual([])
    const heads = other.heads(null)
    log.missing({ ...heads, chains: heads.chains.map((chain) => ({ ...chain, floor: 4 })) })
    await log.accept(raws(run.slice(3)))
    expect(log.chain(bob.kid)).toMatchObject({ floor: 4, seq: 6 })
    expect(log.missing(heads)?.ranges).toEqual([{ author: bob.kid, from: 1, to: 3 }])
    await log.accept(raws(run.slice(0, 3)))
    expect(log.chain(bob.kid)).toMatchObject({ floor: 1, seq: 6, id: last.id })
    expect(log.missing(heads)).toBeUndefined()
  })

  test('with a forged entry below the floor do not grow downwards', async () => {
    const { room, epoch, log } = await createPair()
    const run = await signRun(bob, epoch, 4)
    const heads = { chat: room.chat, control: [], forks: [] }
    const head = { author: bob.kid, floor: 3, seq: 4, id: run[3]?.id ?? epoch.id }
    log.missing({ ...heads, chains: [head] })
    await log.accept(raws(run.slice(2)))
    const forged = await signMessage(bob, { epoch, before: run[0], text: 'x', isSigned: false })
    await log.accept([forged.raw])
    expect(log.chain(bob.kid)).toMatchObject({ floor: 3, seq: 4 })
  })

  test('are not covered by a signature too far away for one batch', async () => {
    const { epoch, log } = await createPair()
    const run = await signRun(bob, epoch, 900)
    expect((await log.accept(raws(run))).accepted).toEqual([])
    const first = await signRun(bob, epoch, 300)
    expect((await log.accept(raws(first))).accepted).toHaveLength(900)
  })

  test('take the signature of a copy that came later', async () => {
    const { epoch, log } = await createPair()
    const run = await signRun(bob, epoch, 2)
    await log.accept(run.map(withoutSignature))
    expect(log.chain(bob.kid)).toBeUndefined()
    expect((await log.accept(raws(run.slice(1)))).accepted).toHaveLength(2)
  })

  test('wait in a bounded number of bytes; the oldest give way', async () => {
    const { room, log } = await createPair()
    const epoch = await room.epoch(alice, [alice, bob])
    const big: AcceptedEntry[] = []
    for (let index = 0; index < 20; index++) {
      const before = big.at(-1)
      const text = String(index % 10).repeat(60_000)
      const last = before?.lane === 'message' ? before : undefined
      big.push(await signMessage(bob, { epoch, before: last, text }))
    }
    for (const { raw } of big) await log.accept([raw])
    expect(ids((await log.accept([epoch.raw])).accepted)).toEqual([epoch.id])
    expect((await log.accept(raws(big))).accepted).toHaveLength(20)
  })

  test('that name another predecessor than the one their author signed are a fork', async () => {
    const { epoch, log } = await createPair()
    const run = await signRun(bob, epoch, 3)
    const odd = await signMessage(bob, { epoch, seq: 4, prev: run[0]?.id ?? null })
    await log.accept(raws(run))
    expect((await log.accept([odd.raw])).forks).toMatchObject([{ author: bob.kid, seq: 3 }])
    expect(log.view().isMessageVisible({ author: bob.kid, seq: 3, epoch: epoch.id })).toBe(false)
  })

  test('of a run that crosses a fork stay provable: the history ends on a signature', async () => {
    const { epoch, log } = await createPair()
    const run = await signRun(bob, epoch, 3)
    const fork = await signMessage(bob, { epoch, before: run[1], text: 'other' })
    const { accepted } = await log.accept(raws([fork, ...run.slice(2), ...run.slice(0, 2)]))
    expect(accepted.at(-1)?.raw.signature).toBeDefined()
    expect(log.chain(bob.kid)).toMatchObject({ forkedAt: 3 })
    expect(log.heads(null).chains).toMatchObject([{ seq: 2 }])
  })
})

describe('what is shown', () => {
  async function remove(room: TestChat, cut: number) {
    return room.write(alice, { type: 'remove', kid: bob.kid, cut })
  }

  test('ends for a removed member at the last message that the moderator knew', async () => {
    const { room, epoch } = await createPair()
    await remove(room, 2)
    const view = await room.view()
    const isVisible = (seq: number) =>
      view.isMessageVisible({ author: bob.kid, seq, epoch: epoch.id })
    expect([1, 2, 3].map(isVisible)).toEqual([true, true, false])
  })

  test('begins again for who came back, under an epoch that knows of it', async () => {
    const { room, epoch } = await createPair()
    await remove(room, 2)
    await room.write(bob, JOIN)
    const next = await room.epoch(alice, [alice, bob])
    const view = await room.view()
    expect(view.isMessageVisible({ author: bob.kid, seq: 3, epoch: next.id })).toBe(true)
    expect(view.isMessageVisible({ author: bob.kid, seq: 3, epoch: epoch.id })).toBe(false)
  })

  test('is nothing that goes back to an ancestor of its author’s epoch before', async () => {
    const { room, epoch, log } = await createPair()
    const next = await room.epoch(alice, [alice, bob])
    const first = await signMessage(bob, { epoch })
    const second = await signMessage(bob, { epoch: next, before: first })
    const third = await signMessage(bob, { epoch, before: second })
    await log.accept(raws([next, first, second, third]))
    const shown = [first, second, third].map(({ header }) =>
      log.view().isMessageVisible({ author: bob.kid, seq: header.seq, epoch: header.epoch }),
    )
    expect(shown).toEqual([true, true, false])
  })

  test('stays, when what its epoch stood on falls later', async () => {
    const room = await createTestRoom(alice, { people, policy: PRIVATE })
    const added = await room.add(alice, bob)
    const late = await room.add(bob, carol, { after: [added] })
    const epoch = await room.epoch(bob, [alice, bob, carol], { after: [late] })
    await room.write(alice, { type: 'password', generation: 1 }, { after: [added] })
    const view = await room.view()
    expect(view.members.has(carol.kid)).toBe(false)
    expect(view.isMessageVisible({ author: bob.kid, seq: 1, epoch: epoch.id })).toBe(true)
    expect(view.currentEpoch).toBeUndefined()
  })
})

describe('the epoch to seal with', () => {
  test('is none until one was made, then that one', async () => {
    const room = await createTestRoom(alice, { people })
    expect((await room.view()).currentEpoch).toBeUndefined()
    const epoch = await room.epoch(alice, [alice])
    expect((await room.view()).currentEpoch).toBe(epoch.id)
  })

  test.each([
    ['joins', async (room: TestChat) => room.write(carol, JOIN)],
    ['leaves', async (room: TestChat) => room.write(bob, { type: 'leave' })],
    [
      'is removed',
      async (room: TestChat) => room.write(alice, { type: 'remove', kid: bob.kid, cut: 0 }),
    ],
    [
      'is banned',
      async (room: TestChat) => room.write(alice, { type: 'ban', kid: bob.kid, cut: 0 }),
    ],
    [
      'changes the password',
      async (room: TestChat) => room.write(alice, { type: 'password', generation: 1 }),
    ],
  ])('is due anew when somebody %s', async (_what, change) => {
    const { room, epoch } = await createPair()
    expect((await room.view()).currentEpoch).toBe(epoch.id)
    await change(room)
    expect((await room.view()).currentEpoch).toBeUndefined()
  })

  test('is due anew though the members are the same again', async () => {
    const { room } = await createPair()
    await room.write(bob, { type: 'leave' })
    await room.write(bob, JOIN)
    expect((await room.view()).currentEpoch).toBeUndefined()
  })

  test('is the newer one of two in a row, the smaller of two at once', async () => {
    const { room, epoch } = await createPair()
    const one = await room.epoch(alice, [alice, bob], { after: [epoch] })
    expect((await room.view()).currentEpoch).toBe(one.id)
    const other = await room.epoch(bob, [alice, bob], { after: [epoch] })
    expect((await room.view()).currentEpoch).toBe([one.id, other.id].sort()[0])
  })

  test('never is one that somebody outside made', async () => {
    const { room, epoch } = await createPair()
    const foreign = await room.epoch(carol, [alice, bob])
    const view = await room.view()
    expect([view.currentEpoch, view.voided.get(foreign.id)]).toEqual([epoch.id, 'not-a-member'])
  })

  test('never is one of a room that was deleted', async () => {
    const { room } = await createPair()
    await room.write(alice, { type: 'delete' })
    const epoch = await room.epoch(alice, [alice, bob])
    const view = await room.view()
    expect(view.currentEpoch).toBeUndefined()
    expect(view.voided.get(epoch.id)).toBe('after-delete')
  })
})
