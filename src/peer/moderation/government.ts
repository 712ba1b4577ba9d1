import type { Identity } from '../../crypto/identity.ts'
import type { ChatLogOptions } from '../../log/create-chat-log.ts'
import type { Connection } from '../../net/connection.ts'
import type { ChatId, Kid } from '../../protocol/ids.ts'
import { createEmitter } from '../../shared/emitter.ts'
import type { ProtocolError } from '../../shared/errors.ts'
import { createMutex } from '../../shared/mutex.ts'
import type { HistoryRecord } from '../../store/history.ts'
import type { ActiveChat } from '../chats/active-chat.ts'
import type { Chats } from '../chats/chats.ts'
import type { Exchange } from '../chats/exchange.ts'
import type { PeerLinks } from '../links/peer-links.ts'
import type { Moderation } from '../moderation.ts'
import type { Contacts } from '../people/contacts.ts'
import type { Directory } from '../people/directory.ts'
import type { OwnWrapKeyring } from '../people/own-wrap-keys.ts'
import type { PeerEvent } from '../peer.ts'
import { describeRoom } from '../rooms/describe-room.ts'
import { createActs } from './acts.ts'
import { createModeration } from './actions.ts'
import { reasonOf } from './audit.ts'
import { createAdmissionDesk, type AdmissionDesk } from './admission-desk.ts'
import { createCountdown } from './countdown.ts'
import { createHandover } from './handover.ts'
import { noteRefusal } from './refusals.ts'
import { readRoomContent, takeRoomKey } from './room-words.ts'
import { createWishes, type Wishes } from './wishes.ts'

/** All that governs rooms in one session, and what it has to hear of. */
export interface Government {
  readonly moderation: Moderation
  readonly desk: AdmissionDesk
  readonly wishes: Wishes
  onLink(connection: Connection): void
  onPresence(): void
  onMembersChanged(): void
  /** Logged in at the tracker, and its rooms' logs are compared. */
  onTracker(tracker: Connection): Promise<void>
  /** A wish waits for this user at the tracker. */
  onWaiting(): void
  onRoomContent(active: ActiveChat, stored: HistoryRecord): void
  onHidden(active: ActiveChat, stored: HistoryRecord): void
  /** Entries that `from` handed over, who may be the tracker, break the rules. */
  onBadEntries(active: ActiveChat, from: Kid, error: ProtocolError): void
  stop(): void
}

export interface GovernmentOptions {
  readonly identity: Identity
  readonly directory: Directory
  readonly contacts: Contacts
  readonly chats: Chats
  readonly exchange: Exchange
  readonly ownWrapKeys: OwnWrapKeyring
  links(): PeerLinks
  tracker(): Connection | undefined
  trackerName(): string
  isOnline(kid: Kid): boolean
  nameOf(kid: Kid): string
  logOptions(chat: ChatId): ChatLogOptions
  updateLinks(): void
  refreshDirectory(): Promise<void>
  now(): number
  emit(event: PeerEvent): void
  onTrouble(error: unknown): void
}

export function createGovernment(options: GovernmentOptions): Government {
  const { identity, directory, contacts, chats, exchange, nameOf, now, onTrouble } = options
  const self = identity.kid
  const changes = createEmitter<void>()
  const words = createMutex()
  const desks = createMutex()
  const around = {
    self,
    nameOf,
    now,
    chats: chats.all,
    chatOf: chats.byId,
    onTrouble,
    tracker: options.tracker,
  }

  const acts = createActs({ ...around, chats, exchange })
  const handover = createHandover({ ...around, acts })
  const desk = createAdmissionDesk({
    ...around,
    keyOf: directory.keyOf,
    usernameOf: directory.usernameOf,
    privateKeyOf: options.ownWrapKeys.privateKeyOf,
    refreshDirectory: options.refreshDirectory,
  })
  const wishes = createWishes({
    ...around,
    identity,
    exchange,
    isOnline: options.isOnline,
    reach: (kid, timeoutMs) => options.links().reach(kid, timeoutMs),
    updateLinks: options.updateLinks,
    wrapKeysOf: contacts.wrapKeysOf,
  })
  const countdown = createCountdown({
    ...around,
    isOnline: options.isOnline,
    onWarning(active, at) {
      options.emit({ type: 'expiring', name: active.record().name.slice(1), at })
    },
  })
  const moderation = createModeration({
    self,
    acts,
    handover,
    chats,
    describe: (active) => describeRoom(active, self, nameOf),
    kidOf: directory.kidOf,
    nameOf,
    logOptions: options.logOptions,
    until,
  })

  function until(condition: () => boolean, timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, timeoutMs).unref()
      const forget = changes.on(check)
      function done(): void {
        clearTimeout(timer)
        forget()
        resolve()
      }
      function check(): void {
        if (condition()) done()
      }
      check()
    })
  }

  async function takeWord(active: ActiveChat, stored: HistoryRecord): Promise<void> {
    const content = readRoomContent(stored)
    if (content === undefined) return
    const { id, author } = stored
    if (content.type === 'room.key') takeRoomKey(active, author, content)
    else await handover.heard(active, { id, author, content })
  }

  return {
    moderation,
    desk,
    wishes,
    onLink: (connection) => void wishes.onLink(connection).catch(onTrouble),
    onPresence: () => countdown.update(),
    onMembersChanged() {
      wishes.onMembersChanged()
      countdown.update()
      changes.emit()
    },
    async onTracker(tracker) {
      await countdown.ask(tracker)
      await wishes.onTracker(tracker)
      await desks.run(() => desk.answerWaiting(tracker))
      for (const active of chats.all()) await handover.resume(active)
    },
    onWaiting() {
      const tracker = options.tracker()
      if (tracker !== undefined) desks.run(() => desk.answerWaiting(tracker)).catch(onTrouble)
    },
    onRoomContent(active, stored) {
      words.run(() => takeWord(active, stored)).catch(onTrouble)
    },
    onHidden(active, { id, author }) {
      const by = nameOf(author)
      noteRefusal(active, { at: now(), by, what: 'hidden-message', id, reason: 'hidden' })
    },
    onBadEntries(active, from, error) {
      const by = from === options.tracker()?.kid ? options.trackerName() : nameOf(from)
      noteRefusal(active, { at: now(), by, what: 'refused', id: null, reason: reasonOf(error) })
    },
    stop: () => countdown.stop(),
  }
}
