import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Identity } from '../../../src/crypto/identity.ts'
import { sign } from '../../../src/crypto/sign.ts'
import { joinRequestWords, witnessWords } from '../../../src/log/signed-words.ts'
import type { ControlEvent } from '../../../src/protocol/events.ts'
import type { ChatId, EntryId, Kid } from '../../../src/protocol/ids.ts'
import type { RoomName } from '../../../src/protocol/names.ts'
import { PASSWORD, type TestPeer } from '../../helpers/network.ts'
import { join, type TestUser } from '../tracker/client.ts'
import { push, write, writeCreate, type Written } from '../tracker/room-author.ts'
import { deceive, kidOfPeer } from './modified-tracker.ts'

const PATIENT = { timeout: 120_000 }

/** Alice's room with a password, of which bob is a member; mallory has an account and a friend who runs the tracker. */
async function setRoom() {
  const { network, tracker, peers } = await deceive('alice', 'bob')
  const [alice, bob] = peers as [TestPeer, TestPeer]
  await alice.createRoom({ name: 'lab', password: 'open sesame' })
  await bob.joinRoom({ name: 'lab', password: 'open sesame' })
  await untilMembers(alice, ['alice', 'bob'])
  const { user } = await join(network.tracker, 'mallory')
  return { network, tracker, alice, bob, mallory: user, chat: tracker.room('lab') }
}

async function untilMembers(peer: TestPeer, names: readonly string[]): Promise<void> {
  await peer.until(() => members(peer).join() === names.join(), `${names.join()} in #lab`)
}

function members(peer: TestPeer): readonly string[] {
  return (peer.chat('#lab')?.members ?? []).map(({ username }) => username)
}

/** Both ways, on new connections where the old ones were ended. */
async function untilTheyTalk(one: TestPeer, other: TestPeer, text: string): Promise<void> {
  const before = one.texts('#lab')
  await one.sendText('#lab', text)
  await other.untilTexts('#lab', [...before, text])
}

async function addition({ identity, username }: TestUser, chat: ChatId): Promise<ControlEvent> {
  const nonce = randomBytes(16).toString('base64url')
  const sig = await sign(identity.privateKey, joinRequestWords(chat, nonce, 5))
  const request = { nonce, time: 5, sig: sig.toString('base64url') }
  return { type: 'add', kid: identity.kid, username, request }
}

/** Says that `author` wrote it, by another hand. */
function inNameOf(author: Kid, { identity }: { identity: Identity }): { identity: Identity } {
  return { identity: { ...identity, kid: author } }
}

test(
  'a tracker that forges adds nobody, ends nothing and renames nothing; what it tried stands in the audit',
  PATIENT,
  async () => {
    const { tracker, alice, bob, mallory, chat } = await setRoom()
    const aliceKid = kidOfPeer(alice)
    const owner = { identity: tracker.identity() }
    const tip = tracker.tip(chat)
    const add = await addition(mallory, chat)
    const past = { asOf: Date.now() + 1_000_000_000, lastSeen: 1 }
    const witness = { generation: 1, to: mallory.identity.kid }
    const sig = await sign(owner.identity.privateKey, witnessWords(chat, 1, witness.to))
    const transfer = {
      type: 'transfer',
      kid: witness.to,
      witness: { ...witness, sig: sig.toString('base64url') },
    } as const

    // Signed by who signs, and of no effect: the room's password, its moderator and its policy stand against it.
    const void_ = [
      await write(mallory, chat, { type: 'join' }, tip),
      await write(mallory, chat, add, tip),
      await write(mallory, chat, transfer, tip),
      await write(mallory, chat, { type: 'rename', name: 'hers' as RoomName }, tip),
      await write(owner, chat, { type: 'expire', ...past }, tip),
    ]
    // In the name of others, or by a key that has no say in rooms.
    const forged = [
      await write(inNameOf(aliceKid, mallory), chat, add, tip),
      await write(inNameOf(aliceKid, owner), chat, transfer, tip),
      await write(owner, chat, { type: 'rename', name: 'theirs' as RoomName }, tip),
    ]
    for (const peer of [alice, bob]) {
      const kid = kidOfPeer(peer)
      const raws = void_.map(({ raw }) => raw)
      expect(await tracker.push(kid, chat, raws)).toBe(true)
      for (const { raw } of forged) {
        await expect.poll(() => tracker.connectionOf(kid), { timeout: 20_000 }).toBeDefined()
        expect(await tracker.push(kid, chat, [raw])).toBe(false)
      }
    }

    await untilTheyTalk(alice, bob, 'still ours')
    await untilTheyTalk(bob, alice, 'indeed')
    for (const peer of [alice, bob]) {
      expect(peer.chat('#lab')).toMatchObject({ phase: 'active', moderator: 'alice' })
      expect(members(peer)).toEqual(['alice', 'bob'])
      const audit = await peer.moderation.audit('lab')
      const failed = audit.filter(({ counts }) => !counts).map(({ what, by }) => `${what} ${by}`)
      for (const { id } of void_) expect(audit.find((line) => line.id === id)?.counts).toBe(false)
      expect(failed.filter((line) => line.startsWith('refused'))).toHaveLength(forged.length)
      expect(await peer.moderation.verifyAudit('lab')).toMatchObject({ matches: true, wrong: null })
    }
  },
)

test(
  'a tracker cannot let a room expire too early, nor walk in itself, nor have two moderators by signing for both',
  PATIENT,
  async () => {
    const { network, tracker, peers } = await deceive('alice', 'bob')
    const [alice, bob] = peers as [TestPeer, TestPeer]
    const kids = [kidOfPeer(alice), kidOfPeer(bob)] as const
    const owner = { identity: tracker.identity() }
    const mallory = await join(network.tracker, 'mallory')
    const { chat, create } = await writeCreate(mallory.user, 'den')
    await push(mallory.connection, chat, create)
    mallory.connection.close()
    await expect.poll(() => tracker.connectionOf(mallory.user.identity.kid)).toBeUndefined()
    await alice.joinRoom({ name: 'den' })
    await bob.joinRoom({ name: 'den' })
    await alice.until(({ chats }) => chats.get('#den')?.members.length === 3, 'bob in #den')

    const policy = { admit: 'open', inactivity: 3_600 } as const
    const limited = await write(mallory.user, chat, { type: 'policy', policy }, tracker.tip(chat))
    await tracker.keep(chat, limited)
    const now = Date.now()
    const tooEarly = { type: 'expire', asOf: now, lastSeen: now - 3_599_000 } as const
    // She said so a moment ago, whatever the tracker remembers.
    const forgetful = { type: 'expire', asOf: now, lastSeen: now - 9_999_000 } as const
    const expiries = [
      await write(owner, chat, tooEarly, [limited]),
      await write(owner, chat, forgetful, tracker.tip(chat)),
    ]
    const owned = await write(owner, chat, { type: 'join' }, [limited])
    for (const kid of kids) {
      await tracker.push(kid, chat, [limited.raw])
      const raws = expiries.map(({ raw }) => raw)
      expect(await tracker.push(kid, chat, raws)).toBe(true)
      expect(await tracker.push(kid, chat, [owned.raw])).toBe(false)
    }

    const transfers: Written[] = []
    for (const to of kids) {
      const sig = await sign(owner.identity.privateKey, witnessWords(chat, 1, to))
      const witness = { generation: 1, to, sig: sig.toString('base64url') }
      transfers.push(
        await write(mallory.user, chat, { type: 'transfer', kid: to, witness }, [limited]),
      )
    }
    for (const [index, kid] of kids.entries()) {
      await expect.poll(() => tracker.connectionOf(kid), { timeout: 20_000 }).toBeDefined()
      await tracker.push(kid, chat, [transfers[index]!.raw])
    }
    // They compare what they hold as soon as they meet anew.
    await bob.logout()
    await bob.login({ username: 'bob', password: PASSWORD })
    const ids = transfers.map(({ id }) => id)
    for (const peer of [alice, bob]) {
      await expect
        .poll(
          async () => {
            const audit = await peer.moderation.audit('den')
            const found = audit.filter(({ id }) => ids.includes(id as EntryId))
            return [found.length, found.filter(({ counts }) => counts).length]
          },
          { timeout: 20_000 },
        )
        .toEqual([2, 1])
    }
    const moderators = (): readonly unknown[] =>
      [alice, bob].map((peer) => peer.chat('#den')?.moderator)
    await expect.poll(() => new Set(moderators()).size).toBe(1)
    expect(['alice', 'bob']).toContain(moderators()[0])
    for (const peer of [alice, bob]) expect(peer.chat('#den')?.phase).toBe('active')
    for (const peer of [alice, bob]) {
      const names = peer.chat('#den')!.members.map(({ username }) => username)
      expect(names).toEqual(['alice', 'bob', 'mallory'])
      for (const { id } of expiries) {
        const judged = async () =>
          (await peer.moderation.audit('den')).find((line) => line.id === id)?.counts
        await expect.poll(judged).toBe(false)
      }
    }
  },
)
