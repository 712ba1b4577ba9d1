import { onTestFinished } from 'vitest'
import { signMark } from '../../../src/crypto/marks/mark.ts'
import { sealRead } from '../../../src/crypto/marks/read-seal.ts'
import type { Identity } from '../../../src/crypto/identity.ts'
import type { AcceptedEntry, AcceptedMessage, ChatLog } from '../../../src/log/chat-log.ts'
import type { Connection, Handlers } from '../../../src/net/connection.ts'
import { decodeEntries, encodeEntries, type RawEntry } from '../../../src/protocol/entry.ts'
import type { ChatId, EntryId, Kid } from '../../../src/protocol/ids.ts'
import {
  readMailboxReply,
  readMarksReply,
  readPutMarks,
  type MailboxChat,
  type Mark,
} from '../../../src/protocol/mark.ts'
import { encodeParts } from '../../../src/protocol/parts.ts'
import { encodeJson } from '../../../src/protocol/strict-json.ts'
import type { Result } from '../../../src/protocol/wire/methods.ts'
import type { Tracker } from '../../../src/tracker/create-tracker.ts'
import { createTestDm, createTestRoom, type TestChat } from '../../unit/log/kit.ts'
import { connect, type TestClient, type TestUser } from './client.ts'
import { headsOf } from './room-author.ts'

type PushResult = Result<'entries.push'>

/** What a tracker passed on to somebody. */
export interface Inbox {
  readonly entries: RawEntry[]
  readonly marks: Mark[]
  readonly methods: Handlers['methods']
}

export function createInbox(): Inbox {
  const entries: RawEntry[] = []
  const marks: Mark[] = []
  return {
    entries,
    marks,
    methods: {
      'entries.push': async ({ body }) => {
        entries.push(...decodeEntries(body))
        return { result: { held: [], complete: true } }
      },
      'marks.put': async ({ body }) => {
        marks.push(...readPutMarks(body))
        return { result: {} }
      },
    },
  }
}

/** Somebody who is registered already comes (again) and is logged in. */
export async function come(
  tracker: Pick<Tracker, 'port' | 'trackerId'>,
  user: TestUser,
  inbox: Inbox = createInbox(),
): Promise<TestClient> {
  const client = await connect(tracker, user, inbox.methods)
  onTestFinished(() => client.connection.close())
  await client.login()
  return client
}

export async function pushAll(
  { connection }: Pick<TestClient, 'connection'>,
  chat: ChatId,
  entries: readonly Pick<AcceptedEntry, 'raw'>[],
  lacking: readonly Kid[] = [],
): Promise<PushResult> {
  const body = encodeEntries(entries.map(({ raw }) => raw))
  const params = { chat, until: connection.kid, lacking: [...lacking] }
  return (await connection.request('entries.push', params, { body, timeoutMs: 60_000 })).result
}

/** Takes what the log lacks as a peer does: heads, then ranges, until nothing is missing; what came, and in how many replies. */
export async function catchUp(
  connection: Connection,
  log: ChatLog,
  before?: () => Promise<void>,
): Promise<{ readonly entries: readonly AcceptedEntry[]; readonly replies: number }> {
  const entries: AcceptedEntry[] = []
  let replies = 0
  for (;;) {
    const want = log.missing(await headsOf(connection, log.chat))
    if (want === undefined) return { entries, replies }
    await before?.()
    const { body } = await connection.request('sync.want', want, { timeoutMs: 60_000 })
    const { accepted } = await log.accept(decodeEntries(body))
    entries.push(...accepted)
    replies++
    if (accepted.length === 0) throw new Error('the tracker told of what it does not give')
  }
}

export function messagesOf(entries: readonly AcceptedEntry[]): EntryId[] {
  return entries.filter(({ lane }) => lane === 'message').map(({ id }) => id)
}

export function idsOf(entries: readonly Pick<AcceptedEntry, 'id'>[]): EntryId[] {
  return entries.map(({ id }) => id)
}

export async function openDm({ connection }: TestClient, chat: ChatId, other: Kid): Promise<void> {
  await connection.request('dm.open', { chat, with: other })
}

export async function mailboxOf({ connection }: TestClient): Promise<readonly MailboxChat[]> {
  return readMailboxReply((await connection.request('mailbox.chats', {})).body)
}

/** That `by` has these messages, and has read them where a secret is given. */
export async function markOf(
  by: Identity,
  messages: readonly AcceptedMessage[],
  secret?: Buffer,
): Promise<Mark> {
  const last = new Map(messages.map(({ header }) => [header.author, header]))
  const held = [...last.values()]
    .map(({ author, seq }) => ({ author, seq }))
    .sort((a, b) => (a.author < b.author ? -1 : 1))
  const { chat, epoch } = messages[0]!.header
  const context = { chat, by: by.kid, epoch, secret: secret ?? Buffer.alloc(32) }
  const levels = held.map(({ author, seq }) => [author, seq] as [Kid, number])
  const read = secret === undefined ? null : sealRead(context, levels)
  return signMark(by, { chat, held, read })
}

export async function putMarks(
  { connection }: TestClient,
  chat: ChatId,
  ...marks: readonly Mark[]
): Promise<void> {
  await connection.request('marks.put', { chat }, { body: encodeParts(marks.map(encodeJson)) })
}

export async function marksFor({ connection }: TestClient, chat: ChatId): Promise<readonly Mark[]> {
  const marks: Mark[] = []
  let after: Kid | null = null
  do {
    const { result, body }: { result: Result<'marks.get'>; body: Buffer } =
      await connection.request('marks.get', { chat, after })
    marks.push(...readMarksReply(body))
    after = result.next
  } while (after !== null)
  return marks
}

/** A room of these people with an epoch for all of them; the first one is its moderator. */
export async function roomOf(users: readonly TestUser[]): Promise<TestChat> {
  const people = users.map(({ identity }) => identity)
  const [moderator, ...others] = people as [Identity, ...Identity[]]
  const room = await createTestRoom(moderator, { people })
  for (const other of others) await room.write(other, { type: 'join' })
  await room.epoch(moderator, people)
  return room
}

export async function dmOf(a: TestUser, b: TestUser): Promise<TestChat> {
  const dm = createTestDm(a.identity, b.identity, [a.identity, b.identity])
  await dm.epoch(a.identity, [a.identity, b.identity])
  return dm
}
