import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { entryId, signEntry } from '../../../src/crypto/entry.ts'
import { sign } from '../../../src/crypto/sign.ts'
import { joinRequestWords } from '../../../src/log/signed-words.ts'
import type { Connection } from '../../../src/net/connection.ts'
import { decodeEntries, encodeEntries, type RawEntry } from '../../../src/protocol/entry.ts'
import type { ChatId, EntryId, Kid } from '../../../src/protocol/ids.ts'
import type { Username } from '../../../src/protocol/names.ts'
import { encodeJson } from '../../../src/protocol/strict-json.ts'
import { dial } from '../../../src/net/dial.ts'
import { openNetwork, type TestPeer } from '../../helpers/network.ts'
import { connect, createUser, type TestUser } from '../tracker/client.ts'
import { fetchControls, listRooms, push, write, type Parent } from '../tracker/room-author.ts'

/** A program that ignores that its user was removed: it goes on listening, asking and writing. */
test('whoever was removed reads nothing newer and changes nothing, whatever his program does', async () => {
  const network = await openNetwork({ peers: ['alice', 'bob'] })
  const [alice, bob] = network.peers as [TestPeer, TestPeer]
  await alice.createRoom({ name: 'lab' })
  await bob.joinRoom({ name: 'lab' })

  const heard: RawEntry[] = []
  const methods = {
    'entries.push': async ({ body }: { body: Buffer }) => {
      heard.push(...decodeEntries(body))
      return { result: { held: [], complete: true } }
    },
  }
  const user = await createUser('mallory')
  const mallory = await connect(network.tracker, user, methods)
  const { certificate, record } = await mallory.register()
  await mallory.login()
  const chat = (await listRooms(mallory.connection))[0]!.chat
  const create = parentOf((await fetchControls(mallory.connection, chat))[0]!)
  const joined = await write(user, chat, { type: 'join' }, await tip(mallory.connection, chat))
  await push(mallory.connection, chat, joined)
  await alice.until(({ chats }) => chats.get('#lab')?.members.length === 3, 'mallory')
  await alice.sendText('#lab', 'for mallory too')
  await expect.poll(() => messagesIn(heard).length, { timeout: 20_000 }).toBe(1)
  const oldEpoch = messagesIn(heard)[0]!.epoch

  await alice.moderation.removeMembers('lab', ['mallory'])
  await bob.until(({ chats }) => chats.get('#lab')?.members.length === 2, 'mallory out')
  await alice.sendText('#lab', 'without her')
  await bob.untilTexts('#lab', ['for mallory too', 'without her'])

  const session = alice.state.get().session
  if (session.status !== 'in') throw new Error('out')
  const aliceKid = kidOf(session.fingerprint)
  const toAlice = (): Promise<Connection> =>
    dial({
      host: '127.0.0.1',
      port: session.address.port,
      key: user.identity.privateKey,
      certificate: Buffer.from(certificate, 'base64url'),
      hello: () => ({
        kind: 'hello',
        versions: [1],
        kid: user.identity.kid,
        username: user.username,
        trackerId: network.tracker.trackerId,
        directory: [record.n, ''],
        caps: {},
      }),
      expect: { kid: aliceKid },
      handlers: { methods, notices: {} },
    })

  // She asks for everything that was said since.
  const epochs = (await alice.moderation.audit('lab')).filter(({ epoch }) => epoch !== null)
  const newEpoch = epochs.at(-1)!.id as EntryId
  expect(newEpoch).not.toBe(oldEpoch)
  const ranges = [{ author: aliceKid, from: 1, to: 99 }]
  const want = { chat, have: null, ranges, maxBytes: 100_000 }
  for (const connection of [await toAlice(), mallory.connection]) {
    const asked = await connection.request('sync.want', want).then(
      ({ body }) => decodeEntries(body),
      () => [],
    )
    expect(messagesIn(asked).filter(({ epoch }) => epoch === newEpoch)).toEqual([])
    const wraps = await connection.request('wraps.get', { chat, epochs: [newEpoch] }).then(
      ({ body }) => body.length,
      () => 0,
    )
    expect(wraps).toBe(0)
  }
  expect(messagesIn(heard).map(({ epoch }) => epoch)).toEqual([oldEpoch])

  // And she writes: with the news, without them, in somebody else's name, under old keys and new ones.
  const friend = await createUser('friend')
  await connect(network.tracker, friend).then((client) => client.register())
  const now = await tip(mallory.connection, chat)
  const forged = await forge(user, aliceKid, chat, now)
  const attacks = [
    [(await write(user, chat, { type: 'rename', name: 'hers' as never }, now)).raw],
    [(await write(user, chat, { type: 'remove', kid: aliceKid, cut: 0 }, now)).raw],
    [(await write(user, chat, await addition(friend, chat), [joined])).raw],
    [(await write(user, chat, { type: 'join' }, [create])).raw],
    [forged],
    [await message(user, chat, oldEpoch)],
    [await message(user, chat, newEpoch)],
  ]
  for (const entries of attacks) {
    for (const connect of [toAlice, async () => mallory.connection]) {
      const connection = await connect()
      const body = encodeEntries(entries)
      const params = { chat, until: connection.kid, lacking: [] }
      await connection.request('entries.push', params, { body }).catch(() => undefined)
    }
  }
  await alice.sendText('#lab', 'nothing happened')
  await bob.untilTexts('#lab', ['for mallory too', 'without her', 'nothing happened'])
  for (const peer of [alice, bob]) {
    const room = peer.chat('#lab')!
    expect(room).toMatchObject({ phase: 'active', moderator: 'alice' })
    expect(room.members.map(({ username }) => username)).toEqual(['alice', 'bob'])
  }
  const audit = await alice.moderation.audit('lab')
  const hers = audit.filter(({ by, counts }) => by === 'mallory' && !counts)
  expect(hers.map(({ what }) => what)).toEqual(
    expect.arrayContaining(['renamed', 'removed', 'added', 'joined', 'refused', 'hidden-message']),
  )
  expect(await alice.moderation.verifyAudit('lab')).toMatchObject({ matches: true, wrong: null })
}, 120_000)

function messagesIn(entries: readonly RawEntry[]): { epoch: EntryId; author: Kid }[] {
  return entries
    .map(({ header }) => JSON.parse(header.toString('utf8')))
    .filter(({ lane }) => lane === 'message')
}

function parentOf({ header, body }: RawEntry): Parent {
  return { id: entryId(header, body), lamport: JSON.parse(header.toString('utf8')).lamport }
}

/** What has no successor yet. */
async function tip(connection: Connection, chat: ChatId): Promise<Parent[]> {
  const controls = await fetchControls(connection, chat)
  const known = new Set(
    controls.flatMap(({ header }) => JSON.parse(header.toString('utf8')).deps as string[]),
  )
  return controls.map(parentOf).filter(({ id }) => !known.has(id))
}

async function addition({ identity }: TestUser, chat: ChatId) {
  const nonce = randomBytes(16).toString('base64url')
  const sig = await sign(identity.privateKey, joinRequestWords(chat, nonce, 5))
  const request = { nonce, time: 5, sig: sig.toString('base64url') }
  return { type: 'add', kid: identity.kid, username: 'friend' as Username, request } as const
}

/** Alice's word by mallory's hand. */
async function forge(
  { identity }: TestUser,
  author: Kid,
  chat: ChatId,
  parents: readonly Parent[],
): Promise<RawEntry> {
  const { raw } = await write(
    { identity: { ...identity, kid: author } },
    chat,
    { type: 'delete' },
    parents,
  )
  return raw
}

async function message({ identity }: TestUser, chat: ChatId, epoch: EntryId): Promise<RawEntry> {
  const header = encodeJson({
    v: 1,
    chat,
    lane: 'message',
    author: identity.kid,
    seq: 1,
    prev: null,
    clock: 100,
    sentAt: Date.now(),
    epoch,
    salt: randomBytes(16).toString('base64url'),
  })
  const body = randomBytes(80)
  return { header, body, signature: await signEntry(identity.privateKey, entryId(header, body)) }
}

function kidOf(fingerprint: string): Kid {
  return Buffer.from(fingerprint.replaceAll(' ', ''), 'hex').toString('base64url') as Kid
}
