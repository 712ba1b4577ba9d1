import { randomBytes } from 'node:crypto'
import { entryId, signEntry } from '../../src/crypto/entry.ts'
import {
  createEpochSecret,
  epochCommitment,
  roomChatId,
  wrapSecret,
} from '../../src/crypto/epoch.ts'
import { createIdentity, type Identity } from '../../src/crypto/identity.ts'
import { createWrapKey } from '../../src/crypto/wrap-key.ts'
import type { AcceptedControl, ChatLog } from '../../src/log/chat-log.ts'
import { createChatLog } from '../../src/log/create-chat-log.ts'
import type { ControlHeader } from '../../src/protocol/entry.ts'
import type { ControlEvent } from '../../src/protocol/events.ts'
import type { ChatId, EntryId, Kid } from '../../src/protocol/ids.ts'
import type { RoomName } from '../../src/protocol/names.ts'
import { encodeJson } from '../../src/protocol/strict-json.ts'
import { figure, type Figure } from '../harness/figure.ts'

const MEMBERS = 500
/** In a room where people talk, a new key is made for every few who come. */
const JOINS_PER_EPOCH = 5

/** Processor time that an act costs its moderator, and each member, in a room of 500; in this process, without sockets and disk. */
export async function measureModeration(): Promise<readonly Figure[]> {
  const alice = await createIdentity()
  const nonce = randomBytes(16).toString('base64url')
  const chat = roomChatId(alice.kid, nonce)
  const history = await writeHistory(alice, chat, nonce)
  const options = { chat, self: alice.kid, dm: null, authorKey: () => alice.publicKey }
  const moderator = createChatLog(options)
  const member = createChatLog({ ...options, self: randomKid() })
  const load = await cpuMs(async () => {
    moderator.restore(history)
    moderator.view()
  })
  member.restore(history)
  member.view()

  const { record } = await createWrapKey(alice, Date.now())
  const target = [...moderator.view().members].find((kid) => kid !== alice.kid) as Kid
  const made: AcceptedControl[] = []
  const act = await cpuMs(async () => {
    made.push(await add(moderator, alice, { type: 'remove', kid: target, cut: 0 }))
    const secret = createEpochSecret()
    const { members, membersHash } = moderator.view()
    const commitment = epochCommitment(secret, chat)
    const epoch = await add(moderator, alice, {
      type: 'epoch',
      commitment,
      membersHash,
      reason: 'members',
    })
    made.push(epoch)
    for (const to of members) {
      wrapSecret({ secret, chat, epoch: epoch.id, wrapKey: { ...record, kid: to } })
    }
    moderator.view()
  })
  const learn = await cpuMs(async () => {
    await member.accept(made.map(({ raw }) => raw))
    member.view()
  })
  if (member.view().members.size !== MEMBERS - 1) throw new Error('the removal does not count')
  return [
    figure(`moderation.${MEMBERS}.remove`, act, 'ms'),
    figure(`moderation.${MEMBERS}.learn`, learn, 'ms'),
    figure(`moderation.${MEMBERS}.open`, load, 'ms'),
  ]
}

/** The room as its members' disks hold it; nothing of it is verified again, so one key signs for all. */
async function writeHistory(
  alice: Identity,
  chat: ChatId,
  nonce: string,
): Promise<readonly AcceptedControl[]> {
  const log = createChatLog({ chat, self: alice.kid, dm: null, authorKey: () => alice.publicKey })
  const entries: AcceptedControl[] = []
  const write = async (author: Kid, event: ControlEvent): Promise<void> => {
    entries.push(await add(log, { ...alice, kid: author }, event))
  }
  const policy = { admit: 'open', inactivity: null } as const
  await write(alice.kid, { type: 'create', nonce, name: 'hall' as RoomName, policy })
  for (let joined = 1; joined < MEMBERS; joined++) {
    await write(randomKid(), { type: 'join' })
    if (joined % JOINS_PER_EPOCH !== 0) continue
    const { membersHash } = log.view()
    const commitment = epochCommitment(createEpochSecret(), chat)
    await write(alice.kid, { type: 'epoch', commitment, membersHash, reason: 'members' })
  }
  return entries
}

async function add(log: ChatLog, author: Identity, event: ControlEvent): Promise<AcceptedControl> {
  const tip = log.controlTip()
  const header: ControlHeader = {
    v: 1,
    chat: log.chat,
    lane: 'control',
    author: author.kid,
    lamport: tip.lamport,
    clock: tip.clock,
    sentAt: 0,
    deps: [...tip.deps],
  }
  const [headerBytes, body] = [encodeJson(header), encodeJson(event)]
  const id: EntryId = entryId(headerBytes, body)
  const signature = await signEntry(author.privateKey, id)
  const raw = { header: headerBytes, body, signature }
  const entry: AcceptedControl = { lane: 'control', id, header, event, raw }
  log.acceptOwn([entry])
  return entry
}

/** Of all threads of this process. */
async function cpuMs(task: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage()
  await task()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

function randomKid(): Kid {
  return randomBytes(32).toString('base64url') as Kid
}
