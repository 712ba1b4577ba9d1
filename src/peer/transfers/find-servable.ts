import type { ChatId, Kid } from '../../protocol/ids.ts'
import { ChatError, isChatError } from '../../shared/errors.ts'
import type { StoredShare, StoredTransfer } from '../../store/transfers/schemas.ts'
import type { PartialFile } from './receiving/incoming-file.ts'
import type { FileRequest, Servable } from './serve-files.ts'
import type { Servables } from './servables.ts'

export interface FindServableOptions {
  readonly servables: Servables
  isMember(chat: ChatId, kid: Kid): boolean
  findTransfer(request: FileRequest): StoredTransfer | undefined
  findShare(request: FileRequest): StoredShare | undefined
  /** What is here of a transfer that is being received. */
  partial(id: string): PartialFile | undefined
  /** What was offered is no longer what it was. */
  onChanged(record: StoredTransfer): void
  onShareChanged(): void
}

/**
 * What this asker may have of what this user offers, has received or shares. Throws NOT_A_MEMBER, UNKNOWN_TRANSFER, UNKNOWN_SHARE,
 * FILE_WITHDRAWN, FILE_CHANGED, FILE_PAUSED.
 */
export async function findServable(
  options: FindServableOptions,
  asker: Kid,
  request: FileRequest,
): Promise<Servable> {
  const { servables } = options
  if (request.chat === null) {
    const share = options.findShare(request)
    if (share === undefined) throw new ChatError('UNKNOWN_SHARE')
    return await openOwn(
      () => servables.offered(share.offer, share.path, options.onShareChanged),
      options.onShareChanged,
    )
  }
  if (!options.isMember(request.chat, asker)) throw new ChatError('NOT_A_MEMBER')
  const record = options.findTransfer(request)
  if (record === undefined) throw new ChatError('UNKNOWN_TRANSFER')
  const { id, own, state, offer, path } = record
  if (own) {
    if (state === 'cancelled' || path === null) throw new ChatError('FILE_WITHDRAWN')
    if (state === 'failed') throw new ChatError('FILE_CHANGED')
    if (state === 'paused') throw new ChatError('FILE_PAUSED')
    const onBroken = (): void => options.onChanged(record)
    return await openOwn(() => servables.offered(offer, path, onBroken), onBroken)
  }
  if (state === 'done' && path !== null) return await servables.received(offer, path)
  const partial = options.partial(id)
  if (partial === undefined) throw new ChatError('UNKNOWN_TRANSFER')
  const { manifest, manifestBytes, have } = partial
  const fileKey = Buffer.from(offer.fileKey, 'base64url')
  const read: Servable['read'] = (position, length) => partial.read(position, length)
  return { manifest, manifestBytes, have, fileKey, read, onBroken: () => undefined }
}

/** Whatever keeps this user's own file from being read, it cannot be had as it was offered. */
async function openOwn(open: () => Promise<Servable>, onBroken: () => void): Promise<Servable> {
  try {
    return await open()
  } catch (error) {
    if (!isChatError(error)) throw error
    onBroken()
    throw new ChatError('FILE_CHANGED', { cause: error })
  }
}
