import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { dmChatId } from '../../../src/crypto/epoch.ts'
import { entryId, signEntry } from '../../../src/crypto/entry.ts'
import type { Identity } from '../../../src/crypto/identity.ts'
import { sealLoginBox } from '../../../src/crypto/password.ts'
import type { Connection } from '../../../src/net/connection.ts'
import { encodeEntries, type RawEntry } from '../../../src/protocol/entry.ts'
import type { ChatId, EntryId, Kid } from '../../../src/protocol/ids.ts'
import { encodeParts } from '../../../src/protocol/parts.ts'
import { encodeJson } from '../../../src/protocol/strict-json.ts'
import { connect } from '../tracker/client.ts'
import { listRooms, write } from '../tracker/room-author.ts'
import { joinMallory, setScene } from './scene.ts'

test('a member of the tracker reads nothing of a room that she is not in, and puts nothing into it', async () => {
  const scene = await setScene()
  const mallory = await joinMallory(scene)
  const { identity } = mallory.client.user
  const [room] = await listRooms(mallory.client.connection)
  const chat = room?.chat as ChatId
  const bobKid = await kidOfUser(mallory.client, 'bob')
  const toAlice = await mallory.dialAlice()
  const want = { chat, have: null, ranges: [{ author: bobKid, from: 1, to: 9 }], maxBytes: 10_000 }
  await expect(toAlice.request('sync.heads', { chat })).rejects.toThrow('NOT_A_MEMBER')
  await expect(toAlice.request('sync.want', want)).rejects.toThrow('NOT_A_MEMBER')
  // A room that she is not in and one that does not exist get the same answer.
  const unknown = randomId() as string as ChatId
  const digests = [chat, unknown].map((id) => ({ chat: id, heads: randomId() as never }))
  const { result } = await toAlice.request('sync.digest', { digests })
  expect(result.different).toEqual([chat, unknown])
  for (const connection of [toAlice, mallory.client.connection]) {
    const epochs = [randomId()]
    const asked = connection.request('wraps.get', { chat, epochs }).then(({ body }) => body.length)
    expect(await asked.catch(() => 0)).toBe(0)
  }
  const own = await writeRun(identity, { chat })
  const asBob = await writeRun(identity, { chat, author: bobKid })
  const unsigned = own.map(({ header, body }) => ({ header, body, signature: undefined }))
  const event = {
    type: 'epoch',
    commitment: randomId(),
    membersHash: randomId(),
    reason: 'members',
  }
  const epoch = await write({ identity }, chat, event as never, [{ id: randomId(), lamport: 1 }])
  for (const entries of [own, asBob, unsigned, [epoch.raw]]) {
    const connection = await mallory.dialAlice()
    await attempt(connection, () => push(connection, chat, entries))
    await scene.talk()
  }
})

test('requests that make no sense are refused, and floods of those that do wait their turn', async () => {
  const scene = await setScene()
  const mallory = await joinMallory(scene)
  const dm = dmChatId(mallory.client.user.identity.kid, scene.aliceKid)
  const nonsense: readonly ((connection: Connection) => Promise<unknown>)[] = [
    (connection) => connection.request('no.such' as 'locate', { kids: [] }),
    (connection) => connection.request('locate', { kids: 'all' as never }),
    (connection) =>
      connection.request('locate', { kids: Array.from({ length: 10_000 }, randomId) as never }),
    (connection) => connection.request('register', {} as never),
    (connection) =>
      connection.request(
        'entries.push',
        { chat: dm, until: connection.kid, lacking: [] },
        { body: randomBytes(50_000) },
      ),
    (connection) =>
      connection.request('entries.push', { chat: dm, until: connection.kid, lacking: [] }),
    (connection) => connection.request('wraps.put', { chat: dm }, { body: randomBytes(50_000) }),
    (connection) =>
      connection.request(
        'wraps.put',
        { chat: dm },
        { body: encodeParts(Array.from({ length: 1_000 }, () => randomBytes(400))) },
      ),
    (connection) =>
      connection.request('sync.want', { chat: dm, have: [], ranges: [], maxBytes: -1 }),
    (connection) =>
      connection.request('sync.digest', { digests: [{ chat: '__proto__', heads: '' }] as never }),
  ]
  for (const ask of nonsense) {
    for (const connect of [mallory.dialAlice, async () => reconnect(scene, mallory)]) {
      const connection = await connect()
      await attempt(connection, () => ask(connection))
      connection.close()
    }
  }
  await scene.talk()
  const connection = await mallory.dialAlice()
  const flood = Array.from({ length: 3_000 }, () =>
    connection
      .request(
        'sync.digest',
        { digests: [{ chat: dm, heads: randomId() as never }] },
        { timeoutMs: 60_000 },
      )
      .then(
        () => undefined,
        () => undefined,
      ),
  )
  await scene.talk()
  connection.close()
  await Promise.all(flood)
  await scene.talk()
})

test('entries that wait for ever, clocks from the far future and runs without end cost little and show nothing', async () => {
  const scene = await setScene()
  const mallory = await joinMallory(scene)
  const { identity } = mallory.client.user
  const chat = dmChatId(identity.kid, scene.aliceKid)
  const oneByOne = await Promise.all(
    Array.from({ length: 40 }, async (_, at) =>
      writeRun(identity, { chat, from: 1 + at * 1_000, count: 100 }),
    ),
  )
  for (const entries of oneByOne) {
    const connection = await mallory.dialAlice()
    await attempt(connection, () => push(connection, chat, entries))
    connection.close()
  }
  await scene.talk()
  for (const clock of [2 ** 17 + 1, Number.MAX_SAFE_INTEGER]) {
    const event = {
      type: 'epoch',
      commitment: randomId(),
      membersHash: randomId(),
      reason: 'members',
    }
    const epoch = await writeControl(identity, chat, event, clock)
    const connection = await mallory.dialAlice()
    await attempt(connection, () => push(connection, chat, [epoch]))
    connection.close()
  }
  await scene.talk()
  expect(scene.alice.texts('@mallory')).toEqual([])
  await scene.alice.sendText('@bob', 'this chat is in order')
  await scene.bob.untilTexts('@alice', ['this chat is in order'])
})

test('a login box opens on its own connection only', async () => {
  const scene = await setScene()
  const { client } = await joinMallory(scene)
  const first = await connect(scene.network.tracker, client.user)
  const second = await connect(scene.network.tracker, client.user)
  const exporter = first.connection.exportKey('EXPORTER-chatp2p-login')
  const box = sealLoginBox(first.connection.certificate.publicKey, client.user.token, exporter)
  const login = {
    username: client.user.username,
    box: box.toString('base64url'),
    listen: null,
    wrapKey: await client.user.wrapKey(),
  }
  await first.connection.request('login', login)
  const replayed = second.connection.request('login', login)
  await expect(replayed).rejects.toThrow('WRONG_PASSWORD')
  await scene.talk()
})

/** A run of sealed-looking messages with one signature, by default of an epoch that nobody knows. */
async function writeRun(
  identity: Identity,
  {
    chat,
    author = identity.kid,
    from = 1,
    count = 3,
  }: { chat: ChatId; author?: Kid; from?: number; count?: number },
): Promise<RawEntry[]> {
  const entries: RawEntry[] = []
  const epoch = randomId()
  let prev: EntryId | null = from === 1 ? null : randomId()
  for (let at = 0; at < count; at++) {
    const header = encodeJson({
      v: 1,
      chat,
      lane: 'message',
      author,
      seq: from + at,
      prev,
      clock: 1 + at,
      sentAt: Date.now(),
      epoch,
      salt: randomBytes(16).toString('base64url'),
    })
    const body = randomBytes(300)
    prev = entryId(header, body)
    const isLast = at === count - 1
    const signature = isLast ? await signEntry(identity.privateKey, prev) : undefined
    entries.push({ header, body, signature })
  }
  return entries
}

async function writeControl(
  identity: Identity,
  chat: ChatId,
  event: object,
  clock: number,
): Promise<RawEntry> {
  const header = encodeJson({
    v: 1,
    chat,
    lane: 'control',
    author: identity.kid,
    lamport: 1,
    clock,
    sentAt: Date.now(),
    deps: [],
  })
  const body = encodeJson(event)
  return { header, body, signature: await signEntry(identity.privateKey, entryId(header, body)) }
}

async function push(
  connection: Connection,
  chat: ChatId,
  entries: readonly RawEntry[],
): Promise<boolean> {
  const body = encodeEntries([...entries])
  return (
    await connection.request('entries.push', { chat, until: connection.kid, lacking: [] }, { body })
  ).result.complete
}

/** Whether it is refused, ends the connection or waits for ever is the other side's choice; being served is not. */
async function attempt(connection: Connection, action: () => Promise<unknown>): Promise<void> {
  const result = await action().catch(() => 'refused')
  if (result !== true) return
  throw new Error(`accepted, on a connection with ${connection.kid}`)
}

async function reconnect(
  { network }: Awaited<ReturnType<typeof setScene>>,
  { client }: Awaited<ReturnType<typeof joinMallory>>,
): Promise<Connection> {
  const again = await connect(network.tracker, client.user)
  await again.login()
  return again.connection
}

async function kidOfUser(
  client: Awaited<ReturnType<typeof connect>>,
  username: string,
): Promise<Kid> {
  const record = (await client.directory()).find((one) => one.username === username)
  return record?.kid as Kid
}

function randomId(): EntryId {
  return randomBytes(32).toString('base64url') as EntryId
}
