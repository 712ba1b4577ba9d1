import { isFolder } from '../../protocol/files.ts'
import type { ChatId, Hash, Kid } from '../../protocol/ids.ts'
import { sanitizeFileName } from '../../protocol/text/file-name.ts'
import { isChatErrorCode, type ChatErrorCode } from '../../shared/errors.ts'
import type { StoredTransfer } from '../../store/transfers/schemas.ts'
import type { TransferStore } from '../../store/transfers/transfer-store.ts'
import type { TransferState } from '../files.ts'
import { createMeter, type Meter } from './meter.ts'

/** All transfers of this user: what rests on disk, how far each is now, and how it looks to faces. */
export interface TransferBook {
  get(id: string): StoredTransfer | undefined
  all(): Iterable<StoredTransfer>
  find(chat: ChatId | null, manifest: Hash): StoredTransfer | undefined
  /** On disk when it resolves. */
  put(record: StoredTransfer): Promise<void>
  change(id: string, change: Partial<StoredTransfer>): Promise<void>
  remove(id: string): Promise<void>
  /** How far it is, and why it stands still if that is known; told to faces at most ten times a second. */
  note(id: string, bytes: number, isMoving: boolean, reason?: ChatErrorCode | null): void
  bytesOf(id: string): number
  /** Tells faces of all that rests here. */
  tellAll(): void
  close(): void
}

export interface TransferBookOptions {
  readonly store: TransferStore
  nameOf(kid: Kid): string
  /** How many are to get what is offered there. */
  recipientCount(chat: ChatId | null): number
  onChange(transfers: readonly TransferState[]): void
}

interface Live {
  bytes: number
  isMoving: boolean
  reason: ChatErrorCode | null
  readonly meter: Meter
}

const TELL_MS = 100
/** Finished ones that stay on the list. */
const FINISHED_MAX = 500

export function createTransferBook(options: TransferBookOptions): TransferBook {
  const { store } = options
  const records = new Map(store.get().transfers.map((record) => [record.id, record]))
  const lives = new Map<string, Live>()
  const untold = new Set<string>()
  let timer: NodeJS.Timeout | undefined

  function liveOf(id: string): Live {
    const live = lives.get(id) ?? {
      bytes: 0,
      isMoving: false,
      reason: null,
      meter: createMeter(),
    }
    lives.set(id, live)
    return live
  }

  function tell(): void {
    clearTimeout(timer)
    timer = undefined
    const told = [...untold].flatMap((id) => records.get(id) ?? [])
    untold.clear()
    if (told.length > 0) options.onChange(told.map(describe))
  }

  function describe(record: StoredTransfer): TransferState {
    const { id, offer, own, state, problem } = record
    const { bytes, isMoving, reason, meter } = liveOf(id)
    const rate = isMoving ? meter.rate(performance.now()) : 0
    const isActive = isMoving && (state === 'waiting' || (own && state === 'offered'))
    const isWhole = state === 'done'
    return {
      id,
      chat: record.chatName,
      from: options.nameOf(record.author),
      own,
      name: sanitizeFileName(offer.name),
      isFolder: isFolder(offer),
      size: offer.size,
      bytes: isWhole ? offer.size : Math.min(bytes, offer.size),
      rate: isActive ? rate : 0,
      etaS: isActive && rate > 0 ? Math.ceil((offer.size - bytes) / rate) : null,
      state: isActive ? 'active' : state,
      preparing: false,
      recipients: own
        ? { done: record.doneBy.length, of: options.recipientCount(record.chat) }
        : null,
      path: own || isWhole ? record.path : null,
      problem:
        problem !== null && isChatErrorCode(problem)
          ? problem
          : state === 'waiting' && !isActive
            ? reason
            : null,
      at: record.at,
    }
  }

  async function save(): Promise<void> {
    const transfers = [...records.values()]
    await store.update((value) => ({ ...value, transfers }))
  }

  function forgetOldest(): void {
    const finished = [...records.values()].filter(({ state }) => ENDED.has(state))
    for (const { id, offer } of finished.slice(0, -FINISHED_MAX)) {
      records.delete(id)
      lives.delete(id)
      void store.removeManifest(offer.manifest).catch(() => undefined)
    }
  }

  async function put(record: StoredTransfer): Promise<void> {
    const old = records.get(record.id)
    records.set(record.id, record)
    if (old?.state !== record.state) liveOf(record.id).meter.reset()
    untold.add(record.id)
    tell()
    forgetOldest()
    await save()
  }

  return {
    get: (id) => records.get(id),
    all: () => records.values(),
    find: (chat, manifest) =>
      [...records.values()].find(
        (record) => record.chat === chat && record.offer.manifest === manifest,
      ),
    put,
    async change(id, change) {
      const record = records.get(id)
      if (record !== undefined) await put({ ...record, ...change })
    },
    async remove(id) {
      const record = records.get(id)
      if (record === undefined) return
      records.delete(id)
      lives.delete(id)
      await store.removeManifest(record.offer.manifest)
      await save()
    },
    note(id, bytes, isMoving, reason = null) {
      const live = liveOf(id)
      const hasTurned = live.isMoving !== isMoving
      live.bytes = bytes
      live.isMoving = isMoving
      live.reason = reason
      if (hasTurned) live.meter.reset()
      live.meter.note(bytes, performance.now())
      untold.add(id)
      timer ??= setTimeout(tell, hasTurned ? 0 : TELL_MS).unref()
    },
    tellAll() {
      for (const id of records.keys()) untold.add(id)
      tell()
    },
    bytesOf: (id) => liveOf(id).bytes,
    close: () => clearTimeout(timer),
  }
}

const ENDED: ReadonlySet<StoredTransfer['state']> = new Set(['done', 'failed', 'cancelled'])
