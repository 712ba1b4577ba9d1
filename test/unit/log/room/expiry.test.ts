import { beforeAll, describe, expect, test } from 'vitest'
import type { Identity } from '../../../../src/crypto/identity.ts'
import type { AcceptedControl } from '../../../../src/log/chat-log.ts'
import { acceptAll, createTestRoom, makeIdentities, signMessage } from '../kit.ts'

let people: readonly Identity[]
let alice: Identity, bob: Identity, tracker: Identity

beforeAll(async () => {
  people = await makeIdentities(3)
  ;[alice, bob, tracker] = people as [Identity, Identity, Identity]
})

const EXPIRE = { type: 'expire', asOf: 70_000, lastSeen: 10_000 } as const

async function expiredRoom() {
  const policy = { admit: 'open', inactivity: 60 } as const
  const room = await createTestRoom(alice, { people, tracker, policy })
  await room.write(bob, { type: 'join' })
  const epoch = await room.epoch(alice, [alice, bob])
  const expiry = await room.write(tracker, EXPIRE)
  return { room, epoch, expiry, raws: room.entries.map(({ raw }) => raw) }
}

async function saidBy(author: Identity, epoch: AcceptedControl, sentAt: number) {
  return signMessage(author, { epoch, sentAt })
}

describe('an expiry', () => {
  test('does not count at whoever holds a message that the moderator sent later', async () => {
    const { room, epoch, expiry, raws } = await expiredRoom()
    const word = await saidBy(alice, epoch, 10_001)
    const before = room.createLog(bob)
    await acceptAll(before, [...raws, word.raw])
    const after = room.createLog(bob)
    await acceptAll(after, [word.raw, ...raws])
    const late = room.createLog(bob)
    await acceptAll(late, raws)
    expect(late.view().phase).toBe('expired')
    await late.accept([word.raw])
    for (const log of [before, after, late]) {
      expect(log.view().phase).toBe('active')
      expect(log.view().voided.get(expiry.id)).toBe('not-due')
      expect(log.view().currentEpoch).toBe(epoch.id)
    }
  })

  test('counts beside what he sent before, and what others sent later', async () => {
    const { room, epoch, raws } = await expiredRoom()
    const log = room.createLog(bob)
    const words = [await saidBy(alice, epoch, 10_000), await saidBy(bob, epoch, 60_000)]
    await acceptAll(log, [...raws, ...words.map(({ raw }) => raw)])
    expect(log.view().phase).toBe('expired')
  })

  test('that does not count is not built on, so that later epochs are not judged as if it did', async () => {
    const { room, epoch, expiry, raws } = await expiredRoom()
    const log = room.createLog(bob)
    await acceptAll(log, raws)
    expect(log.controlTip()).toMatchObject({ deps: [expiry.id], lamport: 5 })
    await log.accept([(await saidBy(alice, epoch, 10_001)).raw])
    expect(log.controlTip()).toMatchObject({ deps: [epoch.id], lamport: 4 })
  })

  test('is belied by the history after a start as well', async () => {
    const { room, raws } = await expiredRoom()
    const log = room.createLog(bob)
    await acceptAll(log, raws)
    log.noteSpoken(alice.kid, 10_001)
    expect(log.view().phase).toBe('active')
    expect(log.spokenAt(alice.kid)).toBe(10_001)
  })
})

describe('who knows what', () => {
  test('knows an entry who knows what builds on it, and nobody knows one beside it', async () => {
    const { room, epoch, expiry, raws } = await expiredRoom()
    const beside = await room.write(bob, { type: 'leave' }, { after: [epoch] })
    const log = room.createLog(alice)
    await acceptAll(log, [...raws, beside.raw])
    expect(log.isCovered(epoch.id, [expiry.id])).toBe(true)
    expect(log.isCovered(expiry.id, [expiry.id])).toBe(true)
    expect(log.isCovered(expiry.id, [beside.id])).toBe(false)
    expect(log.isCovered(expiry.id, [])).toBe(false)
  })

  test('everybody sees when members came and who set the password', async () => {
    const policy = { admit: 'password', inactivity: null } as const
    const room = await createTestRoom(alice, { people, tracker, policy })
    expect((await room.view()).passwordBy).toBe(alice.kid)
    await room.add(alice, bob, { sentAt: 7 })
    await room.write(alice, { type: 'transfer', kid: bob.kid, witness: null })
    await room.write(bob, { type: 'password', generation: 1 })
    const view = await room.view()
    expect([view.passwordBy, view.generation, view.lastModerator]).toEqual([bob.kid, 1, bob.kid])
    expect([...view.since]).toEqual([
      [alice.kid, 0],
      [bob.kid, 7],
    ])
  })
})
