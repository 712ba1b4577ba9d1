import type { Connection, Handlers } from '../../net/connection.ts'
import { decodeEntries, type RawEntry } from '../../protocol/entry.ts'
import type { ChatId, Kid } from '../../protocol/ids.ts'
import { readPutMarks, type Mark } from '../../protocol/mark.ts'
import { decodeParts, encodeParts } from '../../protocol/parts.ts'
import { WrapSchema, type Address, type WrapKeyRecord } from '../../protocol/records.ts'
import { encodeJson, parseStrictJson } from '../../protocol/strict-json.ts'
import { ROOM_MEMBERS_MAX } from '../../protocol/limits.ts'
import { ChatError } from '../../shared/errors.ts'
import type { ActiveChat } from '../chats/active-chat.ts'
import type { Answer, Asked } from '../moderation/admission-desk.ts'
import type { Received } from '../chats/chat.ts'
import { serveHeads, serveWant } from '../chats/catch-up/serve-chat.ts'

/** What the answers to other peers need to know. */
export interface PeerAnswers {
  readonly self: Kid
  /** The chat with this id, if the asker may have part in it; a DM with the asker comes into being. */
  chatFor(id: ChatId, asker: Kid): Promise<ActiveChat | undefined>
  /** Takes entries in and passes news on to the members up to `until`. */
  receive(
    active: ActiveChat,
    entries: readonly RawEntry[],
    from: Connection,
    until: Kid,
  ): Promise<Received>
  /** Lets somebody into a password room, who proves that he knows the password. */
  admit(active: ActiveChat, asked: Asked, connection: Connection): Promise<Answer>
  /** Reads what the other side has and this one lacks, in the background. */
  compare(active: ActiveChat, connection: Connection): void
  wrapKeyOf(kid: Kid): Promise<WrapKeyRecord | undefined>
  ownContact(): { readonly addresses: readonly Address[]; readonly wrapKey: WrapKeyRecord }
  onHeld(id: ChatId, kid: Kid, seq: number): void
  onTyping(id: ChatId, kid: Kid): void
  takeMarks(active: ActiveChat, marks: readonly Mark[]): Promise<void>
  /** How far this user has the asker's messages. */
  markFor(active: ActiveChat, author: Kid): Promise<Mark | undefined>
}

/** What a peer answers to another peer, and to the tracker where that pushes entries. */
export function createPeerHandlers(answers: PeerAnswers): Handlers {
  async function chatOf(id: ChatId, connection: Connection): Promise<ActiveChat> {
    const active = await answers.chatFor(id, connection.kid)
    if (active === undefined) throw new ChatError('NOT_A_MEMBER')
    return active
  }

  async function readableChatOf(id: ChatId, connection: Connection): Promise<ActiveChat> {
    const active = await chatOf(id, connection)
    if (!isMember(active, connection.kid)) throw new ChatError('NOT_A_MEMBER')
    return active
  }

  return {
    methods: {
      'entries.push': async ({ params, body, connection }) => {
        const active = await chatOf(params.chat, connection)
        const entries = decodeEntries(body)
        const { complete } = await answers.receive(active, entries, connection, params.until)
        const seq = active.chat.log.chain(connection.kid)?.seq
        const held = seq === undefined ? [] : [{ author: connection.kid, seq }]
        return { result: { held, complete } }
      },
      'sync.digest': async ({ params, connection }) => {
        const different: ChatId[] = []
        for (const { chat: id, heads } of params.digests) {
          const active = await answers.chatFor(id, connection.kid)
          const isSame =
            active !== undefined &&
            isMember(active, connection.kid) &&
            active.chat.log.digest(connection.kid).heads === heads
          if (isSame) continue
          // Whoever is not told is not the same either: else the asker would believe that all of his is here.
          different.push(id)
          // Both sides find out what they lack: the asker may hold a chat that is new to this one, or may have left a room
          // before anybody heard what he had said in it.
          if (active !== undefined) answers.compare(active, connection)
        }
        return { result: { different } }
      },
      'sync.heads': async ({ params, connection }) => {
        const { chat } = await readableChatOf(params.chat, connection)
        return { result: {}, body: await serveHeads(chat, connection.kid) }
      },
      'sync.want': async ({ params, connection }) => {
        const { chat } = await readableChatOf(params.chat, connection)
        const { body, more } = await serveWant(chat, params)
        return { result: { more }, body }
      },
      'wraps.put': async ({ params, body, connection }) => {
        const { chat } = await chatOf(params.chat, connection)
        const parts = decodeParts(body, ROOM_MEMBERS_MAX)
        await chat.receiveWraps(parts.map((part) => parseStrictJson(WrapSchema, part)))
        return { result: {} }
      },
      'wraps.get': async ({ params, connection }) => {
        const { chat } = await chatOf(params.chat, connection)
        const wrapKey = await answers.wrapKeyOf(connection.kid)
        const wraps = wrapKey === undefined ? [] : chat.wrapsFor(wrapKey, params.epochs)
        return { result: {}, body: encodeParts(wraps.map(encodeJson)) }
      },
      'marks.put': async ({ params, body, connection }) => {
        await answers.takeMarks(await readableChatOf(params.chat, connection), readPutMarks(body))
        return { result: {} }
      },
      'marks.get': async ({ params, connection }) => {
        const active = await readableChatOf(params.chat, connection)
        const mark = await answers.markFor(active, connection.kid)
        const parts = mark === undefined ? [] : [encodeJson(mark)]
        return { result: { next: null }, body: encodeParts(parts) }
      },
      'admission.ask': async ({ params, connection }) =>
        answers.admit(await chatOf(params.chat, connection), params, connection),
      locate: async ({ params }) => ({
        result: {
          peers: params.kids
            .filter((kid) => kid === answers.self)
            .map((kid) => {
              const { addresses, wrapKey } = answers.ownContact()
              return { kid, addresses: [...addresses], wrapKey }
            }),
        },
      }),
    },
    notices: {
      held: ({ params, connection }) => answers.onHeld(params.chat, connection.kid, params.seq),
      typing: ({ params, connection }) => answers.onTyping(params.chat, connection.kid),
    },
  }
}

function isMember(active: ActiveChat, kid: Kid): boolean {
  return active.chat.log.view().members.has(kid)
}
