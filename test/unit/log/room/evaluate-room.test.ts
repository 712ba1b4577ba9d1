import { beforeAll, describe, expect, test } from 'vitest'
import type { Identity } from '../../../../src/crypto/identity.ts'
import type { RoomName } from '../../../../src/protocol/names.ts'
import { toB64 } from '../../../../src/shared/bytes.ts'
import { createTestRoom, makeIdentities, OPEN, PRIVATE, type TestChat } from '../kit.ts'

const OTHER_NONCE = toB64(Buffer.alloc(16, 2))

let people: readonly Identity[]
let alice: Identity, bob: Identity, carol: Identity, dave: Identity, tracker: Identity

beforeAll(async () => {
  people = await makeIdentities(5)
  ;[alice, bob, carol, dave, tracker] = people as [Identity, Identity, Identity, Identity, Identity]
})

const openRoom = () => createTestRoom(alice, { people })
const privateRoom = () => createTestRoom(alice, { people, policy: PRIVATE })
const trackedRoom = () => createTestRoom(alice, { people, tracker })

const JOIN = { type: 'join' } as const
const LEAVE = { type: 'leave' } as const
const remove = ({ kid }: Identity, cut = 0) => ({ type: 'remove', kid, cut }) as const
const ban = ({ kid }: Identity, cut = 0) => ({ type: 'ban', kid, cut }) as const
const unban = ({ kid }: Identity) => ({ type: 'unban', kid }) as const
const rename = (name: string) => ({ type: 'rename', name: name as RoomName }) as const
const transfer = ({ kid }: Identity) => ({ type: 'transfer', kid, witness: null }) as const
const password = (generation: number) => ({ type: 'password', generation }) as const
const policy = (to: typeof OPEN) => ({ type: 'policy', policy: to }) as const

async function membersOf(room: TestChat): Promise<readonly string[]> {
  const { members } = await room.view()
  const names = new Map(
    [alice, bob, carol, dave].map(({ kid }, index) => [
      kid,
      ['alice', 'bob', 'carol', 'dave'][index],
    ]),
  )
  return [...members].map((kid) => names.get(kid) ?? kid).sort()
}

describe('coming and going in an open room', () => {
  test('nobody knows anything before the create entry is there', async () => {
    const view = (await openRoom()).createLog().view()
    expect([view.phase, view.name, view.members.size]).toEqual(['unknown', '', 0])
  })

  test('its creator is member and moderator', async () => {
    const room = await openRoom()
    const view = await room.view()
    expect(view).toMatchObject({ phase: 'active', name: 'lab', moderator: alice.kid, kind: 'room' })
    expect(await membersOf(room)).toEqual(['alice'])
  })

  test('who joins is a member, who leaves is not, who comes back is again', async () => {
    const room = await openRoom()
    await room.write(bob, JOIN)
    expect(await membersOf(room)).toEqual(['alice', 'bob'])
    await room.write(bob, LEAVE)
    expect(await membersOf(room)).toEqual(['alice'])
    await room.write(bob, JOIN)
    expect(await membersOf(room)).toEqual(['alice', 'bob'])
  })

  test('people who join at the same time are all members', async () => {
    const room = await openRoom()
    for (const one of [bob, carol, dave]) await room.write(one, JOIN, { after: [room.create] })
    expect(await membersOf(room)).toEqual(['alice', 'bob', 'carol', 'dave'])
  })

  test('a leave counts against a join that its author wrote beside it', async () => {
    const room = await openRoom()
    const joined = await room.write(bob, JOIN)
    await room.write(bob, LEAVE, { after: [joined] })
    const again = await room.write(bob, JOIN, { after: [joined] })
    expect((await room.view()).voided.get(again.id)).toBe('concurrent-removal')
    expect(await membersOf(room)).toEqual(['alice'])
  })

  test('two branches that each leave the other void contradict nothing', async () => {
    const room = await openRoom()
    const first = await room.write(bob, JOIN, { after: [room.create] })
    const second = await room.write(bob, JOIN, { after: [room.create], sentAt: 1 })
    await room.write(bob, LEAVE, { after: [first] })
    await room.write(bob, LEAVE, { after: [second] })
    expect(await membersOf(room)).toEqual(['alice'])
  })

  test('who is not in the room cannot leave it', async () => {
    const room = await openRoom()
    const leave = await room.write(bob, LEAVE)
    expect((await room.view()).voided.get(leave.id)).toBe('not-a-member')
  })

  test('nobody joins a password room by himself', async () => {
    const room = await privateRoom()
    const join = await room.write(bob, JOIN)
    expect((await room.view()).voided.get(join.id)).toBe('policy')
    expect(await membersOf(room)).toEqual(['alice'])
  })

  test('of two create entries of one creator the smaller id counts, and what stands on the other is void', async () => {
    const room = await openRoom()
    const nonce = room.create.event.type === 'create' ? room.create.event.nonce : ''
    const event = { type: 'create', nonce, name: 'bar' as RoomName, policy: OPEN } as const
    const other = await room.write(alice, event, { after: [] })
    const [lower, higher] = [room.create, other].sort((a, b) => (a.id < b.id ? -1 : 1))
    if (lower === undefined || higher === undefined) throw new Error('unreachable')
    const join = await room.write(bob, JOIN, { after: [higher] })
    const view = await room.view()
    expect(view.valid.has(lower.id)).toBe(true)
    expect([view.voided.get(higher.id), view.voided.get(join.id)]).toEqual([
      'malformed',
      'malformed',
    ])
  })
})

describe('removal', () => {
  test('the moderator removes a member', async () => {
    const room = await openRoom()
    await room.write(bob, JOIN)
    await room.write(alice, remove(bob))
    expect(await membersOf(room)).toEqual(['alice'])
  })

  test('nobody else does', async () => {
    const room = await openRoom()
    await room.write(bob, JOIN)
    await room.write(carol, JOIN)
    const removal = await room.write(bob, remove(carol))
    expect((await room.view()).voided.get(removal.id)).toBe('not-moderator')
    expect(await membersOf(room)).toEqual(['alice', 'bob', 'carol'])
  })

  test('the moderator cannot remove or ban himself', async () => {
    const room = await openRoom()
    const removal = await room.write(alice, remove(alice))
    const banned = await room.write(alice, ban(alice))
    const { voided } = await room.view()
    expect([voided.get(removal.id), voided.get(banned.id)]).toEqual(['malformed', 'malformed'])
    expect(await membersOf(room)).toEqual(['alice'])
  })

  test('beats a return that does not know of it', async () => {
    const room = await openRoom()
    const joined = await room.write(bob, JOIN)
    await room.write(alice, remove(bob), { after: [joined] })
    const again = await room.write(bob, JOIN, { after: [joined] })
    expect((await room.view()).voided.get(again.id)).toBe('concurrent-removal')
    expect(await membersOf(room)).toEqual(['alice'])
  })

  test('beats an addition by another member that does not know of it', async () => {
    const room = await privateRoom()
    const added = await room.add(alice, bob)
    const both = await room.add(alice, carol, { after: [added] })
    await room.write(alice, remove(bob), { after: [both] })
    await room.add(carol, bob, { after: [both], nonce: OTHER_NONCE })
    expect(await membersOf(room)).toEqual(['alice', 'carol'])
  })

  test('every one of several concurrent removals must be known to who brings its subject back', async () => {
    const room = await privateRoom()
    const added = await room.add(alice, bob)
    const both = await room.add(alice, carol, { after: [added] })
    const one = await room.write(alice, remove(bob), { after: [both] })
    const other = await room.write(alice, remove(bob, 1), { after: [both] })
    await room.add(carol, bob, { after: [one], nonce: OTHER_NONCE })
    expect(await membersOf(room)).toEqual(['alice', 'carol'])
    await room.add(carol, bob, { after: [one, other], nonce: toB64(Buffer.alloc(16, 3)) })
    expect(await membersOf(room)).toEqual(['alice', 'bob', 'carol'])
  })

  test('lets its subject come back to an open room', async () => {
    const room = await openRoom()
    await room.write(bob, JOIN)
    await room.write(alice, remove(bob))
    await room.write(bob, JOIN)
    expect(await membersOf(room)).toEqual(['alice', 'bob'])
  })

  test('voids what its subject dated back', async () => {
    const room = await privateRoom()
    const added = await room.add(alice, bob)
    const removal = await room.write(alice, remove(bob))
    const addition = await room.add(bob, carol, { after: [added] })
    const follower = await room.add(carol, dave, { after: [addition] })
    const { voided } = await room.view()
    expect(voided.get(addition.id)).toBe('concurrent-removal')
    expect(voided.get(follower.id)).toBe('not-a-member')
    expect(removal.header.lamport).toBe(addition.header.lamport)
    expect(await membersOf(room)).toEqual(['alice'])
  })

  test('keeps whom its subject added before', async () => {
    const room = await privateRoom()
    await room.add(alice, bob)
    await room.add(bob, carol)
    await room.write(alice, remove(bob))
    expect(await membersOf(room)).toEqual(['alice', 'carol'])
  })

  test('its subject cannot undo what he did before by a leave dated back', async () => {
    const room = await privateRoom()
    const added = await room.add(alice, bob)
    await room.add(bob, carol)
    await room.write(alice, remove(bob))
    const leave = await room.write(bob, LEAVE, { after: [added] })
    expect((await room.view()).voided.get(leave.id)).toBe('concurrent-removal')
    expect(await membersOf(room)).toEqual(['alice', 'carol'])
  })
})

describe('bans', () => {
  test('keep their subject out until they are lifted and he comes anew', async () => {
    const room = await openRoom()
    await room.write(bob, JOIN)
    await room.write(alice, ban(bob))
    const join = await room.write(bob, JOIN)
    const view = await room.view()
    expect(view.voided.get(join.id)).toBe('banned')
    expect(view.banned).toEqual(new Set([bob.kid]))
    await room.write(alice, unban(bob))
    expect(await membersOf(room)).toEqual(['alice'])
    await room.write(bob, JOIN)
    expect(await membersOf(room)).toEqual(['alice', 'bob'])
  })

  test('beat an unban that does not know of them', async () => {
    const room = await openRoom()
    const joined = await room.write(bob, JOIN)
    await room.write(alice, ban(bob), { after: [joined] })
    await room.write(alice, unban(bob), { after: [joined] })
    expect((await room.view()).banned).toEqual(new Set([bob.kid]))
  })

  test('keep others from adding their subject', async () => {
    const room = await privateRoom()
    await room.add(alice, bob)
    await room.write(alice, ban(carol))
    const addition = await room.add(bob, carol)
    expect((await room.view()).voided.get(addition.id)).toBe('banned')
  })
})

describe('password rooms', () => {
  test('any member adds who asked for it', async () => {
    const room = await privateRoom()
    await room.add(alice, bob)
    await room.add(bob, carol)
    expect(await membersOf(room)).toEqual(['alice', 'bob', 'carol'])
  })

  test('somebody outside adds nobody', async () => {
    const room = await privateRoom()
    const addition = await room.add(bob, carol)
    expect((await room.view()).voided.get(addition.id)).toBe('not-a-member')
  })

  test('nobody is brought back by a wish he signed before', async () => {
    const room = await privateRoom()
    await room.add(alice, bob)
    await room.add(alice, carol)
    await room.write(bob, LEAVE)
    const replay = await room.add(carol, bob)
    expect((await room.view()).voided.get(replay.id)).toBe('bad-request')
    expect(await membersOf(room)).toEqual(['alice', 'carol'])
    await room.add(carol, bob, { nonce: OTHER_NONCE })
    expect(await membersOf(room)).toEqual(['alice', 'bob', 'carol'])
  })

  test('in an open room only the moderator may add', async () => {
    const room = await openRoom()
    await room.write(bob, JOIN)
    const byBob = await room.add(bob, carol)
    await room.add(alice, dave)
    expect((await room.view()).voided.get(byBob.id)).toBe('policy')
    expect(await membersOf(room)).toEqual(['alice', 'bob', 'dave'])
  })

  test('a change of the password cancels admissions in flight, but for the moderator’s', async () => {
    const room = await privateRoom()
    const added = await room.add(alice, bob)
    await room.write(alice, password(1), { after: [added] })
    const late = await room.add(bob, carol, { after: [added] })
    await room.add(alice, dave, { after: [added] })
    const view = await room.view()
    expect(view.voided.get(late.id)).toBe('concurrent-password')
    expect(view.passwordGeneration).toBe(1)
    expect(await membersOf(room)).toEqual(['alice', 'bob', 'dave'])
  })

  test('what stands on a cancelled admission falls with it', async () => {
    const room = await privateRoom()
    const added = await room.add(alice, bob)
    await room.write(alice, password(1), { after: [added] })
    const late = await room.add(bob, carol, { after: [added] })
    const follower = await room.add(carol, dave, { after: [late] })
    expect((await room.view()).voided.get(follower.id)).toBe('concurrent-password')
    expect(await membersOf(room)).toEqual(['alice', 'bob'])
  })

  test('closing an open room cancels joins in flight', async () => {
    const room = await openRoom()
    await room.write(alice, policy(PRIVATE), { after: [room.create] })
    const late = await room.write(bob, JOIN, { after: [room.create] })
    expect((await room.view()).voided.get(late.id)).toBe('concurrent-password')
  })

  test('opening a room cancels nothing', async () => {
    const room = await privateRoom()
    const added = await room.add(alice, bob)
    await room.write(alice, policy(OPEN), { after: [added] })
    await room.add(bob, carol, { after: [added] })
    await room.write(dave, JOIN)
    expect(await membersOf(room)).toEqual(['alice', 'bob', 'carol', 'dave'])
  })

  test('generations of the password follow one another', async () => {
    const room = await privateRoom()
    await room.write(alice, password(1))
    const leap = await room.write(alice, password(9))
    await room.write(alice, password(2))
    const view = await room.view()
    expect(view.voided.get(leap.id)).toBe('malformed')
    expect(view.passwordGeneration).toBe(2)
  })
})

describe('the moderator', () => {
  test('renames the room and changes its policy; members do not', async () => {
    const room = await openRoom()
    await room.write(bob, JOIN)
    await room.write(alice, rename('den'))
    const byBob = await room.write(bob, rename('pub'))
    const view = await room.view()
    expect(view.name).toBe('den')
    expect(view.voided.get(byBob.id)).toBe('not-moderator')
  })

  test('of two names given at the same time everybody sees the same', async () => {
    const room = await openRoom()
    const names = await Promise.all(
      ['one', 'two'].map((name) => room.write(alice, rename(name), { after: [room.create] })),
    )
    const last = names.sort((a, b) => (a.id < b.id ? -1 : 1)).at(-1)
    expect(last?.event).toMatchObject({ name: (await room.view()).name })
  })

  test('hands the room over and has no say afterwards', async () => {
    const room = await openRoom()
    await room.write(bob, JOIN)
    await room.write(alice, transfer(bob))
    const late = await room.write(alice, rename('mine'))
    await room.write(bob, rename('ours'))
    const view = await room.view()
    expect(view).toMatchObject({ moderator: bob.kid, name: 'ours' })
    expect(view.voided.get(late.id)).toBe('not-moderator')
  })

  test('has no say before he knows that he is the moderator', async () => {
    const room = await openRoom()
    const joined = await room.write(bob, JOIN)
    await room.write(alice, transfer(bob), { after: [joined] })
    const early = await room.write(bob, rename('early'), { after: [joined] })
    expect((await room.view()).voided.get(early.id)).toBe('not-moderator')
  })

  test('hands nothing over once he left, or the room was deleted', async () => {
    const left = await openRoom()
    await left.write(bob, JOIN)
    await left.write(alice, LEAVE)
    await left.write(alice, transfer(bob))
    expect((await left.view()).moderator).toBeNull()
    const deleted = await openRoom()
    await deleted.write(bob, JOIN)
    await deleted.write(alice, { type: 'delete' })
    await deleted.write(alice, transfer(bob))
    expect((await deleted.view()).moderator).toBe(alice.kid)
  })

  test('makes nobody moderator whom he banned', async () => {
    const room = await openRoom()
    await room.write(alice, ban(bob))
    await room.write(bob, JOIN)
    const given = await room.write(alice, transfer(bob))
    const view = await room.view()
    expect([view.moderator, view.voided.get(given.id)]).toEqual([alice.kid, 'no-succession'])
  })

  test('cannot reach back behind his own transfer', async () => {
    const room = await openRoom()
    const joined = await room.write(bob, JOIN)
    await room.write(alice, transfer(bob), { after: [joined] })
    const early = await room.write(alice, remove(bob), { after: [joined] })
    expect((await room.view()).voided.get(early.id)).toBe('not-moderator')
    expect(await membersOf(room)).toEqual(['alice', 'bob'])
  })

  test('may be removed once he is none', async () => {
    const room = await openRoom()
    await room.write(bob, JOIN)
    await room.write(alice, transfer(bob))
    await room.write(bob, remove(alice))
    expect(await membersOf(room)).toEqual(['bob'])
  })

  test('makes nobody moderator who never asked to be in the room', async () => {
    const room = await openRoom()
    const given = await room.write(alice, transfer(bob))
    const view = await room.view()
    expect(view.voided.get(given.id)).toBe('no-succession')
    expect(view.moderator).toBe(alice.kid)
    expect(await membersOf(room)).toEqual(['alice'])
  })

  test('of two transfers the lower in the order counts', async () => {
    const room = await openRoom()
    const joined = await room.write(bob, JOIN)
    const both = await room.write(carol, JOIN)
    await room.write(alice, transfer(carol), { after: [both] })
    await room.write(alice, transfer(bob), { after: [joined] })
    expect((await room.view()).moderator).toBe(bob.kid)
  })

  test('a transfer with the tracker’s witness stands against one dated back', async () => {
    const room = await trackedRoom()
    const joined = await room.write(bob, JOIN)
    const both = await room.write(carol, JOIN)
    const witness = await room.witness(1, carol)
    await room.write(alice, { type: 'transfer', kid: carol.kid, witness }, { after: [both] })
    await room.write(alice, transfer(bob), { after: [joined] })
    expect((await room.view()).moderator).toBe(carol.kid)
  })

  test('a witness is good for its own generation and person only', async () => {
    const room = await trackedRoom()
    const joined = await room.write(bob, JOIN)
    const both = await room.write(carol, JOIN)
    const witness = await room.witness(2, carol)
    await room.write(alice, { type: 'transfer', kid: carol.kid, witness }, { after: [both] })
    await room.write(alice, transfer(bob), { after: [joined] })
    expect((await room.view()).moderator).toBe(bob.kid)
  })

  test('who left has no say until he is back', async () => {
    const room = await openRoom()
    await room.write(bob, JOIN)
    await room.write(alice, LEAVE)
    const late = await room.write(alice, rename('mine'))
    const view = await room.view()
    expect([view.voided.get(late.id), view.moderator]).toEqual(['not-a-member', null])
    await room.write(alice, JOIN)
    await room.write(alice, rename('back'))
    expect(await room.view()).toMatchObject({ name: 'back', moderator: alice.kid })
  })

  test('does not bring back whom he removed by leaving in the past', async () => {
    const room = await openRoom()
    const joined = await room.write(bob, JOIN)
    await room.write(alice, remove(bob), { after: [joined] })
    await room.write(alice, LEAVE, { after: [joined] })
    expect(await membersOf(room)).toEqual([])
  })
})

describe('the end of a room', () => {
  test('nothing counts after it was deleted', async () => {
    const room = await openRoom()
    await room.write(bob, JOIN)
    await room.write(alice, { type: 'delete' })
    const late = await Promise.all([
      room.write(carol, JOIN),
      room.write(alice, rename('zombie')),
      room.write(bob, LEAVE),
    ])
    const view = await room.view()
    expect(view).toMatchObject({ phase: 'deleted', name: 'lab', currentEpoch: undefined })
    expect(late.map(({ id }) => view.voided.get(id))).toEqual(Array(3).fill('after-delete'))
    expect(await membersOf(room)).toEqual(['alice', 'bob'])
  })

  test('only the moderator deletes', async () => {
    const room = await openRoom()
    await room.write(bob, JOIN)
    await room.write(bob, { type: 'delete' })
    expect((await room.view()).phase).toBe('active')
  })

  test('a former moderator does not delete it in the past', async () => {
    const room = await openRoom()
    const joined = await room.write(bob, JOIN)
    await room.write(alice, transfer(bob), { after: [joined] })
    await room.write(alice, { type: 'delete' }, { after: [joined] })
    expect((await room.view()).phase).toBe('active')
  })

  const expire = (asOf: number, lastSeen: number) => ({ type: 'expire', asOf, lastSeen }) as const
  const quietRoom = () =>
    createTestRoom(alice, { people, tracker, policy: { admit: 'open', inactivity: 60 } })

  test('it expires when the moderator asked for it and was silent long enough', async () => {
    const room = await quietRoom()
    await room.write(tracker, expire(70_000, 10_000))
    const late = await room.write(bob, JOIN)
    const view = await room.view()
    expect(view.phase).toBe('expired')
    expect(view.voided.get(late.id)).toBe('after-delete')
  })

  test('it does not expire early, nor when nobody asked for it', async () => {
    const early = await quietRoom()
    await early.write(tracker, expire(69_999, 10_000))
    expect((await early.view()).phase).toBe('active')
    const unasked = await trackedRoom()
    await unasked.write(tracker, expire(70_000, 10_000))
    expect((await unasked.view()).phase).toBe('active')
  })

  test('a word of the moderator that the tracker kept back revives it', async () => {
    const room = await quietRoom()
    const expiry = await room.write(tracker, expire(70_000, 10_000))
    expect((await room.view()).phase).toBe('expired')
    await room.write(alice, rename('alive'), { after: [room.create], sentAt: 20_000 })
    const view = await room.view()
    expect([view.phase, view.voided.get(expiry.id)]).toEqual(['active', 'not-due'])
  })
})
