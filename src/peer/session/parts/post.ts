import { dmChatId } from '../../../crypto/epoch.ts'
import type { Identity } from '../../../crypto/identity.ts'
import type { Connection, Handlers } from '../../../net/connection.ts'
import { decodeEntries, parseEntryHeader, type RawEntry } from '../../../protocol/entry.ts'
import type { ChatId, Kid } from '../../../protocol/ids.ts'
import type { WrapKeyRecord } from '../../../protocol/records.ts'
import { readPutMarks, type MailboxChat } from '../../../protocol/mark.ts'
import { ChatError } from '../../../shared/errors.ts'
import type { ActiveChat } from '../../chats/active-chat.ts'
import { pullChat } from '../../chats/catch-up/chat-sync.ts'
import type { TakingEntries } from '../../chats/catch-up/take-entries.ts'
import { createOwnChain } from '../../chats/catch-up/own-chain.ts'
import type { Chats } from '../../chats/chats.ts'
import type { Exchange } from '../../chats/exchange.ts'
import { createMailbox, type Mailbox } from '../../delivery/mailbox.ts'
import { createMarks, type Marks } from '../../delivery/marks.ts'
import type { PeerLinks } from '../../links/peer-links.ts'
import type { Contacts } from '../../people/contacts.ts'
import type { HistoryRecord } from '../../../store/history.ts'
import type { Directory } from '../../people/directory.ts'
import type { Farewell } from '../../peer.ts'
import { sayLastWords } from '../../delivery/last-words.ts'

/** What goes through the tracker: entries that wait for somebody, and receipts. */
export interface Post {
  readonly mailbox: Mailbox
  readonly marks: Marks
  /** What the tracker may ask of this peer. */
  readonly methods: Handlers['methods']
  /** Brings what was only just written and learned to the others and the tracker, if that does not take long. */
  stop(said: Promise<void>): Promise<Farewell>
  /** Own entries are on disk: they may go. */
  spreadOwn(active: ActiveChat, records: readonly HistoryRecord[]): void
  /** Entries of others are on disk: their authors are told. */
  received(active: ActiveChat, records: readonly HistoryRecord[]): void
  /** Who may have what is missing: the tracker and the members who are linked. */
  neighbours(active: ActiveChat): readonly Connection[]
  /** Also this user's own, for his other machines. */
  wrapKeysOf(kids: readonly Kid[]): Promise<readonly WrapKeyRecord[]>
  /** Before a message is added to this user's own chain. Throws NOT_CAUGHT_UP. */
  checkOwnChain(active: ActiveChat): Promise<void>
  /** As its certificate says. */
  trackerName(): string
}

export interface PostOptions extends TakingEntries {
  readonly identity: Identity
  readonly directory: Directory
  readonly contacts: Contacts
  ownWrapKey(): WrapKeyRecord
  chats(): Chats
  exchange(): Exchange
  links(): Pick<PeerLinks, 'get'>
  tracker(): Connection | undefined
  isOnline(kid: Kid): boolean
  /** What a room that this user belongs to is called; undefined when the tracker does not list it. */
  roomName(id: ChatId): Promise<string | undefined>
  tellsReading(): boolean
  /** Another machine may write as this user. */
  isShared(): boolean
  now(): number
  onTrouble(error: unknown): void
}

export function openPost(options: PostOptions): Post {
  const { identity, directory, contacts, tracker, onTrouble, refreshDirectory } = options
  const self = identity.kid
  const marks = createMarks({
    identity,
    keyOf: directory.keyOf,
    refreshDirectory,
    link: (kid) => options.links().get(kid),
    tracker,
    openAtTracker: (active, connection) => mailbox.open(active, connection),
    tellsReading: options.tellsReading,
    onTrouble,
  })
  const mailbox: Mailbox = createMailbox({
    self,
    tracker,
    isUnlinked: (kid) => options.isOnline(kid) && options.links().get(kid) === undefined,
    now: options.now,
    wrapKeysOf,
    refreshDirectory,
    onBadEntries: options.onBadEntries,
    marks,
    chats: () => options.chats().all(),
    chatFor,
    askForWraps: (active, epochs) => options.exchange().askForWraps(active, epochs),
    onTrouble,
  })

  async function wrapKeysOf(kids: readonly Kid[]): Promise<readonly WrapKeyRecord[]> {
    const others = await contacts.wrapKeysOf(kids.filter((kid) => kid !== self))
    return kids.includes(self) ? [...others, options.ownWrapKey()] : others
  }

  function neighbours(active: ActiveChat): readonly Connection[] {
    const linked = active.recipients().map((kid) => options.links().get(kid))
    return [tracker(), ...linked].filter((neighbour) => neighbour !== undefined)
  }

  const ownChain = createOwnChain({
    isShared: options.isShared,
    neighbours,
    async pull(active, neighbour) {
      if (neighbour === tracker()) await mailbox.open(active, neighbour)
      await pullChat(active, neighbour, options)
    },
  })

  async function dmWith(kid: Kid): Promise<ActiveChat | undefined> {
    if (directory.usernameOf(kid) === undefined) await refreshDirectory()
    const name = directory.usernameOf(kid)
    // Somebody whose new key was not accepted yet begins no DM.
    const isTrusted = name !== undefined && directory.kidOf(name) === kid
    return isTrusted ? options.chats().receiveDm(name, kid) : undefined
  }

  async function chatFor(listed: MailboxChat): Promise<ActiveChat | undefined> {
    if (listed.with !== null) {
      return dmChatId(self, listed.with) === listed.chat ? dmWith(listed.with) : undefined
    }
    const name = await options.roomName(listed.chat)
    return name === undefined ? undefined : options.chats().openRoom(listed.chat, name)
  }

  /** A DM may begin with what the tracker hands over. */
  async function chatOf(id: ChatId, entries: readonly RawEntry[]): Promise<ActiveChat> {
    const known = options.chats().byId(id)
    if (known !== undefined) return known
    const authors = new Set(entries.map((entry) => parseEntryHeader(entry).author))
    const author = [...authors].find((kid) => kid !== self && dmChatId(self, kid) === id)
    const active = author === undefined ? undefined : await dmWith(author)
    if (active === undefined) throw new ChatError('NOT_A_MEMBER')
    return active
  }

  return {
    mailbox,
    marks,
    wrapKeysOf,
    stop: (said) =>
      sayLastWords({
        said,
        chats: options.chats().all,
        hand: async () => void (await Promise.all([mailbox.stop(), marks.stop()])),
        async tell(active, timeoutMs) {
          const linked = active.recipients().filter((kid) => options.links().get(kid) !== undefined)
          await options.exchange().tell(active, [], linked, timeoutMs)
        },
        onTrouble,
      }),
    spreadOwn(active, records) {
      const entries = records.map(({ raw }) => raw)
      options.exchange().spread(active, entries)
    },
    received(active, records) {
      const authors = new Set(records.map(({ author }) => author))
      const isAwaited = [...authors].some(
        (kid) => kid !== self && options.links().get(kid) === undefined,
      )
      marks.note(active, isAwaited)
    },
    neighbours,
    checkOwnChain: ownChain.check,
    trackerName: () => /^CN=(.+)$/mu.exec(tracker()?.certificate.subject ?? '')?.[1] ?? 'tracker',
    methods: {
      'entries.push': async ({ params, body, connection }) => {
        const entries = decodeEntries(body)
        const active = await chatOf(params.chat, entries)
        const { complete } = await options.exchange().receive(active, entries, connection, self)
        return { result: { held: [], complete } }
      },
      'marks.put': async ({ params, body }) => {
        const active = options.chats().byId(params.chat)
        if (active === undefined) throw new ChatError('NOT_A_MEMBER')
        await marks.take(active, readPutMarks(body))
        return { result: {} }
      },
    },
  }
}
