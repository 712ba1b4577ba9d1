import type { Connection } from '../../../net/connection.ts'
import type { ChatId, Kid } from '../../../protocol/ids.ts'
import { sanitizeFileName } from '../../../protocol/text/file-name.ts'
import type { ChatErrorCode } from '../../../shared/errors.ts'
import type { StoredTransfer } from '../../../store/transfers/schemas.ts'
import type { TransferStore } from '../../../store/transfers/transfer-store.ts'
import { startDownload, type Download } from './download.ts'
import { createLanes } from './lanes.ts'
import type { PartialFile } from './incoming-file.ts'
import type { TransferBook } from '../transfer-book.ts'

/** Names of received files, with their sender's and room's in front. */
const RECEIVED_NAME_BYTES_MAX = 235
/** The sender hears so often how far it is. */
const TELL_AUTHOR_MS = 500

/** What is being fetched now. */
export interface Downloads {
  /** Begins or goes on with an accepted transfer. */
  begin(record: StoredTransfer): void
  /** Ends it for now; what has come stays. */
  stop(id: string): Promise<void>
  partial(id: string): PartialFile | undefined
  /** Whether somebody who is linked now may have what is wanted, and who offered it wants to know how it stands. */
  onLink(connection: Connection): void
  tellAuthor(record: StoredTransfer, state: 'active' | 'done' | 'cancelled', bytes: number): void
  close(): Promise<void>
}

export interface DownloadsOptions {
  readonly store: TransferStore
  readonly book: TransferBook
  nameOf(kid: Kid): string
  link(kid: Kid): Connection | undefined
  /** Links to members of the chat. */
  linksOf(chat: ChatId): Iterable<Connection>
  onTrouble(error: unknown): void
}

export function createDownloads(options: DownloadsOptions): Downloads {
  const { store, book } = options
  const lanes = createLanes()
  const running = new Map<string, Download>()
  const toldAtMs = new Map<string, number>()

  function candidates({ chat, author }: StoredTransfer): readonly Connection[] {
    if (chat !== null) return [...options.linksOf(chat)]
    const link = options.link(author)
    return link === undefined ? [] : [link]
  }

  function tellAuthor(
    { author, chat, offer }: StoredTransfer,
    state: 'active' | 'done' | 'cancelled',
    bytes: number,
  ): void {
    options.link(author)?.notify('files.state', { chat, manifest: offer.manifest, state, bytes })
  }

  function note(
    record: StoredTransfer,
    bytes: number,
    isMoving: boolean,
    reason: ChatErrorCode | null,
  ): void {
    book.note(record.id, bytes, isMoving, reason)
    const nowMs = performance.now()
    if (nowMs - (toldAtMs.get(record.id) ?? -Infinity) < TELL_AUTHOR_MS || !isMoving) return
    toldAtMs.set(record.id, nowMs)
    tellAuthor(record, 'active', bytes)
  }

  function nameFor({ chat, chatName, author, offer }: StoredTransfer): string {
    const name = `${options.nameOf(author)}_${sanitizeFileName(offer.name)}`
    const isRoom = chat !== null && chatName.startsWith('#')
    return sanitizeFileName(isRoom ? `${chatName.slice(1)}_${name}` : name, RECEIVED_NAME_BYTES_MAX)
  }

  /** What can go on later keeps what has come. */
  async function giveUp(id: string, code: ChatErrorCode): Promise<void> {
    const part = book.get(id)?.part ?? null
    if (part === null || !OF_NO_USE.has(code))
      return await book.change(id, { state: 'failed', problem: code })
    await store.removePart(part)
    await store.removeProgress(id)
    book.note(id, 0, false)
    await book.change(id, { state: 'failed', problem: code, part: null })
  }

  return {
    begin(record) {
      const { id, offer } = record
      if (running.has(id)) return
      const download = startDownload({
        record,
        store,
        lanes,
        name: nameFor(record),
        candidates: () => candidates(record),
        onPart: (part) => book.change(id, { part }),
        onProgress: (...progress) => note(record, ...progress),
        async onDone(path) {
          running.delete(id)
          book.note(id, offer.size, false)
          await book.change(id, { state: 'done', problem: null, part: null, path })
          tellAuthor(record, 'done', offer.size)
        },
        onFailed(code) {
          running.delete(id)
          book.note(id, book.bytesOf(id), false)
          tellAuthor(record, 'cancelled', 0)
          giveUp(id, code).catch(options.onTrouble)
        },
        onTrouble: options.onTrouble,
      })
      running.set(id, download)
    },
    async stop(id) {
      const download = running.get(id)
      running.delete(id)
      await download?.stop()
      book.note(id, book.bytesOf(id), false)
    },
    partial: (id) => running.get(id)?.partial,
    onLink(connection) {
      for (const [id, download] of running) {
        const record = book.get(id)
        if (record !== undefined && candidates(record).includes(connection))
          download.offerSource(connection)
      }
      for (const record of book.all()) {
        const isTold = record.own || record.author !== connection.kid
        if (!isTold && record.state === 'done') tellAuthor(record, 'done', record.offer.size)
      }
    },
    tellAuthor,
    async close() {
      const all = [...running.values()]
      running.clear()
      await Promise.all(all.map((download) => download.stop()))
    },
  }
}

/** After these nothing that has come fits what may come. */
const OF_NO_USE: ReadonlySet<ChatErrorCode> = new Set([
  'FILE_CHANGED',
  'FILE_INVALID',
  'FILE_WITHDRAWN',
])
