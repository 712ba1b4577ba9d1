import { safetyCode } from '../../crypto/fingerprint.ts'
import { spkiOf } from '../../crypto/keys.ts'
import type { Connection } from '../../net/connection.ts'
import type { Kid } from '../../protocol/ids.ts'
import type { Username } from '../../protocol/names.ts'
import type { Chats } from '../chats/chats.ts'
import type { DirectPartner, DirectState } from '../direct.ts'
import type { PeerLinks } from '../links/peer-links.ts'
import type { Users } from '../people/users.ts'
import type { Acquaintances } from './acquaintances.ts'

/** With whom this program speaks, over which connection, and what the state shows of it. */
export interface Conversation {
  /** The link that counts; it is used once its key is trusted. */
  current(): Connection | undefined
  /** Whoever came first, for as long as this program runs. */
  partner(): { readonly kid: Kid; readonly username: string } | undefined
  /** A changed key is dealt with only once it was accepted. */
  isTrusted(connection: Connection): boolean
  /** Somebody is there; who is not the partner is turned away. */
  take(connection: Connection): void
  /** The other has said that he goes. */
  left(connection: Connection): void
  /** The user has accepted a key that had changed. */
  keyAccepted(): void
  show(change: Partial<DirectState>): void
}

export interface ConversationOptions extends Acquaintances {
  readonly self: Kid
  /** As it stands before the first meeting. */
  readonly shown: DirectState
  readonly users: Users
  readonly chats: Chats
  links(): PeerLinks
  onChange(shown: DirectState): void
  onTrouble(error: unknown): void
}

export function createConversation(options: ConversationOptions): Conversation {
  const { self, directory, users, chats, links, onTrouble } = options
  let { shown } = options
  let current: Connection | undefined
  let hasLeft = false
  let partner: { readonly kid: Kid; readonly known: DirectPartner } | undefined

  function show(change: Partial<DirectState>): void {
    shown = { ...shown, ...change }
    options.onChange(shown)
  }

  function showPartner(change: Partial<DirectState> = {}): void {
    if (partner !== undefined) show({ ...change, partner: partner.known })
  }

  function isTrusted({ kid }: Connection): boolean {
    return directory.kidOf(directory.nameOf(kid)) === kid
  }

  /** Whoever is shown can be written to; where nothing may be sent yet, the chat says why. */
  async function greet(connection: Connection, name: Username): Promise<void> {
    const kid = directory.kidOf(name)
    if (kid !== undefined) await chats.openDm(name, kid)
    showPartner(current === connection ? { status: 'together', problem: null } : {})
  }

  return {
    current: () => current,
    partner: () => partner && { kid: partner.kid, username: partner.known.username },
    isTrusted,
    take(connection) {
      const { kid, hello, certificate } = connection
      if (hello.username === null || (partner !== undefined && partner.kid !== kid)) {
        connection.close('DIRECT_TAKEN')
        return
      }
      const before = current
      current = connection
      hasLeft = false
      const spki = spkiOf(certificate.publicKey)
      const { username, how, lastMet, saved } = options.meet({ name: hello.username, kid, spki })
      saved.catch(onTrouble)
      users.refresh()
      if (isTrusted(connection)) links().take(connection)
      else before?.close('displaced')
      const { words } = safetyCode(self, kid)
      partner ??= { kid, known: { username, words, how, lastMet } }
      greet(connection, username).catch(onTrouble)
      connection.closed
        .then(() => {
          if (current !== connection) return
          current = undefined
          show({ status: hasLeft ? 'left' : 'apart' })
        })
        .catch(onTrouble)
    },
    left(connection) {
      if (connection === current) hasLeft = true
    },
    keyAccepted() {
      if (current === undefined || !isTrusted(current)) return
      if (partner !== undefined) partner = { ...partner, known: { ...partner.known, how: 'new' } }
      showPartner()
      if (links().get(current.kid) !== current) links().take(current)
    },
    show,
  }
}
