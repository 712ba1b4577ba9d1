import { randomBytes } from '../../crypto/hash.ts'
import type { Connection, Handlers } from '../../net/connection.ts'
import { chunkSizeFor, type FileOffer } from '../../protocol/files.ts'
import type { ChatId, Kid } from '../../protocol/ids.ts'
import { toB64 } from '../../shared/bytes.ts'
import { ChatError } from '../../shared/errors.ts'
import type { HistoryRecord } from '../../store/history.ts'
import type { StoredTransfer } from '../../store/transfers/schemas.ts'
import type { TransferStore } from '../../store/transfers/transfer-store.ts'
import type { ActiveChat } from '../chats/active-chat.ts'
import {
  AUTO_ACCEPT_USUAL,
  type AutoAccept,
  type Files,
  type OwnShare,
  type TransferState,
} from '../files.ts'
import { ChunkSet } from './receiving/chunk-set.ts'
import { createDownloads } from './receiving/downloads.ts'
import { findServable, type FindServableOptions } from './find-servable.ts'
import { findOffer, offerIn, type FoundOffer } from './offer-in.ts'
import { createOwnOffers } from './own-offers.ts'
import { createFileHandlers, type FileRequest } from './serve-files.ts'
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
  const recipientCount = (chat: ChatId | null): number =>
    chat === null ? 0 : membersOf(chat).filter((kid) => kid !== self).length

  const book = createTransferBook({
    store,
    nameOf: options.nameOf,
    recipientCount,
    onChange: options.onTransfers,
  })
  const downloads = createDownloads({
    ...{ store, book, onTrouble },
    nameOf: options.nameOf,
    link: options.link,
    linksOf(chat) {
      const members = new Set(membersOf(chat))
      return [...options.links()].filter(({ kid }) => members.has(kid))
    },
  })
  const own = createOwnOffers({
    ...{ self, username: options.username, store, book, onTrouble },
    isRecipient: (chat, kid) => membersOf(chat).includes(kid),
    recipientCount,
    onProvisional: (transfer) => options.onTransfers([transfer]),
    onForgotten: options.onForgotten,
  })
  const shares = createShares({ ...options, self })
  const servables = createServables(store)
  const policy = (): AutoAccept => store.get().autoAccept ?? AUTO_ACCEPT_USUAL

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

  function isAutomatic(author: Kid, { size }: FileOffer): boolean {
    const { mode, belowBytes } = policy()
    if (mode === 'off' || size >= belowBytes) return false
    return mode === 'all' || options.isVerified(author)
  }

  async function noteOffer({ active, message, offer }: FoundOffer): Promise<StoredTransfer> {
    const record: StoredTransfer = {
      ...{ id: message.id, chat: active.chat.id, chatName: active.record().name },
      ...{ author: message.author, own: false, at: message.sentAt, offer, state: 'offered' },
      ...{ problem: null, part: null, path: null, doneBy: [] },
    }
    await book.put(record)
    if (isAutomatic(message.author, offer)) await start(record)
    return record
  }

  /** Offers stay in the history, also those that the list of transfers has forgotten. */
  async function recall(id: string): Promise<StoredTransfer> {
    const found = await findOffer(options.chats(), id)
    if (found === undefined || found.message.author === self)
      throw new ChatError('UNKNOWN_TRANSFER', { subject: id })
    return await noteOffer(found)
  }

  function known(id: string): StoredTransfer {
    const record = book.get(id)
    if (record === undefined) throw new ChatError('UNKNOWN_TRANSFER', { subject: id })
    return record
  }

  async function start(record: StoredTransfer): Promise<void> {
    const { id, offer } = record
    const missing = offer.size - book.bytesOf(id)
    if (record.part === null && (await store.freeBytes()) < missing)
      throw new ChatError('DISK_FULL', { subject: offer.name })
    const started: StoredTransfer = { ...record, state: 'waiting', problem: null, path: null }
    await book.put(started)
    downloads.begin(started)
    options.onWantedChanged()
  }

  async function discard(record: StoredTransfer): Promise<void> {
    if (record.part === null) return
    await store.removePart(record.part)
    await store.removeProgress(record.id)
  }

  /** How far what rests had come; said until it moves again. */
  async function noteRest({ id, part, offer }: StoredTransfer): Promise<void> {
    const bits = part === null ? undefined : await store.readProgress(id)
    if (bits === undefined) return
    const chunkSize = chunkSizeFor(offer.size)
    const { count } = new ChunkSet(Math.ceil(offer.size / chunkSize), bits)
    book.note(id, Math.min(offer.size, count * chunkSize), false)
  }

  async function takeUp(): Promise<void> {
    for (const record of [...book.all()]) {
      if (record.own) continue
      await noteRest(record)
      if (record.state === 'waiting') downloads.begin(record)
    }
  }

  const files: SessionFiles = {
    send: (active, path) => own.send(active, path),
    async accept(id) {
      const record = book.get(id) ?? (await recall(id))
      if (record.own) throw new ChatError('UNKNOWN_TRANSFER', { subject: id })
      if (record.state !== 'waiting' && record.state !== 'done') await start(record)
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
      else await start(record)
    },
    async cancel(id) {
      if (own.cancelPreparing(id)) return
      const record = known(id)
      if (record.state === 'done' || record.state === 'cancelled') return
      await downloads.stop(id)
      await discard(known(id))
      await book.change(id, { state: 'cancelled', part: null })
      if (!record.own) return downloads.tellAuthor(record, 'cancelled', 0)
      for (const link of record.chat === null ? [] : options.links()) {
        if (record.chat === null || !membersOf(record.chat).includes(link.kid)) continue
        const { chat, offer } = record
        link.notify('files.state', { chat, manifest: offer.manifest, state: 'withdrawn', bytes: 0 })
      }
    },
    async retry(id) {
      const record = known(id)
      if (record.state !== 'failed' && record.state !== 'cancelled') return
      if (!record.own) return await start(record)
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
      const record: StoredTransfer = {
        ...{ id: toB64(randomBytes(16)), chat: null, chatName: `@${options.nameOf(owner)}` },
        ...{ author: owner, own: false, at: options.now(), offer, state: 'waiting' },
        ...{ problem: null, part: null, path: null, doneBy: [] },
      }
      await start(record)
      return record.id
    },
    async setAutoAccept(autoAccept) {
      await store.update((value) => ({ ...value, autoAccept }))
      options.onAutoAccept(autoAccept)
    },
  }

  return {
    files,
    start() {
      options.onAutoAccept(policy())
      book.tellAll()
      takeUp().catch(onTrouble)
    },
    handlers: {
      methods: {
        ...createFileHandlers((asker, request) => findServable(serving, asker, request)),
        ...shares.methods,
      },
      notices: {
        'files.state': ({ params, connection }) => {
          if (params.state === 'withdrawn') withdraw(connection.kid, params)
          else own.onState(connection.kid, params)
        },
      },
    },
    onOffer(active, message) {
      const offer = offerIn(message)
      if (offer === undefined) return
      if (message.author === self) own.onWritten(active, message, offer)
      else noteOffer({ active, message, offer }).catch(onTrouble)
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

  /** What nobody began to fetch cannot be had any more. */
  function withdraw(kid: Kid, { chat, manifest }: FileRequest): void {
    const record = book.find(chat, manifest)
    if (record === undefined || record.author !== kid || record.state !== 'offered') return
    book.change(record.id, { state: 'failed', problem: 'FILE_WITHDRAWN' }).catch(onTrouble)
  }
}
