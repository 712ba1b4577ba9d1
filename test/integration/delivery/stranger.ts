import { entryId, signEntry } from '../../../src/crypto/entry.ts'
import {
  createEpochSecret,
  epochCommitment,
  membersHash,
  wrapSecret,
} from '../../../src/crypto/epoch.ts'
import { randomBytes } from '../../../src/crypto/hash.ts'
import type { Identity } from '../../../src/crypto/identity.ts'
import { sealMessage } from '../../../src/crypto/message-seal.ts'
import type { Connection } from '../../../src/net/connection.ts'
import { encodeContent } from '../../../src/protocol/content.ts'
import { encodeEntries, type RawEntry } from '../../../src/protocol/entry.ts'
import type { ChatId, EntryId, Kid } from '../../../src/protocol/ids.ts'
import { encodeParts } from '../../../src/protocol/parts.ts'
import { encodeJson } from '../../../src/protocol/strict-json.ts'
import { toB64 } from '../../../src/shared/bytes.ts'

/** One end of a DM by a program that keeps no rules but those it wants to. */
export interface Stranger {
  /** The entry that begins the DM, with the secret for the other one. */
  begin(): Promise<void>
  /** A message at any place of the chain; nothing keeps it from saying two things at one. */
  say(seq: number, prev: EntryId | null, text: string): Promise<EntryId>
}

export function createStranger(
  identity: Identity,
  chat: ChatId,
  other: Kid,
  connection: Connection,
): Stranger {
  const secret = createEpochSecret()
  let epoch = '' as EntryId

  async function push(entry: RawEntry): Promise<void> {
    const body = encodeEntries([entry])
    await connection.request('entries.push', { chat, until: connection.kid, lacking: [] }, { body })
  }

  async function sign(header: Buffer, body: Buffer): Promise<RawEntry & { id: EntryId }> {
    const id = entryId(header, body)
    return { id, header, body, signature: await signEntry(identity.privateKey, id) }
  }

  return {
    async begin() {
      const header = encodeJson({
        v: 1,
        chat,
        lane: 'control',
        author: identity.kid,
        lamport: 1,
        clock: 0,
        sentAt: Date.now(),
        deps: [],
      })
      const commitment = epochCommitment(secret, chat)
      const members = membersHash([identity.kid, other])
      const event = { type: 'epoch', commitment, membersHash: members, reason: 'first' }
      const entry = await sign(header, encodeJson(event))
      epoch = entry.id
      await push(entry)
      const { result } = await connection.request('locate', { kids: [other] })
      const wrapKey = result.peers[0]!.wrapKey!
      const wrap = wrapSecret({ secret, chat, epoch, wrapKey })
      await connection.request('wraps.put', { chat }, { body: encodeParts([encodeJson(wrap)]) })
    },
    async say(seq, prev, text) {
      const salt = toB64(randomBytes(16))
      const header = encodeJson({
        v: 1,
        chat,
        lane: 'message',
        author: identity.kid,
        seq,
        prev,
        clock: seq,
        sentAt: Date.now(),
        epoch,
        salt,
      })
      const plaintext = encodeContent({ type: 'text', text })
      const body = sealMessage({ secret, header, salt, chat, author: identity.kid, plaintext })
      const entry = await sign(header, body)
      await push(entry)
      return entry.id
    },
  }
}
