import { cp, rm } from 'node:fs/promises'
import { join as joinPath } from 'node:path'
import { expect, test } from 'vitest'
import type { Kid } from '../../../src/protocol/ids.ts'
import { encodeParts } from '../../../src/protocol/parts.ts'
import type { Handlers } from '../../../src/net/connection.ts'
import { PASSWORD, type TestPeer } from '../../helpers/network.ts'
import { join, type TestUser } from '../tracker/client.ts'
import { write } from '../tracker/room-author.ts'
import { deceive, kidOfPeer, type ModifiedTracker } from './modified-tracker.ts'

const PATIENT = { timeout: 120_000 }
const WAIT = { timeout: 20_000 }

/** An account whose program does nothing by itself. */
async function account(tracker: Parameters<typeof join>[0], name: string): Promise<TestUser> {
  const { user, connection } = await join(tracker, name)
  connection.close()
  return user
}

async function untilMembers(peer: TestPeer, names: readonly string[]): Promise<void> {
  await peer.until(() => members(peer).join() === names.join(), `${names.join()} in #lab`)
}

function members(peer: TestPeer): readonly string[] {
  return (peer.chat('#lab')?.members ?? []).map(({ username }) => username)
}

/** To `victim` it tells of a room's log what it was until now, and of nobody that he is there. Counts how often he asked. */
async function freeze(
  tracker: ModifiedTracker,
  chat: ReturnType<ModifiedTracker['room']>,
  victim: Kid,
): Promise<{ asked: number }> {
  const connection = tracker.connectionOf(victim)!
  const frozen = await tracker.honest()['sync.heads']({
    params: { chat },
    body: Buffer.alloc(0),
    connection,
  })
  const counter = { asked: 0 }
  const honest = tracker.honest()
  const lies: Handlers['methods'] = {
    'sync.heads': async (request) => {
      if (request.connection.kid !== victim) return honest['sync.heads'](request)
      counter.asked++
      return frozen
    },
    'sync.want': async (request) =>
      request.connection.kid === victim
        ? { result: { more: false }, body: Buffer.alloc(0) }
        : honest['sync.want'](request),
    'mailbox.chats': async (request) =>
      request.connection.kid === victim
        ? { result: {}, body: encodeParts([]) }
        : honest['mailbox.chats'](request),
    'sync.digest': async (request) =>
      request.connection.kid === victim
        ? { result: { different: [] } }
        : honest['sync.digest'](request),
    'presence.watch': async (request) =>
      request.connection.kid === victim
        ? { result: {}, body: encodeParts([]) }
        : honest['presence.watch'](request),
    locate: async ({ params }) => ({
      result: { peers: params.kids.map((kid) => ({ kid, addresses: [], wrapKey: null })) },
    }),
  }
  Object.assign(tracker.lies, lies)
  return counter
}

test(
  'what a tracker hides from one of two members, a removal, a join and what was said, he learns when the two meet',
  PATIENT,
  async () => {
    const { network, tracker, peers } = await deceive('alice', 'bob')
    const [alice, bob] = peers as [TestPeer, TestPeer]
    const [carol, dave] = [
      await account(network.tracker, 'carol'),
      await account(network.tracker, 'dave'),
    ]
    await alice.createRoom({ name: 'lab' })
    const chat = tracker.room('lab')
    const joined = await write(carol, chat, { type: 'join' }, tracker.tip(chat))
    await tracker.keep(chat, joined)
    await tracker.push(kidOfPeer(alice), chat, [joined.raw])
    await bob.joinRoom({ name: 'lab' })
    await alice.sendText('#lab', 'known to all')
    await bob.untilTexts('#lab', ['known to all'])
    await untilMembers(bob, ['alice', 'bob', 'carol'])

    const counter = await freeze(tracker, chat, kidOfPeer(bob))
    await bob.logout()
    await alice.until(({ users }) => users.get('bob')?.online === false, 'bob gone')
    await alice.moderation.removeMembers('lab', ['carol'])
    const newcomer = await write(dave, chat, { type: 'join' }, tracker.tip(chat))
    await tracker.keep(chat, newcomer)
    await tracker.push(kidOfPeer(alice), chat, [newcomer.raw])
    await untilMembers(alice, ['alice', 'bob', 'dave'])
    await alice.sendText('#lab', 'kept from bob')

    await bob.login({ username: 'bob', password: PASSWORD })
    await expect.poll(() => counter.asked, WAIT).toBeGreaterThan(0)
    await bob.until(({ tracker: { status } }) => status === 'online', 'online')
    expect(members(bob)).toEqual(['alice', 'bob', 'carol'])
    expect(bob.texts('#lab')).toEqual(['known to all'])

    // Without it they find each other where they were.
    await network.stopTracker()
    await bob.untilTexts('#lab', ['known to all', 'kept from bob'])
    await untilMembers(bob, ['alice', 'bob', 'dave'])
    expect(await bob.moderation.verifyAudit('lab')).toMatchObject({ matches: true, wrong: null })
  },
)

test(
  'a tracker that goes back to an old log of a room brings nothing back, and is given what it lacks',
  PATIENT,
  async () => {
    const { network, tracker, peers } = await deceive('alice', 'bob')
    const [alice, bob] = peers as [TestPeer, TestPeer]
    const carol = await account(network.tracker, 'carol')
    await alice.createRoom({ name: 'lab' })
    const chat = tracker.room('lab')
    const joined = await write(carol, chat, { type: 'join' }, tracker.tip(chat))
    await tracker.keep(chat, joined)
    await tracker.push(kidOfPeer(alice), chat, [joined.raw])
    await bob.joinRoom({ name: 'lab' })
    await untilMembers(bob, ['alice', 'bob', 'carol'])
    const folder = joinPath(network.dataDir, 'tracker')
    const copy = joinPath(network.dataDir, 'copy')
    await cp(folder, copy, { recursive: true })
    const old = tracker.context().rooms.get(chat)!.log.controls()

    await alice.moderation.ban('lab', ['carol'])
    await alice.sendText('#lab', 'without carol')
    await bob.untilTexts('#lab', ['without carol'])
    await untilMembers(bob, ['alice', 'bob'])
    await network.stopTracker()
    await rm(folder, { recursive: true })
    await cp(copy, folder, { recursive: true })
    await rm(joinPath(folder, 'lock'), { force: true })
    await network.startTracker()

    const again = await write(carol, chat, { type: 'join' }, [joined])
    for (const peer of [alice, bob]) {
      const kid = kidOfPeer(peer)
      await expect.poll(() => tracker.connectionOf(kid), WAIT).toBeDefined()
      const raws = old.map(({ raw }) => raw)
      await tracker.push(kid, chat, raws)
      expect(await tracker.push(kid, chat, [again.raw])).toBe(true)
    }
    await expect.poll(() => tracker.context().rooms.get(chat)?.log.view().banned.size, WAIT).toBe(1)
    for (const peer of [alice, bob]) {
      expect(members(peer)).toEqual(['alice', 'bob'])
      expect(peer.texts('#lab')).toEqual(['without carol'])
      const audit = await peer.moderation.audit('lab')
      expect(audit.find(({ id }) => id === again.id)).toMatchObject({ by: 'carol', counts: false })
    }
  },
)
