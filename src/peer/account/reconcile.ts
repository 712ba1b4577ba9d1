import type { Identity } from '../../crypto/identity.ts'
import type { Connection } from '../../net/connection.ts'
import { ContentSchema } from '../../protocol/content.ts'
import { parseStrictJson } from '../../protocol/strict-json.ts'
import { isChatError, ProtocolError, type ChatError } from '../../shared/errors.ts'
import { createLogger } from '../../shared/logger.ts'
import type { Profile } from '../../store/profile.ts'
import type { Drafts } from '../../store/profile/schemas.ts'
import type { ActiveChat } from '../chats/active-chat.ts'
import type { Chats } from '../chats/chats.ts'
import type { Mailbox } from '../delivery/mailbox.ts'
import { findOwnConflict } from './own-conflict.ts'

const log = createLogger('account')

/**
 * What was written here and got to nobody, while another machine wrote in the same chats, must not become a fork: it is taken back
 * before anybody sees it and said anew behind the other machine's messages.
 */
export interface Reconciler {
  /** Before the tracker or anybody else is shown what is here. Throws ChatError when the disk refuses: then nobody may be shown it. */
  withdraw(connection: Connection): Promise<void>
  /** Once chats are caught up with. */
  sayAnew(): Promise<void>
}

export interface ReconcilerOptions {
  readonly identity: Identity
  readonly profile: Pick<Profile, 'drafts'>
  readonly chats: Pick<Chats, 'all' | 'byId' | 'withdraw'>
  readonly mailbox: Pick<Mailbox, 'open'>
}

export function createReconciler(options: ReconcilerOptions): Reconciler {
  const { identity, profile, chats, mailbox } = options
  const { drafts } = profile

  async function withdrawFrom(active: ActiveChat, connection: Connection): Promise<void> {
    await mailbox.open(active, connection)
    const from = await findOwnConflict(active, connection, identity)
    if (from === undefined) return
    const taken = await readTail(active, from)
    // On disk as drafts before they leave the history: at every moment they are somewhere.
    await drafts.update((now) => {
      const known = new Set(now.drafts.map(({ id }) => id))
      return { drafts: [...now.drafts, ...taken.filter(({ id }) => !known.has(id))] }
    })
    await chats.withdraw(active, from)
    log('own messages withdrawn', { count: taken.length })
  }

  async function readTail(active: ActiveChat, from: number): Promise<Drafts['drafts']> {
    const { chat } = active
    const end = chat.log.chain(identity.kid)?.seq ?? 0
    const taken: Drafts['drafts'] = []
    for (let seq = from; seq <= end; seq++) {
      const id = chat.history.idAt(identity.kid, seq)
      const place = id === undefined ? undefined : chat.history.positionOf(id)
      if (id === undefined || place === undefined) continue
      const [record] = await chat.history.slice(place, place + 1)
      if (record === undefined || record.content === null) continue
      taken.push({ chat: chat.id, id, content: record.content.toString('utf8') })
    }
    return taken
  }

  return {
    async withdraw(connection) {
      for (const active of [...chats.all()]) {
        try {
          await withdrawFrom(active, connection)
        } catch (error) {
          // The tracker knows nothing of the chat, or nothing that can be believed.
          if (!isPassing(error)) throw error
          log('not compared', { code: error.code })
        }
      }
    },
    async sayAnew() {
      for (const draft of drafts.get().drafts) {
        const active = chats.byId(draft.chat)
        if (active === undefined) continue
        try {
          // Still there: it was not withdrawn in the end.
          if (active.chat.history.positionOf(draft.id) === undefined) {
            await active.chat.send(parseStrictJson(ContentSchema, Buffer.from(draft.content)))
          }
          await drafts.update((now) => ({ drafts: now.drafts.filter(({ id }) => id !== draft.id) }))
        } catch (error) {
          if (!isChatError(error) && !(error instanceof ProtocolError)) throw error
          log('not said anew yet', { code: error.code })
        }
      }
    },
  }
}

function isPassing(error: unknown): error is ChatError | ProtocolError {
  return error instanceof ProtocolError || (isChatError(error) && !error.code.startsWith('DISK_'))
}
