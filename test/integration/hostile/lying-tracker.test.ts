import { expect, test } from 'vitest'
import { recordHash, sealRecord, signBinding } from '../../../src/crypto/directory.ts'
import type { Identity } from '../../../src/crypto/identity.ts'
import { signMark } from '../../../src/crypto/marks/mark.ts'
import type { ChatId, Hash } from '../../../src/protocol/ids.ts'
import type { DirectoryRecord } from '../../../src/protocol/records.ts'
import type { Username } from '../../../src/protocol/names.ts'
import { encodeParts } from '../../../src/protocol/parts.ts'
import { encodeJson } from '../../../src/protocol/strict-json.ts'
import { PASSWORD, type TestPeer } from '../../helpers/network.ts'
import { createUser } from '../tracker/client.ts'
import { write } from '../tracker/room-author.ts'
import { deceive, kidOfPeer, type ModifiedTracker } from './modified-tracker.ts'

const PATIENT = { timeout: 120_000 }

function lastState(peer: TestPeer): string | undefined {
  const item = peer.chat('@bob')?.log.items.findLast((one) => one.type === 'message')
  return item?.type === 'message' ? item.state : undefined
}

test(
  'receipts that a tracker makes up, or takes from elsewhere, count for nothing',
  PATIENT,
  async () => {
    const { network, tracker, peers } = await deceive('alice', 'bob')
    const [alice, bob] = peers as [TestPeer, TestPeer]
    const bobKid = kidOfPeer(bob)
    await alice.sendText('@bob', 'one')
    await alice.until(() => lastState(alice) === 'delivered', 'one delivered')
    await bob.close()
    await alice.sendText('@bob', 'two')
    await alice.until(() => lastState(alice) === 'stored', 'two stored')

    const connection = tracker.connectionOf(kidOfPeer(alice))!
    const chat = alice.chat('@bob')!.id as ChatId
    const held = [{ author: kidOfPeer(alice), seq: 2 }]
    const stranger = (await createUser('stranger')).identity
    const own = await signMark(tracker.identity(), { chat, held, read: null })
    const forged = await signMark(stranger, { chat, held, read: null })
    const marks = [own, { ...own, by: bobKid }, { ...forged, by: bobKid }]
    tracker.lies['marks.get'] = async () => ({
      result: { next: null },
      body: encodeParts(marks.map(encodeJson)),
    })
    await connection.request('marks.put', { chat }, { body: encodeParts(marks.map(encodeJson)) })
    await alice.sendText('@bob', 'three')
    await alice.until(() => lastState(alice) === 'stored', 'three stored')
    const states = alice
      .chat('@bob')!
      .log.items.map((item) => item.type === 'message' && item.state)
    expect(states).toEqual(['delivered', 'stored', 'stored'])

    // And what he says himself counts.
    delete tracker.lies['marks.get']
    const again = await network.peer('bob')
    await again.login({ username: 'bob', password: PASSWORD })
    await alice.until(() => lastState(alice) === 'delivered', 'three delivered')
  },
)

/** What continues the tracker's directory with somebody else's key for bob. */
async function claimBob(
  tracker: ModifiedTracker,
  thief: Identity,
  type: 'bind' | 'rebind',
): Promise<DirectoryRecord> {
  const { trackerId, directory, keys } = tracker.context()
  const [n, hash] = directory.head
  const username = 'bob' as Username
  const userSig = await signBinding(thief, { trackerId, type, username })
  return sealRecord(keys.privateKey, {
    v: 1,
    n: n + 1,
    prev: hash === '' ? null : hash,
    type,
    username,
    kid: thief.kid,
    spki: thief.spki.toString('base64url'),
    time: Date.now(),
    userSig,
    oldSig: type === 'rebind' ? userSig : null,
  })
}

/** From now on the tracker tells of this record too, and that its owner is there. */
function spreadRecord(tracker: ModifiedTracker, record: DirectoryRecord, to: TestPeer): void {
  const honest = tracker.honest()['directory.read']
  const head: [number, Hash] = [record.n, recordHash(record)]
  tracker.lies['directory.read'] = async (request) =>
    request.params.after >= record.n - 1
      ? {
          result: { head },
          body: encodeParts(request.params.after < record.n ? [encodeJson(record)] : []),
        }
      : honest(request)
  const kid = Buffer.from(record.kid, 'base64url')
  tracker.connectionOf(kidOfPeer(to))!.notify('presence', { online: 1 }, encodeParts([kid]))
}

test(
  'a key that a tracker gives out as an old user’s is not taken for his: neither in private nor in a room',
  PATIENT,
  async () => {
    const { tracker, peers } = await deceive('alice', 'bob')
    const [alice, bob] = peers as [TestPeer, TestPeer]
    await alice.createRoom({ name: 'lab' })
    await bob.joinRoom({ name: 'lab' })
    await alice.sendText('@bob', 'for you')
    await bob.untilTexts('@alice', ['for you'])
    const { identity: thief } = await createUser('thief')
    spreadRecord(tracker, await claimBob(tracker, thief, 'bind'), alice)
    await alice.until(({ chats }) => chats.get('@bob')?.blocked === 'KEY_CHANGED', 'the DM closed')
    await expect(alice.sendText('@bob', 'a secret')).rejects.toThrow('KEY_CHANGED')
    expect(alice.state.get().users.get('bob')?.trust).toBe('changed')

    const chat = tracker.room('lab')
    const joined = await write({ identity: thief }, chat, { type: 'join' }, tracker.tip(chat))
    expect(await tracker.push(kidOfPeer(alice), chat, [joined.raw])).toBe(true)
    const claim = `bob~${thief.kid.slice(0, 4)}`
    await alice.until(({ chats }) => chats.get('#lab')?.members.length === 3, 'somebody more')
    const names = alice.chat('#lab')!.members.map(({ username }) => username)
    expect(names).toEqual(['alice', 'bob', claim])
    await expect.poll(() => alice.lines('#lab')).toContain(`joined ${claim}`)
    // Who is meant by either name is clear.
    await alice.moderation.ban('lab', [claim])
    const left = alice.chat('#lab')!.members.map(({ username }) => username)
    expect(left).toEqual(['alice', 'bob'])
  },
)

test(
  'a record that its user’s old key never signed is refused, and with it the tracker; peers go on without',
  PATIENT,
  async () => {
    const { tracker, peers } = await deceive('alice', 'bob')
    const [alice, bob] = peers as [TestPeer, TestPeer]
    await alice.sendText('@bob', 'one')
    await bob.untilTexts('@alice', ['one'])
    const { identity: thief } = await createUser('thief')
    spreadRecord(tracker, await claimBob(tracker, thief, 'rebind'), alice)
    await alice.until(
      ({ alerts }) => alerts.some(({ code }) => code === 'TRACKER_UNTRUSTED'),
      'told',
    )
    expect(alice.state.get().tracker.status).not.toBe('online')
    expect(alice.state.get().users.get('bob')?.trust).toBe('unverified')
    await alice.sendText('@bob', 'two')
    await bob.untilTexts('@alice', ['one', 'two'])
  },
)
