import { randomBytes } from '../../crypto/hash.ts'
import type { Connection, Handlers } from '../../net/connection.ts'
import type { ChatId, Kid } from '../../protocol/ids.ts'
import { toB64 } from '../../shared/bytes.ts'
import { ChatError } from '../../shared/errors.ts'
import type { HistoryRecord } from '../../store/history.ts'
import type { StoredTransfer } from '../../store/transfers/schemas.ts'
import type { TransferStore } from '../../store/transfers/transfer-store.ts'
import type { ActiveChat } from '../chats/active-chat.ts'
import type { AutoAccept, Files, OwnShare, TransferState } from '../files.ts'
import { createDownloads } from './receiving/downloads.ts'
import { findServable, type FindServableOptions } from './find-servable.ts'
import { autoAcceptOf, createIncomingOffers } from './incoming-offers.ts'
import { newTransfer } from './new-transfer.ts'
import { offerIn } from './offer-in.ts'
import { createOwnOffers } from './own-offers.ts'
import { createFileHandlers } from './serve-files.ts'
import { createServables } from './servables.ts'
import { createShares, type ShareDirectory } from './sharing/shares.ts'
import { createTransferBook } from './transfer-book.ts'

/** Files of one session: what it offers, fetches and shares. */
export interface Transfers {
  readonly files: SessionFiles
  /** Takes up what was under way; to be called once the chats are open. */
  start(): void
  readonly handlers: Handlers
  /** A message that offers a file is on disk and shown. */
  onOffer(active: ActiveChat, message: HistoryRecord): void
  onLink(connection: Connection): void
  onTrackerOnline(): void
  /** People to be connected with although no chat asks for it. */
  wantedKids(): Iterable<Kid>
  close(): Promise<void>
}

export type SessionFiles = Omit<Files, 'send'> & {
  send(active: ActiveChat, path: string): Promise<string>
}

export interface TransfersOptions {
  readonly self: Kid
  readonly username: string
  readonly store: TransferStore
  readonly people: ShareDirectory
  nameOf(kid: Kid): string
  /** Whether this key was compared in person. */
  isVerified(kid: Kid): boolean
  chatById(id: ChatId): ActiveChat | undefined
  chats(): Iterable<ActiveChat>
  link(kid: Kid): Connection | undefined
  links(): Iterable<Connection>
  reach(kid: Kid, timeoutMs: number): Promise<Connection | undefined>
  tracker(): Connection | undefined
  onWantedChanged(): void
  now(): number
  onTransfers(transfers: readonly TransferState[]): void
  onForgotten(id: string): void
  onShares(shares: readonly OwnShare[]): void
  onAutoAccept(policy: AutoAccept): void
  onTrouble(error: unknown): void
}

export function createTransfers(options: TransfersOptions): Transfers {
  const { self, store, onTrouble } = options
  const membersOf = (chat: ChatId): readonly Kid[] => [
    ...(options.chatById(chat)?.chat.log.view().members ?? []),
  ]
  function linksOf(chat: ChatId): readonly Connection[] {
    const members = new Set(membersOf(chat))
    return [...options.links()].filter(({ kid }) => members.has(kid))
  }
  const recipientCount = (chat: ChatId | null): number =>
    chat === null ? 0 : membersOf(chat).filter((kid) => kid !== self).length

  const book = createTransferBook({
    store,
    nameOf: options.nameOf,
    recipientCount,
    onChange: options.onTransfers,
  })
  const downloads = createDownloads({
    store,
    book,
    nameOf: options.nameOf,
    link: options.link,
    linksOf,
    onTrouble,
  })
  const incoming = createIncomingOffers({
    self,
    store,
    book,
    downloads,
    chats: options.chats,
    isVerified: options.isVerified,
    onWantedChanged: options.onWantedChanged,
    onTrouble,
  })
  const own = createOwnOffers({
    username: options.username,
    store,
    book,
    isRecipient: (chat, kid) => membersOf(chat).includes(kid),
    recipientCount,
    onProvisional: (transfer) => options.onTransfers([transfer]),
    onForgotten: options.onForgotten,
    onTrouble,
  })
  const shares = createShares(options)
  const servables = createServables(store)
  const serving: FindServableOptions = {
    servables,
    isMember: (chat, kid) => membersOf(chat).includes(kid),
    findTransfer: ({ chat, manifest }) => book.find(chat, manifest),
    findShare: ({ manifest }) => shares.find(manifest),
    partial: (id) => downloads.partial(id),
    onChanged({ id }) {
      book.change(id, { state: 'failed', problem: 'FILE_CHANGED' }).catch(onTrouble)
    },
    onShareChanged: shares.check,
  }

  function known(id: string): StoredTransfer {
    const record = book.get(id)
    if (record === undefined) throw new ChatError('UNKNOWN_TRANSFER', { subject: id })
    return record
  }

  async function discard(record: StoredTransfer): Promise<void> {
    if (record.part === null) return
    await store.removePart(record.part)
    await store.removeProgress(record.id)
  }

  function tellWithdrawn({ chat, offer }: StoredTransfer): void {
    if (chat === null) return
    const params = { chat, manifest: offer.manifest, state: 'withdrawn', bytes: 0 } as const
    for (const link of linksOf(chat)) link.notify('files.state', params)
  }

  const files: SessionFiles = {
    send: (active, path) => own.send(active, path),
    async accept(id) {
      const record = book.get(id) ?? (await incoming.recall(id))
      if (record.own) throw new ChatError('UNKNOWN_TRANSFER', { subject: id })
      if (record.state !== 'waiting' && record.state !== 'done') await incoming.start(record)
    },
    async pause(id) {
      const { own: isOwn, state } = known(id)
      if (state !== (isOwn ? 'offered' : 'waiting')) return
      await downloads.stop(id)
      await book.change(id, { state: 'paused' })
    },
    async resume(id) {
      const record = known(id)
      if (record.state !== 'paused') return
      if (record.own) await book.change(id, { state: 'offered' })
      else await incoming.start(record)
    },
    async cancel(id) {
      if (own.cancelPreparing(id)) return
      const record = known(id)
      if (record.state === 'done' || record.state === 'cancelled') return
      await downloads.stop(id)
      await discard(known(id))
      await book.change(id, { state: 'cancelled', part: null })
      if (!record.own) return downloads.tellAuthor(record, 'cancelled', 0)
      tellWithdrawn(record)
    },
    async retry(id) {
      const record = known(id)
      if (record.state !== 'failed' && record.state !== 'cancelled') return
      if (!record.own) return await incoming.start(record)
      const active = record.chat === null ? undefined : options.chatById(record.chat)
      if (active === undefined || record.path === null)
        throw new ChatError('UNKNOWN_TRANSFER', { subject: id })
      await own.send(active, record.path)
    },
    async forget(id) {
      const { state } = known(id)
      if (state !== 'done' && state !== 'failed' && state !== 'cancelled')
        throw new ChatError('UNKNOWN_TRANSFER', { subject: id })
      await discard(known(id))
      await book.remove(id)
      options.onForgotten(id)
    },
    ...shares.actions,
    async get(username, name) {
      const { owner, offer } = await shares.ask(username, name)
      const id = toB64(randomBytes(16))
      const record = newTransfer({
        id,
        chat: null,
        chatName: `@${options.nameOf(owner)}`,
        author: owner,
        at: options.now(),
        offer,
      })
      await incoming.start(record)
      return id
    },
    async setAutoAccept(autoAccept) {
      await store.update((value) => ({ ...value, autoAccept }))
      options.onAutoAccept(autoAccept)
    },
  }

  return {
    files,
    start() {
      options.onAutoAccept(autoAcceptOf(store))
      book.tellAll()
      incoming.takeUp().catch(onTrouble)
    },
    handlers: {
      methods: {
        ...createFileHandlers((asker, request) => findServable(serving, asker, request)),
        ...shares.methods,
      },
      notices: {
        'files.state': ({ params, connection }) => {
          if (params.state === 'withdrawn') incoming.onWithdrawn(connection.kid, params)
          else own.onState(connection.kid, params)
        },
      },
    },
    onOffer(active, message) {
      const offer = offerIn(message)
      if (offer === undefined) return
      const found = { active, message, offer }
      if (message.author === self) own.onWritten(found)
      else incoming.note(found).catch(onTrouble)
    },
    onLink(connection) {
      downloads.onLink(connection)
      void connection.closed.then(() => own.onUnlink(connection.kid))
    },
    onTrackerOnline: () => shares.onTrackerOnline(),
    *wantedKids() {
      for (const { own: isOwn, state, author } of book.all())
        if (!isOwn && state === 'waiting') yield author
      yield* shares.wantedKids()
    },
    async close() {
      await downloads.close()
      await shares.close()
      await servables.close()
      book.close()
      await store.close()
    },
  }
}
