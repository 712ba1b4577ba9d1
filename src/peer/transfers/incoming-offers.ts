import { chunkSizeFor, type FileOffer } from '../../protocol/files.ts'
import type { Kid } from '../../protocol/ids.ts'
import { ChatError } from '../../shared/errors.ts'
import type { StoredTransfer } from '../../store/transfers/schemas.ts'
import type { TransferStore } from '../../store/transfers/transfer-store.ts'
import type { ActiveChat } from '../chats/active-chat.ts'
import { AUTO_ACCEPT_USUAL, type AutoAccept } from '../files.ts'
import { transferOf } from './new-transfer.ts'
import { findOffer, type FoundOffer } from './offer-in.ts'
import { ChunkSet } from './receiving/chunk-set.ts'
import type { Downloads } from './receiving/downloads.ts'
import type { FileRequest } from './serve-files.ts'
import type { TransferBook } from './transfer-book.ts'

/** What others offer this user. */
export interface IncomingOffers {
  /** Puts an offer on the list; what the user accepts without being asked begins. */
  note(found: FoundOffer): Promise<void>
  /** Offers stay in the history, also those that the list has forgotten. Throws UNKNOWN_TRANSFER. */
  recall(id: string): Promise<StoredTransfer>
  /** Begins to fetch, or goes on. Throws DISK_FULL. */
  start(record: StoredTransfer): Promise<void>
  /** Goes on with what was being fetched when the program ended. */
  takeUp(): Promise<void>
  /** The one who offered it takes it back. */
  onWithdrawn(kid: Kid, request: FileRequest): void
}

export interface IncomingOffersOptions {
  readonly self: Kid
  readonly store: TransferStore
  readonly book: TransferBook
  readonly downloads: Pick<Downloads, 'begin'>
  chats(): Iterable<ActiveChat>
  /** Whether this key was compared in person. */
  isVerified(kid: Kid): boolean
  onWantedChanged(): void
  onTrouble(error: unknown): void
}

export function autoAcceptOf(store: TransferStore): AutoAccept {
  return store.get().autoAccept ?? AUTO_ACCEPT_USUAL
}

export function createIncomingOffers(options: IncomingOffersOptions): IncomingOffers {
  const { store, book, downloads } = options

  function isAutomatic(author: Kid, { size }: FileOffer): boolean {
    const { mode, belowBytes } = autoAcceptOf(store)
    if (mode === 'off' || size >= belowBytes) return false
    return mode === 'all' || options.isVerified(author)
  }

  async function put(found: FoundOffer): Promise<StoredTransfer> {
    const record = transferOf(found)
    await book.put(record)
    if (isAutomatic(record.author, record.offer)) await start(record)
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

  /** How far what rests had come; said until it moves again. */
  async function noteRest({ id, part, offer }: StoredTransfer): Promise<void> {
    const bits = part === null ? undefined : await store.readProgress(id)
    if (bits === undefined) return
    const chunkSize = chunkSizeFor(offer.size)
    const { count } = new ChunkSet(Math.ceil(offer.size / chunkSize), bits)
    book.note(id, Math.min(offer.size, count * chunkSize), false)
  }

  return {
    async note(found) {
      await put(found)
    },
    async recall(id) {
      const found = await findOffer(options.chats(), id)
      if (found === undefined || found.message.author === options.self)
        throw new ChatError('UNKNOWN_TRANSFER', { subject: id })
      return await put(found)
    },
    start,
    async takeUp() {
      for (const record of [...book.all()]) {
        if (record.own) continue
        await noteRest(record)
        if (record.state === 'waiting') downloads.begin(record)
      }
    },
    onWithdrawn(kid, { chat, manifest }) {
      const record = book.find(chat, manifest)
      // What somebody began to fetch he may have by now, or others have it.
      if (record === undefined || record.author !== kid || record.state !== 'offered') return
      book
        .change(record.id, { state: 'failed', problem: 'FILE_WITHDRAWN' })
        .catch(options.onTrouble)
    },
  }
}
