import type { ChatId, Kid } from '../../protocol/ids.ts'
import type { NoticeParams } from '../../protocol/wire/methods.ts'
import type { TransferStore } from '../../store/transfers/transfer-store.ts'
import type { Scan } from '../../store/transfers/source.ts'
import type { ActiveChat } from '../chats/active-chat.ts'
import type { TransferState } from '../files.ts'
import { transferOf } from './new-transfer.ts'
import type { FoundOffer } from './offer-in.ts'
import { prepareOffer, type Prepared } from './prepare.ts'
import type { TransferBook } from './transfer-book.ts'

/** Preparing that takes longer than this is shown. */
const SHOW_AFTER_MS = 200
const SHOW_EVERY_MS = 100

/** What this user offers in chats. */
export interface OwnOffers {
  /** Resolves with the transfer's id once the offer is durable. */
  send(active: ActiveChat, path: string): Promise<string>
  /** Whether something was being prepared under this id. */
  cancelPreparing(id: string): boolean
  /** The message of an own offer is on disk. */
  onWritten(found: FoundOffer): void
  /** A recipient tells how far he is. */
  onState(kid: Kid, params: NoticeParams<'files.state'>): void
  /** What he fetched stands still. */
  onUnlink(kid: Kid): void
}

export interface OwnOffersOptions {
  readonly username: string
  readonly store: TransferStore
  readonly book: TransferBook
  isRecipient(chat: ChatId, kid: Kid): boolean
  recipientCount(chat: ChatId): number
  /** A provisional transfer for faces. */
  onProvisional(transfer: TransferState): void
  onForgotten(id: string): void
  onTrouble(error: unknown): void
}

export function createOwnOffers(options: OwnOffersOptions): OwnOffers {
  const { store, book } = options
  const preparing = new Map<string, AbortController>()
  /** Offers on their way into the history, by manifest. */
  const sending = new Map<string, { readonly path: string; saved: Promise<void> }>()
  /** How far each recipient is, by transfer. */
  const progress = new Map<string, Map<Kid, number>>()
  let prepared = 0

  async function prepare(active: ActiveChat, scan: Scan): Promise<Prepared> {
    const id = `preparing-${++prepared}`
    const abort = new AbortController()
    const startedAt = performance.now()
    const source = store.openSource(scan.files)
    preparing.set(id, abort)
    let isShown = false
    let shownAt = 0
    try {
      return await prepareOffer(scan, source, {
        signal: abort.signal,
        onProgress(bytes) {
          const now = performance.now()
          const tookMs = now - startedAt
          if (tookMs < SHOW_AFTER_MS || now - shownAt < SHOW_EVERY_MS) return
          isShown = true
          shownAt = now
          options.onProvisional(provisional(id, active, scan, bytes, (bytes * 1_000) / tookMs))
        },
      })
    } finally {
      preparing.delete(id)
      if (isShown) options.onForgotten(id)
      await source.close()
    }
  }

  function provisional(
    id: string,
    active: ActiveChat,
    { name, isFolder, size, path }: Scan,
    bytes: number,
    rate: number,
  ): TransferState {
    return {
      id,
      chat: active.record().name,
      from: options.username,
      own: true,
      name,
      isFolder,
      size,
      bytes,
      rate: Math.round(rate),
      etaS: Math.ceil((size - bytes) / rate),
      state: 'waiting',
      preparing: true,
      recipients: null,
      path,
      problem: null,
      at: Date.now(),
    }
  }

  function tell(id: string): void {
    const all = [...(progress.get(id)?.values() ?? [])]
    book.note(id, Math.max(0, ...all), all.length > 0)
  }

  return {
    async send(active, path) {
      const scan = await store.scan(path)
      const { offer, manifestBytes } = await prepare(active, scan)
      await store.writeManifest(offer.manifest, manifestBytes)
      const saving = { path: scan.path, saved: Promise.resolve() }
      sending.set(offer.manifest, saving)
      try {
        const { id } = await active.chat.send({ type: 'file', ...offer })
        await saving.saved
        return id
      } catch (error) {
        await store.removeManifest(offer.manifest)
        throw error
      } finally {
        sending.delete(offer.manifest)
      }
    },
    cancelPreparing(id) {
      const abort = preparing.get(id)
      abort?.abort()
      return abort !== undefined
    },
    onWritten(found) {
      const saving = sending.get(found.offer.manifest)
      if (saving === undefined) return
      saving.saved = book.put({ ...transferOf(found), own: true, path: saving.path })
      saving.saved.catch(() => undefined)
    },
    onState(kid, { chat, manifest, state, bytes }) {
      const record = book.find(chat, manifest)
      if (record?.own !== true || record.chat === null) return
      if (!options.isRecipient(record.chat, kid)) return
      const all = progress.get(record.id) ?? new Map<Kid, number>()
      progress.set(record.id, all)
      if (state === 'active') all.set(kid, bytes)
      else all.delete(kid)
      tell(record.id)
      if (state !== 'done' || record.doneBy.includes(kid)) return
      const doneBy = [...record.doneBy, kid]
      const isDone =
        record.state === 'offered' && doneBy.length >= options.recipientCount(record.chat)
      book
        .change(record.id, isDone ? { doneBy, state: 'done' } : { doneBy })
        .catch(options.onTrouble)
    },
    onUnlink(kid) {
      for (const [id, all] of progress) if (all.delete(kid)) tell(id)
    },
  }
}
