import { entryId, signEntry } from '../../../src/crypto/entry.ts'
import { dmChatId, membersHash, roomChatId } from '../../../src/crypto/epoch.ts'
import { H } from '../../../src/crypto/hash.ts'
import { type Identity, identityFromKey } from '../../../src/crypto/identity.ts'
import { generateRsaKey, type PublicKey } from '../../../src/crypto/keys.ts'
import { sign } from '../../../src/crypto/sign.ts'
import type { AcceptedControl, AcceptedMessage, ChatLog } from '../../../src/log/chat-log.ts'
import { createChatLog } from '../../../src/log/create-chat-log.ts'
import type { RoomView } from '../../../src/log/room-view.ts'
import { joinRequestWords, witnessWords } from '../../../src/log/signed-words.ts'
import type { ControlHeader, MessageHeader, RawEntry } from '../../../src/protocol/entry.ts'
import type { ControlEvent, Policy } from '../../../src/protocol/events.ts'
import type { ChatId, EntryId, Hash, Kid } from '../../../src/protocol/ids.ts'
import type { RoomName, Username } from '../../../src/protocol/names.ts'
import { encodeJson } from '../../../src/protocol/strict-json.ts'
import { compareText, toB64 } from '../../../src/shared/bytes.ts'

export const OPEN: Policy = { admit: 'open', inactivity: null }
export const PRIVATE: Policy = { admit: 'password', inactivity: null }

/** Real keys at the floor of what the protocol allows, made once for each test file. */
export async function makeIdentities(count: number): Promise<readonly Identity[]> {
  const keys = await Promise.all(Array.from({ length: count }, () => generateRsaKey(2_048)))
  return keys.map(({ privateKey }) => identityFromKey(privateKey))
}

export interface ControlOptions {
  readonly after: readonly AcceptedControl[]
  readonly lamport?: number
  readonly clock?: number
  readonly sentAt?: number
}

export async function signControl(
  chat: ChatId,
  author: Identity,
  event: ControlEvent,
  options: ControlOptions,
): Promise<AcceptedControl> {
  const { after } = options
  const header: ControlHeader = {
    v: 1,
    chat,
    lane: 'control',
    author: author.kid,
    lamport: options.lamport ?? 1 + Math.max(0, ...after.map((entry) => entry.header.lamport)),
    clock: options.clock ?? Math.max(0, ...after.map((entry) => entry.header.clock)),
    sentAt: options.sentAt ?? 0,
    deps: after.map((entry) => entry.id).sort(compareText),
  }
  const [headerBytes, body] = [encodeJson(header), encodeJson(event)]
  const id = entryId(headerBytes, body)
  const signature = await signEntry(author.privateKey, id)
  return { lane: 'control', id, header, event, raw: { header: headerBytes, body, signature } }
}

export interface MessageOptions {
  readonly epoch: AcceptedControl
  readonly before?: AcceptedMessage | undefined
  readonly clock?: number
  readonly isSigned?: boolean
  readonly sentAt?: number
  /** Two messages that differ only in it fork the chain. */
  readonly text?: string
  readonly seq?: number
  readonly prev?: EntryId | null
}

export async function signMessage(
  author: Identity,
  options: MessageOptions,
): Promise<AcceptedMessage> {
  const { epoch, before, isSigned = true, text = '' } = options
  const body = Buffer.from(`sealed ${text}`)
  const seq = options.seq ?? (before?.header.seq ?? 0) + 1
  const header: MessageHeader = {
    v: 1,
    chat: epoch.header.chat,
    lane: 'message',
    author: author.kid,
    seq,
    prev: options.prev === undefined ? (before?.id ?? null) : options.prev,
    clock: options.clock ?? Math.max(before?.header.clock ?? 0, epoch.header.clock) + 1,
    sentAt: options.sentAt ?? 0,
    epoch: epoch.id,
    salt: toB64(H('salt', text).subarray(0, 16)),
  }
  const headerBytes = encodeJson(header)
  const id = entryId(headerBytes, body)
  const signature = isSigned ? await signEntry(author.privateKey, id) : undefined
  return { lane: 'message', id, header, raw: { header: headerBytes, body, signature } }
}

/** `count` messages, the last one signed. */
export async function signRun(
  author: Identity,
  epoch: AcceptedControl,
  count: number,
  options: { readonly before?: AcceptedMessage | undefined; readonly text?: string } = {},
): Promise<readonly AcceptedMessage[]> {
  const run: AcceptedMessage[] = []
  for (let index = 0; index < count; index++) {
    const before = run.at(-1) ?? options.before
    const isSigned = index === count - 1
    run.push(await signMessage(author, { epoch, before, isSigned, text: options.text ?? '' }))
  }
  return run
}

export function keysOf(identities: readonly Identity[]): (kid: Kid) => PublicKey | undefined {
  const keys = new Map(identities.map(({ kid, publicKey }) => [kid, publicKey]))
  return (kid) => keys.get(kid)
}

/** Someone's wish to be added, signed by his own key. */
export async function signRequest(
  chat: ChatId,
  joiner: Identity,
  nonce = toB64(Buffer.alloc(16, 1)),
): Promise<{ nonce: string; time: number; sig: string }> {
  const sig = await sign(joiner.privateKey, joinRequestWords(chat, nonce, 5))
  return { nonce, time: 5, sig: toB64(sig) }
}

/** A chat as somebody who knows everything writes it: entries on any deps, signed by anyone. */
export interface TestChat {
  readonly chat: ChatId
  readonly entries: AcceptedControl[]
  /** On top of everything written before, unless `after` says otherwise. */
  write(
    author: Identity,
    event: ControlEvent,
    options?: Partial<ControlOptions>,
  ): Promise<AcceptedControl>
  add(
    author: Identity,
    joiner: Identity,
    options?: Partial<ControlOptions> & { nonce?: string },
  ): Promise<AcceptedControl>
  epoch(
    author: Identity,
    members: readonly Identity[],
    options?: Partial<ControlOptions>,
  ): Promise<AcceptedControl>
  witness(generation: number, to: Identity): Promise<{ generation: number; to: Kid; sig: string }>
  createLog(self?: Identity): ChatLog
  /** What a node sees that received everything in some order; fails the test if the order matters. */
  view(): Promise<RoomView>
}

export interface TestChatOptions {
  readonly people: readonly Identity[]
  readonly tracker?: Identity
}

export async function createTestRoom(
  moderator: Identity,
  options: TestChatOptions & { readonly policy?: Policy },
): Promise<TestChat & { readonly create: AcceptedControl }> {
  const nonce = toB64(Buffer.alloc(16, 7))
  const room = createTestChat(roomChatId(moderator.kid, nonce), null, options)
  const create = await room.write(moderator, {
    type: 'create',
    nonce,
    name: 'lab' as RoomName,
    policy: options.policy ?? OPEN,
  })
  return { ...room, create }
}

export function createTestDm(a: Identity, b: Identity, people: readonly Identity[]): TestChat {
  return createTestChat(dmChatId(a.kid, b.kid), [a.kid, b.kid], { people })
}

function createTestChat(
  chat: ChatId,
  dm: readonly [Kid, Kid] | null,
  { people, tracker }: TestChatOptions,
): TestChat {
  const entries: AcceptedControl[] = []

  function heads(): readonly AcceptedControl[] {
    const deps = new Set(entries.flatMap((entry) => entry.header.deps))
    return entries.filter((entry) => !deps.has(entry.id))
  }

  const write: TestChat['write'] = async (author, event, options) => {
    const entry = await signControl(chat, author, event, { after: heads(), ...options })
    entries.push(entry)
    return entry
  }

  function createLog(self = people[0]): ChatLog {
    if (self === undefined) throw new Error('nobody')
    const trackerKey = tracker?.publicKey
    return createChatLog({ chat, self: self.kid, dm, authorKey: keysOf(people), trackerKey })
  }

  return {
    chat,
    entries,
    write,
    createLog,
    add: async (author, joiner, { nonce, ...options } = {}) =>
      write(
        author,
        {
          type: 'add',
          kid: joiner.kid,
          username: 'someone' as Username,
          request: await signRequest(chat, joiner, nonce),
        },
        options,
      ),
    epoch: async (author, members, options) =>
      write(
        author,
        {
          type: 'epoch',
          commitment: toB64(H('secret', String(entries.length))) as Hash,
          membersHash: membersHash(members.map(({ kid }) => kid)),
          reason: 'members',
        },
        options,
      ),
    witness: async (generation, to) => {
      if (tracker === undefined) throw new Error('no tracker')
      const sig = await sign(tracker.privateKey, witnessWords(chat, generation, to.kid))
      return { generation, to: to.kid, sig: toB64(sig) }
    },
    async view() {
      const log = createLog()
      await acceptAll(
        log,
        entries.map(({ raw }) => raw),
      )
      for (const seed of [1, 2]) {
        const other = createLog()
        await acceptAll(
          other,
          shuffle(
            entries.map(({ raw }) => raw),
            seed,
          ),
        )
        if (describeView(other.view()) !== describeView(log.view()))
          throw new Error('order matters')
      }
      return log.view()
    },
  }
}

/** Gives everything to `log` until nothing changes, as a patient neighbour would. */
export async function acceptAll(log: ChatLog, entries: readonly RawEntry[]): Promise<void> {
  for (const entry of entries) await log.accept([entry])
  while ((await log.accept(entries)).accepted.length > 0);
}

/** Everything in a view that does not depend on whose it is, as text to compare. */
export function describeView(view: RoomView): string {
  return JSON.stringify({
    name: view.name,
    phase: view.phase,
    members: [...view.members].sort(compareText),
    moderator: view.moderator,
    banned: [...view.banned].sort(compareText),
    policy: view.policy,
    passwordGeneration: view.passwordGeneration,
    valid: [...view.valid].sort(compareText),
    voided: [...view.voided].sort((a, b) => compareText(a[0], b[0])),
    epochs: [...view.epochs]
      .map(([id, { members }]) => [id, [...members].sort(compareText)] as const)
      .sort((a, b) => compareText(a[0], b[0])),
    currentEpoch: view.currentEpoch ?? null,
  })
}

/** The same order for the same seed. */
export function shuffle<T>(items: readonly T[], seed: number): T[] {
  const out = [...items]
  let state = seed
  for (let index = out.length - 1; index > 0; index--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const other = state % (index + 1)
    const [a, b] = [out[index], out[other]]
    if (a !== undefined && b !== undefined) [out[index], out[other]] = [b, a]
  }
  return out
}
