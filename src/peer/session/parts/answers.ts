import { dmChatId } from '../../../crypto/epoch.ts'
import type { Kid } from '../../../protocol/ids.ts'
import type { WrapKeyRecord } from '../../../protocol/records.ts'
import type { Chats } from '../../chats/chats.ts'
import type { Exchange } from '../../chats/exchange.ts'
import type { Marks } from '../../delivery/marks.ts'
import type { AdmissionDesk } from '../../moderation/admission-desk.ts'
import type { Contacts } from '../../people/contacts.ts'
import type { Directory } from '../../people/directory.ts'
import type { Endpoint } from '../endpoint.ts'
import type { PeerAnswers } from '../handlers.ts'

export interface AnswersOptions {
  readonly self: Kid
  readonly chats: Chats
  readonly directory: Directory
  readonly contacts: Contacts
  readonly exchange: Exchange
  readonly marks: Marks
  readonly desk: Pick<AdmissionDesk, 'answer'>
  /** Where this peer is reached. */
  endpoint(): Pick<Endpoint, 'port' | 'hosts'>
  /** Resolves when no login is under way. */
  entered(): Promise<void>
  wrapKey(): WrapKeyRecord
  onTrouble(error: unknown): void
}

/** What other peers may ask of this session. */
export function answersOf(options: AnswersOptions): PeerAnswers {
  const { self, chats, directory, contacts, exchange } = options
  const nameOf = (kid: Kid): string | undefined => directory.usernameOf(kid)

  return {
    self,
    async chatFor(id, asker) {
      await options.entered()
      const known = chats.byId(id)
      if (known !== undefined || id !== dmChatId(self, asker)) return known
      const name = nameOf(asker)
      // Somebody whose new key was not accepted yet begins no DM.
      const isTrusted = name !== undefined && directory.kidOf(name) === asker
      return isTrusted ? chats.receiveDm(name, asker) : undefined
    },
    receive: exchange.receive,
    admit: options.desk.answer,
    compare(active, connection) {
      exchange.compare(active, connection).catch(options.onTrouble)
    },
    wrapKeyOf: async (kid) => (await contacts.wrapKeysOf([kid]))[0],
    ownContact() {
      const { port, hosts } = options.endpoint()
      return { addresses: hosts().map((host) => ({ host, port })), wrapKey: options.wrapKey() }
    },
    onHeld: (id, kid, seq) => chats.byId(id)?.progress.delivered(kid, seq),
    takeMarks: (active, marks) => options.marks.take(active, marks),
    markFor: (active, author) => options.marks.markFor(active, author),
    onTyping(id, kid) {
      if (nameOf(kid) !== undefined) chats.typing(id)?.heard(directory.nameOf(kid))
    },
  }
}
